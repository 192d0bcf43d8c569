/* SPDX-License-Identifier: MIT */
/*
 * test_sizes.c - the bounds of memory that the documents name.
 *
 * src/README.md: no stage between a picture or an answer and the wire owns more than 16 KiB.  The
 * other rows hold the size of each state, so that a change of it is noticed.
 */
#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "b64.h"
#include "error.h"
#include "host.h"
#include "http_reply.h"
#include "json.h"
#include "mask.h"
#include "request_head.h"
#include "ring.h"
#include "sse.h"
#include "terminal.h"
#include "url.h"

enum { KIB = 1024, FRAMING_BYTES = 128 }; /* a chunk's size line and end, and the other fields */

static_assert(ASKCAM_BODY_PIECE_BYTES == 16 * KIB, "src/README.md: 16 KiB");
static_assert(ASKCAM_LOG_LINE_BYTES == 512, "host.h: a log line is cut at 512 bytes");
static_assert(ASKCAM_HTTP_HEAD_BYTES == 64 * KIB, "the message names 64 KiB");

static const struct size_case {
    const char *name;
    size_t bytes;
    size_t most_bytes;
} CASES[] = {
    {"body framing", sizeof(struct askcam_body), 16 * KIB + FRAMING_BYTES},
    {"base64, its buffer included", sizeof(struct askcam_b64), 4 * KIB + FRAMING_BYTES},
    {"JSON scan", sizeof(struct askcam_json), 1 * KIB},
    {"paths of a JSON scan", sizeof(struct askcam_json_paths), 8 * KIB},
    {"events", sizeof(struct askcam_sse), 256},
    {"HTTP reply", sizeof(struct askcam_http_reply), 2 * KIB},
    {"URL", sizeof(struct askcam_url), 4 * KIB + 512},
    {"ring, without its bytes", sizeof(struct askcam_ring), 32},
    {"mask", sizeof(struct askcam_mask), 48},
    {"filter of a terminal", sizeof(struct askcam_terminal), 8},
    {"error", sizeof(struct askcam_error), 1280},
};

static void a_state_is_no_larger_than_documented(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        if (CASES[i].bytes > CASES[i].most_bytes) {
            fail_msg("%s: %zu bytes, at most %zu", CASES[i].name, CASES[i].bytes,
                     CASES[i].most_bytes);
        }
    }
}

static void the_map_names_the_bound_of_a_stage(void **state)
{
    static char text[64 * KIB];
    FILE *map = fopen(ASKCAM_SOURCE_DIR "/src/README.md", "r");

    (void)state;
    assert_non_null(map);
    assert_true(fread(text, 1, sizeof text - 1, map) > 0);
    (void)fclose(map);
    assert_non_null(strstr(text, "none owns more than 16 KiB"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_state_is_no_larger_than_documented),
        cmocka_unit_test(the_map_names_the_bound_of_a_stage),
    };
    return cmocka_run_group_tests_name("sizes", tests, NULL, NULL);
}
