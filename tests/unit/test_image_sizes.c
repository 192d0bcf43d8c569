/* SPDX-License-Identifier: MIT */
/* test_image_sizes.c - the sizes of buffers that the headers of image name are the real ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "jpeg_in.h"
#include "jpeg_out.h"
#include "jpeg_reader.h"

enum { HEADER_BYTES = 64 * 1024 };

static const struct size_case {
    const char *header;
    const char *before; /* the text in front of "N KiB" */
    size_t bytes;
} sizes[] = {
    {"jpeg_walk.h", "with a buffer of ", sizeof((struct askcam_jpeg_reader *)0)->buf},
    {"jpeg/jpeg_copy.h", "with a buffer of ", sizeof((struct askcam_jpeg_reader *)0)->buf},
    {"jpeg/jpeg_in.h", "in chunks of ", sizeof((struct askcam_jpeg_in *)0)->buf},
    {"jpeg/jpeg_out.h", "in chunks of ", sizeof((struct askcam_jpeg_out *)0)->buf},
};

static void a_header_names_the_size_of_its_buffer(void **state)
{
    static char text[HEADER_BYTES];
    (void)state;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/src/image/%s", ASKCAM_SOURCE_DIR, sizes[i].header);
        FILE *const file = fopen(path, "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        assert_int_equal(fclose(file), 0);
        const char *const at = strstr(text, sizes[i].before);
        assert_non_null(at);
        char *end = NULL;
        const unsigned long kib = strtoul(at + strlen(sizes[i].before), &end, 10);
        assert_memory_equal(end, " KiB", 4);
        assert_int_equal(kib * 1024, sizes[i].bytes);
    }
}

/* src/README.md: no stage owns more than 16 KiB; the rest is what it knows of its place. */
static void no_stage_is_much_larger_than_its_buffer(void **state)
{
    (void)state;
    assert_true(sizeof(struct askcam_jpeg_reader) <= 16 * 1024 + 256);
    assert_true(sizeof(struct askcam_jpeg_in) <= 4 * 1024 + 256);
    assert_true(sizeof(struct askcam_jpeg_out) <= 4 * 1024 + 256);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_names_the_size_of_its_buffer),
        cmocka_unit_test(no_stage_is_much_larger_than_its_buffer),
    };
    return cmocka_run_group_tests_name("image_sizes", tests, NULL, NULL);
}
