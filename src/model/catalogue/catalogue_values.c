/* SPDX-License-Identifier: MIT */
/* catalogue_values.c - see catalogue_values.h. */
#include "catalogue_values.h"

#include <stdint.h>
#include <string.h>

bool askcam_is_count(const cJSON *value)
{
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble <= 1e15 &&
           (double)(int64_t)value->valuedouble == value->valuedouble;
}

bool askcam_is_word(const cJSON *value, size_t cap_bytes)
{
    return cJSON_IsString(value) && value->valuestring[0] != '\0' &&
           strlen(value->valuestring) < cap_bytes;
}
