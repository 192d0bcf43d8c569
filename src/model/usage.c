/* SPDX-License-Identifier: MIT */
/* usage.c - see usage.h. */
#include "usage.h"

#include <stdlib.h>
#include <string.h>

#include "dialect.h"

void askcam_usage_clear(struct askcam_usage *usage)
{
    *usage = (struct askcam_usage){-1, -1, -1, -1, -1, -1};
}

/* A whole number from 0 on, also if it was written as 590.0; else -1. */
static int64_t count_of(const struct askcam_json_value *value)
{
    char text[ASKCAM_JSON_SCALAR_BYTES + 1];

    if (value->type != ASKCAM_JSON_NUMBER || value->text_bytes >= sizeof text) {
        return -1;
    }
    memcpy(text, value->text, value->text_bytes);
    text[value->text_bytes] = '\0';
    const double number = strtod(text, NULL);
    return number >= 0 && number < 1e15 ? (int64_t)number : -1;
}

static int64_t *place(struct askcam_usage *usage, int meaning)
{
    switch (meaning) {
    case ASKCAM_MEANS_INPUT:
        return &usage->input;
    case ASKCAM_MEANS_OUTPUT:
        return &usage->output;
    case ASKCAM_MEANS_TOTAL:
        return &usage->total;
    case ASKCAM_MEANS_REASONING:
        return &usage->reasoning;
    case ASKCAM_MEANS_IMAGE:
        return &usage->image;
    case ASKCAM_MEANS_CACHED:
        return &usage->cached;
    default:
        return NULL;
    }
}

void askcam_usage_take(struct askcam_usage *usage, const struct askcam_json_value *value)
{
    int64_t *const to = place(usage, value->id);
    const int64_t count = count_of(value);

    if (to != NULL && count >= 0) {
        *to = count;
    }
}

bool askcam_usage_says_something(const struct askcam_usage *usage)
{
    return usage->input > 0 || usage->output > 0 || usage->total > 0;
}
