/* SPDX-License-Identifier: MIT */
/*
 * json_paths.h - which paths lead to a member or an element.
 *
 * For: json.c and json_string.c; see json_value.h for the layers.
 */
#ifndef ASKCAM_JSON_PATHS_H
#define ASKCAM_JSON_PATHS_H

#include "json.h"

/* The paths that lead to the open object or array. */
static inline uint64_t askcam_json_live(const struct askcam_json *scan)
{
    return scan->depth <= ASKCAM_JSON_PATH_DEPTH ? scan->live[scan->depth] : 0;
}

/* Of `some` of them, at least one, those whose next step has this name; depth >= 1. */
uint64_t askcam_json_match_some(const struct askcam_json *scan, uint64_t some, const char *name,
                                size_t name_bytes);

/* name[0] may be read even if the name is empty: a quote is there. */
static inline size_t askcam_json_bucket(const char *name, size_t name_bytes)
{
    return (name_bytes + (unsigned char)name[0]) % ASKCAM_JSON_NAME_BUCKETS;
}

/* Which of the paths that lead to the open object lead on to this member; depth >= 1. */
static inline uint64_t askcam_json_match_name(const struct askcam_json *scan, const char *name,
                                              size_t name_bytes)
{
    uint64_t some = askcam_json_live(scan);

    if (some != 0) {
        some &= scan->paths->names[scan->depth - 1][askcam_json_bucket(name, name_bytes)];
    }
    return some == 0 ? 0 : askcam_json_match_some(scan, some, name, name_bytes);
}

/* Which of the paths that lead to the open array lead on to its next element; depth >= 1. */
uint64_t askcam_json_match_element(const struct askcam_json *scan);

#endif
