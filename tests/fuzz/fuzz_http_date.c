/* SPDX-License-Identifier: MIT */
/*
 * fuzz_http_date.c - any two texts as dates, with the oracles: the same pair gives the same number,
 * turned round it changes its sign where both years have four digits, a date is 0 from itself, and
 * the distance stays within what four digits of a year allow.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "http_date.h"

enum { DAYS_OF_ALL_YEARS = 10000 * 366 };

static char *copy(const uint8_t *bytes, size_t bytes_len)
{
    char *text = malloc(bytes_len + 1);

    if (text == NULL) {
        abort();
    }
    memcpy(text, bytes, bytes_len);
    text[bytes_len] = '\0';
    return text;
}

static void check(bool is_right)
{
    if (!is_right) {
        abort();
    }
}

static void check_pair(const char *from, const char *to)
{
    const int64_t most_seconds = (int64_t)DAYS_OF_ALL_YEARS * 24 * 60 * 60;
    int64_t seconds = 0;
    int64_t again = 0;
    int64_t back = 0;

    if (!askcam_http_seconds_between(from, to, &seconds)) {
        again = 1;
        check(!askcam_http_seconds_between(from, to, &again) && again == 1);
        return;
    }
    check(askcam_http_seconds_between(from, to, &again) && again == seconds);
    check(seconds >= -most_seconds && seconds <= most_seconds);
    check(askcam_http_seconds_between(from, from, &again) && again == 0);
    if (strchr(from, '-') == NULL && strchr(to, '-') == NULL) { /* not RFC 850's short years */
        check(askcam_http_seconds_between(to, from, &back) && back == -seconds);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    const uint8_t *line_end = bytes_len == 0 ? NULL : memchr(bytes, '\n', bytes_len);
    const size_t from_bytes = line_end == NULL ? bytes_len : (size_t)(line_end - bytes);
    char *from = copy(bytes, from_bytes);
    char *to =
        line_end == NULL ? copy(bytes, bytes_len) : copy(line_end + 1, bytes_len - from_bytes - 1);

    check_pair(from, to);
    free(from);
    free(to);
    return 0;
}
