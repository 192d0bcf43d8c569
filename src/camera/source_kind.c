/* SPDX-License-Identifier: MIT */
/* source_kind.c - which kind of source a --source names; see source.h. */
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "get_url.h"
#include "pattern_source.h"
#include "source.h"

static bool starts_with(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

/* A path under /dev is meant as a camera even if it does not exist or cannot be read. */
static bool is_camera_path(const char *path)
{
    struct stat facts;

    if (stat(path, &facts) == 0) {
        return S_ISCHR(facts.st_mode);
    }
    return strncmp(path, "/dev/video", strlen("/dev/video")) == 0 ||
           strncmp(path, "/dev/v4l/", strlen("/dev/v4l/")) == 0;
}

/* "ftp" of "ftp://host/a.jpg": letters, digits, + - . before "://" (RFC 3986, 3.1); 0: no URL. */
static size_t scheme_bytes(const char *spec)
{
    const size_t bytes = strspn(spec, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                      "0123456789+-.");

    return strncmp(spec + bytes, "://", 3) == 0 ? bytes : 0;
}

static enum askcam_status refuse_scheme(const char *spec, size_t bytes, struct askcam_error *err)
{
    const struct askcam_error_context context = {
        "--source", "fetch it and name the file, or use an http(s) URL"};

    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "unsupported scheme \"%.*s\"",
                       (int)(bytes < 32 ? bytes : 32), spec);
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
    if (starts_with(spec, ASKCAM_GET_PREFIX)) {
        *kind = ASKCAM_SOURCE_GET; /* open checks the URL */
        return ASKCAM_OK;
    }
    if (starts_with(spec, "http://") || starts_with(spec, "https://")) {
        *kind = ASKCAM_SOURCE_URL;
        return ASKCAM_OK;
    }
    struct stat facts;
    const size_t scheme = scheme_bytes(spec);
    if (scheme > 0 && stat(spec, &facts) != 0) { /* a file may be called anything */
        return refuse_scheme(spec, scheme, err);
    }
    *kind = is_camera_path(spec) ? ASKCAM_SOURCE_V4L2 : ASKCAM_SOURCE_FILE;
    return ASKCAM_OK;
}
