/* SPDX-License-Identifier: MIT */
/* v4l2_encode.c - see v4l2_encode.h. */
#include "v4l2_encode.h"

#include <stdio.h>
#include <string.h>

#include "picture.h"
#include "raw_copy.h"

/* Opens one; a failure is logged at this level. */
static bool open_one(struct askcam_v4l2_encode *encode, const struct askcam_v4l2_device *camera,
                     const struct askcam_encoder_job *job, const char *path,
                     enum askcam_log_level level)
{
    struct askcam_error err = {.kind = ASKCAM_OK};

    (void)snprintf(encode->path, sizeof encode->path, "%s", path); /* a cut one is not there */
    askcam_m2m_init(&encode->m2m, camera->io, camera->host, encode->path);
    if (ASKCAM_M2M_ENCODER.open(&encode->m2m, job, &err) != ASKCAM_OK) {
        askcam_log(camera->host, level, "%s: no encoder for this camera: %s", path, err.why);
        return false;
    }
    encode->ops = &ASKCAM_M2M_ENCODER;
    encode->host = camera->host;
    askcam_log(camera->host, ASKCAM_LOG_INFO, "%s: %s encodes JPEG", path, encode->m2m.coded.card);
    return true;
}

static bool is_m2m(const struct askcam_v4l2_device *camera, const char *path)
{
    struct askcam_v4l2_device device;

    if (strcmp(path, camera->path) == 0 ||
        askcam_v4l2_device_probe(&device, camera->io, camera->host, path) != 0) {
        return false;
    }
    askcam_v4l2_device_close(&device);
    return device.is_m2m;
}

static void find(struct askcam_v4l2_encode *encode, const struct askcam_v4l2_device *camera,
                 const struct askcam_encoder_job *job)
{
    unsigned numbers[ASKCAM_NODES];
    const unsigned count = askcam_nodes(camera->io->dev_dir, numbers);

    for (unsigned i = 0; i < count; i++) {
        char path[ASKCAM_NODE_PATH_BYTES];
        if (askcam_node_path(camera->io->dev_dir, numbers[i], path) && is_m2m(camera, path) &&
            open_one(encode, camera, job, path, ASKCAM_LOG_DEBUG)) {
            return;
        }
    }
    askcam_log(camera->host, ASKCAM_LOG_DEBUG, "no JPEG encoder found; using software");
}

void askcam_v4l2_encode_open(struct askcam_v4l2_encode *encode,
                             const struct askcam_v4l2_device *camera,
                             const struct askcam_source_options *options,
                             const struct askcam_v4l2_layout *layout)
{
    const struct askcam_encoder_job job = {
        .layout = layout,
        .quality = options->quality > 0 ? options->quality : ASKCAM_PICTURE_QUALITY};

    if (options->encoder == NULL || layout->format == NULL || layout->format->is_jpeg) {
        return;
    }
    if (!askcam_raw_copy_can(layout)) {
        askcam_log(camera->host, ASKCAM_LOG_INFO,
                   "%s: its colours must be converted; using software", camera->path);
        return;
    }
    if (strcmp(options->encoder, "auto") == 0) {
        find(encode, camera, &job);
        return;
    }
    (void)open_one(encode, camera, &job, options->encoder, ASKCAM_LOG_WARNING);
}

enum askcam_status askcam_v4l2_encode_frame(struct askcam_v4l2_encode *encode,
                                            struct askcam_frame *frame, struct askcam_error *err)
{
    struct askcam_error why = {.kind = ASKCAM_OK};

    if (encode->ops == NULL) {
        return ASKCAM_OK;
    }
    const enum askcam_status status = encode->ops->encode(&encode->m2m, frame, &why);
    if (status == ASKCAM_ERR_INTERRUPTED) {
        return askcam_fail(err, status, (struct askcam_error_context){why.what, why.hint}, "%s",
                           why.why);
    }
    if (status != ASKCAM_OK) {
        askcam_log(encode->host, ASKCAM_LOG_WARNING, "%s: %s; using software from now on",
                   encode->path, why.why);
        askcam_v4l2_encode_close(encode);
    }
    return ASKCAM_OK;
}

void askcam_v4l2_encode_close(struct askcam_v4l2_encode *encode)
{
    if (encode->ops != NULL) {
        encode->ops->close(&encode->m2m);
    }
    encode->ops = NULL;
}
