/* SPDX-License-Identifier: MIT */
/* retry_after.c - see retry_after.h. */
#include "retry_after.h"

#include <stdbool.h>
#include <string.h>

#include "http_date.h"

enum { MOST_S = 366 * 24 * 3600 }; /* beyond it: nonsense, but still "not soon" */

/* Whole seconds, a started one counted; false if it is not a number. */
static bool read_seconds(const char *value, int64_t *seconds)
{
    value += strspn(value, " \t");
    const size_t digits = strspn(value, "0123456789");
    const size_t end = digits + strspn(value + digits, ".0123456789 \t");

    if (digits == 0 || value[end] != '\0') {
        return false;
    }
    *seconds = strpbrk(value + digits, "123456789") != NULL;
    int64_t whole = 0;
    for (size_t i = 0; i < digits && whole < MOST_S; i++) {
        whole = whole * 10 + (value[i] - '0');
    }
    *seconds += whole;
    return true;
}

uint64_t askcam_http_retry_after_ms(const struct askcam_http_head *head)
{
    int64_t seconds = 0;

    if (!read_seconds(head->retry_after, &seconds) &&
        !askcam_http_seconds_between(head->date, head->retry_after, &seconds)) {
        return 0;
    }
    if (seconds < 0) {
        return 0;
    }
    return (uint64_t)(seconds < MOST_S ? seconds : MOST_S) * 1000;
}
