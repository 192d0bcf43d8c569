/* SPDX-License-Identifier: MIT */
/* source.c - see source.h. */
#include "source.h"

#include <unistd.h>

#include "file_source.h"
#include "get_source.h"
#include "pattern_source.h"
#include "stdin_source.h"
#include "tls.h"
#include "v4l2_camera.h"

static enum askcam_status open_camera(struct askcam_source *source, const struct askcam_host *host,
                                      const char *path, const struct askcam_source_options *options,
                                      struct askcam_error *err)
{
    const struct askcam_v4l2_ports ports = {
        .host = host, .io = &ASKCAM_V4L2_IO_REAL, .convert = &ASKCAM_V4L2_CONVERT_REAL};

    return askcam_v4l2_camera_open(source, &ports, path, options, err);
}

static enum askcam_status open_fetched(struct askcam_source *source, const struct askcam_host *host,
                                       const char *spec,
                                       const struct askcam_source_options *options,
                                       struct askcam_error *err)
{
    struct askcam_get_net net = {.release = askcam_tls_free};
    const enum askcam_status status = askcam_tls_new(&net.net, host, err);

    return status == ASKCAM_OK ? askcam_get_source_open(source, host, &net, spec, options, err)
                               : status;
}

enum askcam_status askcam_source_open(struct askcam_source *source, const struct askcam_host *host,
                                      const char *spec, const struct askcam_source_options *options,
                                      struct askcam_error *err)
{
    enum askcam_source_kind kind = ASKCAM_SOURCE_V4L2;

    *source = (struct askcam_source){.ops = NULL};
    const enum askcam_status status = askcam_source_kind_of(spec, &kind, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    switch (kind) { /* no default: a new kind must be placed here */
    case ASKCAM_SOURCE_V4L2:
        return open_camera(source, host, spec, options, err);
    case ASKCAM_SOURCE_FILE:
        return askcam_file_source_open(source, host, spec, options->deadline_ms, err);
    case ASKCAM_SOURCE_STDIN:
        return askcam_stdin_source_open(source, host, STDIN_FILENO, options, err);
    case ASKCAM_SOURCE_PATTERN:
        return askcam_pattern_source_open(source, host, spec, options, err);
    case ASKCAM_SOURCE_GET:
        return open_fetched(source, host, spec, options, err);
    case ASKCAM_SOURCE_URL:
        break;
    }
    return askcam_fail(
        err, ASKCAM_ERR_USAGE,
        (struct askcam_error_context){"--source", "name a camera, a JPEG file or `-`"},
        "a picture sent by reference is read by the model, not by askcam");
}

void askcam_source_set_deadline(struct askcam_source *source, uint64_t deadline_ms)
{
    if (source->ops != NULL && source->ops->set_deadline != NULL) {
        source->ops->set_deadline(source->ctx, deadline_ms);
    }
}

enum askcam_source_state askcam_source_state(const struct askcam_source *source)
{
    return source->ops != NULL && source->ops->state != NULL ? source->ops->state(source->ctx)
                                                             : ASKCAM_SOURCE_GIVES;
}

void askcam_source_close(struct askcam_source *source)
{
    if (source->ops != NULL) {
        source->ops->close(source->ctx);
    }
    *source = (struct askcam_source){.ops = NULL};
}
