/* SPDX-License-Identifier: MIT */
/* source_kind.c - which kind of source a --source names; see source.h. */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "pattern_source.h"
#include "source.h"

static bool starts_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* A path under /dev is meant as a camera even if there is nothing, or no permission to look. */
static bool is_camera_path(const char *path)
{
    struct stat facts;

    if (stat(path, &facts) == 0) {
        return S_ISCHR(facts.st_mode);
    }
    return strncmp(path, "/dev/video", strlen("/dev/video")) == 0 ||
           strncmp(path, "/dev/v4l/", strlen("/dev/v4l/")) == 0;
}

enum askcam_status askcam_source_kind_of(const char *spec, enum askcam_source_kind *kind,
                                         struct askcam_error *err)
{
    struct askcam_pattern pattern;

    if (spec == NULL || spec[0] == '\0') {
        *kind = ASKCAM_SOURCE_V4L2;
        return ASKCAM_OK;
    }
    if (strcmp(spec, "-") == 0) {
        *kind = ASKCAM_SOURCE_STDIN;
        return ASKCAM_OK;
    }
    if (starts_with(spec, ASKCAM_PATTERN_PREFIX)) {
        *kind = ASKCAM_SOURCE_PATTERN;
        return askcam_pattern_parse(spec, &pattern, err);
    }
    if (starts_with(spec, "http://") || starts_with(spec, "https://")) {
        *kind = ASKCAM_SOURCE_URL;
        return ASKCAM_OK;
    }
    *kind = is_camera_path(spec) ? ASKCAM_SOURCE_V4L2 : ASKCAM_SOURCE_FILE;
    return ASKCAM_OK;
}
