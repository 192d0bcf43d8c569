/* SPDX-License-Identifier: MIT */
/* source_options.c - see source_options.h. */
#include "source_options.h"

#include <string.h>

#include "option_rows.h"

enum { /* bits, of the kinds of source that an option has an effect on */
       CAMERA = 1U << ASKCAM_SOURCE_V4L2,
       PIPE = 1U << ASKCAM_SOURCE_STDIN,
       PATTERN = 1U << ASKCAM_SOURCE_PATTERN,
       PICTURE = 1U << ASKCAM_SOURCE_FILE,
       FETCHED = 1U << ASKCAM_SOURCE_GET,
};

static const struct {
    const char *name;
    unsigned kinds;
    const char *need; /* what it takes to have an effect */
} NEEDS[] = {
    {"size", CAMERA | PATTERN, "a camera or a pattern"},
    {"format", CAMERA, "a camera"},
    {"warmup", CAMERA | PIPE | FETCHED, "a camera, a pipe or get:"},
    {"control", CAMERA, "a camera"},
    {"encoder", CAMERA, "a camera"},
    {"interval", CAMERA | PIPE | FETCHED | PATTERN, "a camera, a pipe, get: or a pattern"},
    {"best-of", CAMERA | PIPE | FETCHED, "a camera, a pipe or get:"},
    {"source-auth-file", FETCHED, "a get: source"},
    {"source-ca-file", FETCHED, "a get: source"},
    {"keep-metadata", PICTURE | PIPE | CAMERA | FETCHED, "a JPEG of your own"},
};

static bool is_flag(const struct options *options, const char *name)
{
    for (int i = 0; i < OPTION_ROWS; i++) {
        const char *row_name = OPTION_TABLE[i].name;
        if (row_name != NULL && strcmp(row_name, name) == 0) {
            return options->origins[i] == FROM_FLAG;
        }
    }
    return false;
}

void source_options_warn(const struct setup_pictures *pictures, const struct options *options,
                         const struct askcam_host *host)
{
    unsigned kinds = 0;

    for (size_t i = 0; i < pictures->count; i++) {
        kinds |= 1U << pictures->kinds[i];
    }
    for (size_t i = 0; i < sizeof NEEDS / sizeof NEEDS[0]; i++) {
        if ((NEEDS[i].kinds & kinds) == 0 && is_flag(options, NEEDS[i].name)) {
            askcam_log(host, ASKCAM_LOG_WARNING, "--%s: no effect on this source; it needs %s",
                       NEEDS[i].name, NEEDS[i].need);
        }
    }
}
