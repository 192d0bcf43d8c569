/* SPDX-License-Identifier: MIT */
/*
 * json_rows.h - texts with what is to be seen of them, for the tests of the JSON scanner.
 *
 * For: test_json*.c.  What is seen is noted as ID=VALUE and a space: 2='eye' 5=400 0={ 1=[ .
 */
#ifndef ASKCAM_TEST_JSON_ROWS_H
#define ASKCAM_TEST_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "json.h"

#define NAME_OF_64 "k234567890123456789012345678901234567890123456789012345678901234"

struct json_case {
    const char *name;
    const char *text;
    const char *values;
    enum askcam_status status; /* of finish */
};

/* A scanner and what it handed on. */
struct json_seen {
    struct askcam_json_paths paths;
    struct askcam_json scan;
    char text[4096];
    size_t text_bytes;
    size_t calls;
    size_t fail_at; /* the call that says ASKCAM_ERR_STOPPED, or 0 */
    bool in_string;
};

/* Starts over, with the paths that json_rows.c names. */
void json_seen_start(struct json_seen *seen, size_t fail_at);

/* askcam_json_push() to a struct json_seen. */
enum askcam_status json_seen_push(void *ctx, const void *bytes, size_t bytes_len);

/* One test a row: whole, byte by byte, cut at every place; and again where nothing is named. */
int run_json_rows(const char *group, struct json_case *rows, size_t rows_count);

#endif
