/* SPDX-License-Identifier: MIT */
/*
 * fuzz_json.c - any bytes, any cut: the same values and verdict as in one piece, text that is
 * UTF-8, and the same verdict if no path names a thing.  The input is two texts with a byte 0xFF
 * between them; with a memo each gives the same after the other as by itself.
 */
#include <stdint.h>
#include <stdlib.h>

#include "cuts.h"
#include "json.h"
#include "utf8.h"

static const struct askcam_json_path ROWS[] = {
    {"", 0},
    {"a", 1},
    {"a.a", 2},
    {"a[]", 3},
    {"a[1].b", 4},
    {"[0]", 5},
    {"[][]", 6},
    {"choices[0].delta.content", 7},
    {"choices[0].delta.content[].text", 8},
    {"\xC3\xA9", 9},
};

struct fuzz_json {
    struct askcam_json scan;
    struct seen_sum seen;
    bool in_string;
};

static enum askcam_status take(void *ctx, const struct askcam_json_value *value)
{
    struct fuzz_json *fuzz = ctx;

    if (!askcam_utf8_valid(value->text, value->text_bytes) || value->first == fuzz->in_string) {
        abort();
    }
    fuzz->in_string = !value->last;
    if (value->first) {
        add_number(&fuzz->seen, (uint64_t)value->id << 8 | value->type);
    }
    add_bytes(&fuzz->seen, value->text, value->text_bytes);
    if (value->last) {
        add_number(&fuzz->seen, UINT64_MAX);
    }
    return ASKCAM_OK;
}

static enum askcam_status push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct fuzz_json *fuzz = ctx;
    return askcam_json_push(&fuzz->scan, bytes, bytes_len);
}

static enum askcam_status scan(struct fuzz_json *fuzz, const struct askcam_json_paths *paths,
                               const uint8_t *bytes, size_t bytes_len, uint8_t seed)
{
    *fuzz = (struct fuzz_json){.seen = {0}};
    askcam_json_init(&fuzz->scan, paths, take, fuzz);
    push_pieces(push, fuzz, bytes, bytes_len, seed);
    return askcam_json_finish(&fuzz->scan);
}

static enum askcam_status scan_alike(struct fuzz_json *fuzz, struct askcam_json_memo *memo,
                                     const struct askcam_json_paths *paths, const uint8_t *bytes,
                                     size_t bytes_len)
{
    *fuzz = (struct fuzz_json){.seen = {0}};
    askcam_json_init(&fuzz->scan, paths, take, fuzz);
    if (bytes_len > 0) {
        (void)askcam_json_push_alike(&fuzz->scan, memo, bytes, bytes_len);
    }
    return askcam_json_finish(&fuzz->scan);
}

/* After a failure too, as both scan the text in one piece. */
static void compare(struct askcam_json_memo *memo, const struct askcam_json_paths *paths,
                    const uint8_t *bytes, size_t bytes_len)
{
    struct fuzz_json full;
    struct fuzz_json alike;

    const enum askcam_status status = scan(&full, paths, bytes, bytes_len, 0);
    if (scan_alike(&alike, memo, paths, bytes, bytes_len) != status ||
        alike.seen.sum != full.seen.sum) {
        abort();
    }
}

static void compare_both(const struct askcam_json_paths *paths, const uint8_t *bytes,
                         size_t bytes_len)
{
    static struct askcam_json_memo memo;
    const uint8_t *const mark = memchr(bytes, 0xFF, bytes_len);
    const size_t first_bytes = mark == NULL ? bytes_len : (size_t)(mark - bytes);
    const size_t second_from = mark == NULL ? 0 : first_bytes + 1;

    askcam_json_memo_clear(&memo);
    compare(&memo, paths, bytes, first_bytes);
    compare(&memo, paths, bytes + second_from, bytes_len - second_from);
    compare(&memo, paths, bytes, first_bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_json_paths paths;
    struct askcam_json_paths none;
    struct fuzz_json whole;
    struct fuzz_json pieces;
    struct fuzz_json unnamed;

    if (bytes_len == 0) {
        return 0;
    }
    askcam_json_paths_init(&paths, ROWS, sizeof ROWS / sizeof ROWS[0]);
    askcam_json_paths_init(&none, NULL, 0);
    const enum askcam_status status = scan(&whole, &paths, bytes + 1, bytes_len - 1, 0);
    const enum askcam_status cut = scan(&pieces, &paths, bytes + 1, bytes_len - 1, bytes[0]);
    const enum askcam_status plain = scan(&unnamed, &none, bytes + 1, bytes_len - 1, bytes[0]);
    if (status != cut || status != plain) {
        abort();
    }
    /* After a failure in a string, how much of it had been handed on may differ. */
    if (status == ASKCAM_OK && whole.seen.sum != pieces.seen.sum) {
        abort();
    }
    compare_both(&paths, bytes + 1, bytes_len - 1);
    return 0;
}
