/* SPDX-License-Identifier: MIT */
/*
 * bench_scan.c - takes thinking and answer out of events: with askcam's scanner, or with cJSON.
 *
 * For: tools/bench scan, under callgrind.  The events lie in a file, one JSON text a line.  Both
 * take the same: thinking, answer, finish reason and the tokens of the usage; what they took is
 * printed at the end, so that the outcomes can be compared; the text is summed up in the first
 * round only, so that the difference of two runs leaves the summing out. Use: bench_scan
 * askcam|cjson FILE ROUNDS
 */
#define _GNU_SOURCE
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench_frame.h"
#include "dialect.h"
#include "json.h"

enum { ROUNDS_MOST = 1000000 };

/* What the events said, in short. */
struct taken {
    size_t text_bytes;
    unsigned long sum; /* of all text bytes of the first round */
    bool is_summing;
    unsigned long finishes;
    unsigned long tokens;
};

static struct askcam_json_paths paths; /* prepared once, as for a reply */
static struct askcam_json_memo memo;   /* of the events before, as for a reply */

static void take_text(struct taken *taken, const char *text, size_t bytes)
{
    taken->text_bytes += bytes;
    for (size_t i = 0; i < bytes && taken->is_summing; i++) {
        taken->sum += (unsigned char)text[i];
    }
}

static enum askcam_status on_value(void *ctx, const struct askcam_json_value *value)
{
    struct taken *const taken = ctx;
    const bool is_text = value->type == ASKCAM_JSON_STRING;

    if (is_text &&
        (value->id == ASKCAM_MEANS_THINKING_CONTENT || value->id == ASKCAM_MEANS_ANSWER)) {
        take_text(taken, value->text, value->text_bytes);
    } else if (is_text && value->id == ASKCAM_MEANS_FINISH) {
        taken->finishes += value->last;
    } else if (value->id == ASKCAM_MEANS_TOTAL) {
        taken->tokens += strtoul(value->text, NULL, 10);
    }
    return ASKCAM_OK;
}

static void with_askcam(struct taken *taken, const char *text, size_t bytes)
{
    struct askcam_json scan;

    askcam_json_init(&scan, &paths, on_value, taken);
    if (askcam_json_push_alike(&scan, &memo, text, bytes) != ASKCAM_OK ||
        askcam_json_finish(&scan) != ASKCAM_OK) {
        bench_die("askcam: no JSON");
    }
}

static void take_member(struct taken *taken, const cJSON *object, const char *name)
{
    const cJSON *const value = cJSON_GetObjectItemCaseSensitive(object, name);

    if (cJSON_IsString(value)) {
        take_text(taken, value->valuestring, strlen(value->valuestring));
    }
}

static void with_cjson(struct taken *taken, const char *text, size_t bytes)
{
    cJSON *const event = cJSON_ParseWithLength(text, bytes);

    if (event == NULL) {
        bench_die("cJSON: no JSON");
    }
    const cJSON *const choices = cJSON_GetObjectItemCaseSensitive(event, "choices");
    const cJSON *const choice = cJSON_GetArrayItem(choices, 0);
    const cJSON *const delta = cJSON_GetObjectItemCaseSensitive(choice, "delta");
    take_member(taken, delta, "reasoning_content");
    take_member(taken, delta, "content");
    taken->finishes +=
        (unsigned long)cJSON_IsString(cJSON_GetObjectItemCaseSensitive(choice, "finish_reason"));
    const cJSON *const usage = cJSON_GetObjectItemCaseSensitive(event, "usage");
    const cJSON *const total = cJSON_GetObjectItemCaseSensitive(usage, "total_tokens");
    taken->tokens += cJSON_IsNumber(total) ? (unsigned long)total->valueint : 0;
    cJSON_Delete(event);
}

int main(int argc, char **argv)
{
    struct taken taken = {.is_summing = true};
    size_t rows_count = 0;

    if (argc != 4) {
        bench_die("usage: bench_scan askcam|cjson FILE ROUNDS");
    }
    const struct askcam_json_path *const rows = askcam_dialect(ASKCAM_API_OPENAI, &rows_count);
    askcam_json_paths_init(&paths, rows, rows_count);
    askcam_json_memo_clear(&memo);
    void (*const take)(struct taken *, const char *, size_t) =
        strcmp(argv[1], "askcam") == 0 ? with_askcam : with_cjson;
    const struct askcam_bytes file = bench_frame_open(argv[2], 0, 0).jpeg;
    const char *const end = (const char *)file.memory + file.size_bytes;
    for (uint32_t round = bench_number(argv[3], ROUNDS_MOST); round > 0; round--) {
        for (const char *at = (const char *)file.memory; at < end;) {
            const char *const stop = memchr(at, '\n', (size_t)(end - at));
            if (stop == NULL) {
                bench_die("a line without its end");
            }
            take(&taken, at, (size_t)(stop - at));
            at = stop + 1;
        }
        taken.is_summing = false;
    }
    (void)printf("%zu %lu %lu %lu\n", taken.text_bytes, taken.sum, taken.finishes, taken.tokens);
    return EXIT_SUCCESS;
}
