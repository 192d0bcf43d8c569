/* SPDX-License-Identifier: MIT */
/*
 * m2m_encoder.c - see m2m_encoder.h.
 *
 * All coded buffers are with the driver but for the one that is held; of the raw ones only the
 * first is used, and it is with the driver only within encode().
 */
#include "m2m_encoder.h"

#include <errno.h>

#include <linux/videodev2.h>

#include "jpeg_walk.h"
#include "raw_copy.h"
#include "v4l2_control.h"
#include "v4l2_open.h"
#include "v4l2_picture_format.h"

enum { FORMATS_MAX = 256 };

void askcam_m2m_init(struct askcam_m2m *m2m, const struct askcam_v4l2_io *io,
                     const struct askcam_host *host, const char *path)
{
    *m2m = (struct askcam_m2m){.io = io, .host = host, .path = path, .held = -1};
    m2m->coded.fd = m2m->raw.fd = -1;
}

static enum askcam_status unfit(const struct askcam_m2m *m2m, const char *why,
                                struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){m2m->path, "use --encoder software"}, "%s",
                       why);
}

/* A side's format that is JPEG, or has these pixels; 0: none. */
static uint32_t find_format(const struct askcam_v4l2_device *side,
                            const struct askcam_v4l2_format *wanted)
{
    uint32_t fourcc = 0;

    for (uint32_t i = 0; i < FORMATS_MAX; i++) {
        if (askcam_v4l2_enum_format(side, i, &fourcc, NULL) != 0) {
            return 0;
        }
        const struct askcam_v4l2_format *format = askcam_v4l2_format(fourcc);
        if (format != NULL && format->is_jpeg == (wanted == NULL) &&
            (wanted == NULL || format->pixels == wanted->pixels)) {
            return fourcc;
        }
    }
    return 0;
}

/* A chip that needs whole blocks gets them, and a crop to the picture. */
static bool crop_to(const struct askcam_m2m *m2m, struct askcam_v4l2_size size)
{
    struct v4l2_selection selection = {
        .type = V4L2_BUF_TYPE_VIDEO_OUTPUT, /* of multi-planar devices, too */
        .target = V4L2_SEL_TGT_CROP,
        .r = {.width = size.width_px, .height = size.height_px}};

    if (m2m->raw_layout.width_px == size.width_px && m2m->raw_layout.height_px == size.height_px) {
        return true;
    }
    return m2m->raw_layout.width_px >= size.width_px &&
           m2m->raw_layout.height_px >= size.height_px &&
           askcam_v4l2_ioctl(&m2m->raw, VIDIOC_S_SELECTION, &selection) == 0;
}

/* The coded format first: it decides which raw ones there are. */
static enum askcam_status set_formats(struct askcam_m2m *m2m, const struct askcam_encoder_job *job,
                                      struct askcam_error *err)
{
    const struct askcam_v4l2_size size = {job->layout->width_px, job->layout->height_px};
    const uint32_t coded = find_format(&m2m->coded, NULL);

    if (coded == 0 || askcam_v4l2_set_format(&m2m->coded, coded, size, &m2m->coded_layout) != 0 ||
        m2m->coded_layout.format == NULL || !m2m->coded_layout.format->is_jpeg) {
        return unfit(m2m, "does not encode JPEG", err);
    }
    const uint32_t raw = find_format(&m2m->raw, job->layout->format);
    if (raw == 0 || askcam_v4l2_set_format(&m2m->raw, raw, size, &m2m->raw_layout) != 0 ||
        m2m->raw_layout.format == NULL || m2m->raw_layout.format->is_jpeg ||
        m2m->raw_layout.format->pixels != job->layout->format->pixels ||
        m2m->raw_layout.memory_planes != m2m->raw_layout.format->memory_planes) {
        return unfit(m2m, "does not take the camera's format", err);
    }
    return crop_to(m2m, size) ? ASKCAM_OK : unfit(m2m, "does not take the picture's size", err);
}

static void set_quality(const struct askcam_m2m *m2m, uint8_t quality)
{
    const struct askcam_v4l2_control control = {.id = V4L2_CID_JPEG_COMPRESSION_QUALITY,
                                                .type = ASKCAM_CONTROL_INTEGER};
    int64_t value = quality;

    const int failed = askcam_v4l2_control_set(&m2m->coded, &control, &value, NULL);
    if (failed != 0 || value != quality) {
        askcam_log(m2m->host, ASKCAM_LOG_DEBUG, "%s has a JPEG quality of its own", m2m->path);
    }
}

static void m2m_close(void *ctx)
{
    struct askcam_m2m *m2m = ctx;

    askcam_v4l2_buffers_stop(&m2m->raw_buffers);
    askcam_v4l2_buffers_stop(&m2m->coded_buffers);
    if (m2m->coded.fd >= 0) {
        askcam_v4l2_device_close(&m2m->coded);
    }
    m2m->raw.fd = -1;
    m2m->held = -1;
}

static enum askcam_status m2m_open(void *ctx, const struct askcam_encoder_job *job,
                                   struct askcam_error *err)
{
    struct askcam_m2m *m2m = ctx;

    enum askcam_status status = askcam_v4l2_open(&m2m->coded, m2m->io, m2m->host, m2m->path, err);
    if (status == ASKCAM_OK && !m2m->coded.is_m2m) {
        status = unfit(m2m, "not a memory-to-memory device", err);
    }
    m2m->raw = m2m->coded;
    m2m->raw.is_output = true;
    if (status == ASKCAM_OK) {
        status = set_formats(m2m, job, err);
    }
    if (status == ASKCAM_OK) {
        set_quality(m2m, job->quality);
        status =
            askcam_v4l2_buffers_start_empty(&m2m->raw_buffers, &m2m->raw, &m2m->raw_layout, err);
    }
    if (status == ASKCAM_OK) {
        status =
            askcam_v4l2_buffers_start(&m2m->coded_buffers, &m2m->coded, &m2m->coded_layout, err);
    }
    if (status != ASKCAM_OK) {
        m2m_close(m2m);
    }
    return status;
}

/* Puts the pixels into the first raw buffer, and the buffer into the queue.  0 or -errno. */
static int feed(struct askcam_m2m *m2m, const struct askcam_frame *frame)
{
    struct askcam_raw_capacity capacity = {.at = {NULL}};
    uint32_t used_bytes[ASKCAM_RAW_PLANES] = {0};

    for (unsigned i = 0; i < m2m->raw_layout.memory_planes; i++) {
        const struct askcam_v4l2_area *area = &m2m->raw_buffers.area[0][i];
        capacity.at[i] = area->at;
        capacity.bytes[i] = area->bytes;
        used_bytes[i] = m2m->raw_layout.image_bytes[i] > 0 ? m2m->raw_layout.image_bytes[i]
                                                           : (uint32_t)area->bytes;
    }
    return askcam_raw_copy(frame, &m2m->raw_layout, &capacity)
               ? askcam_v4l2_buffers_send(&m2m->raw_buffers, 0, used_bytes)
               : -EMSGSIZE;
}

static enum askcam_status await_coded(struct askcam_m2m *m2m, struct askcam_v4l2_filled *filled,
                                      struct askcam_error *err)
{
    const struct askcam_host *host = m2m->host;
    const uint64_t until_ms = askcam_deadline(host, ASKCAM_M2M_ENCODE_MS);
    unsigned ready = 0;

    for (;;) {
        const int failed = askcam_v4l2_buffers_take(&m2m->coded_buffers, filled);
        if (failed == 0) {
            return ASKCAM_OK;
        }
        if (failed != -EAGAIN || (ready & ASKCAM_WAIT_BROKEN) != 0) {
            return unfit(m2m, "broke off", err);
        }
        const enum askcam_status status =
            askcam_now_ms(host) >= until_ms
                ? ASKCAM_ERR_TIMEOUT
                : host->wait(host->ctx, m2m->coded.fd, ASKCAM_WAIT_READ, until_ms, &ready);
        if (status == ASKCAM_ERR_INTERRUPTED) {
            return askcam_fail(err, status,
                               (struct askcam_error_context){m2m->path, "run it again"},
                               "interrupted");
        }
        if (status != ASKCAM_OK) {
            return unfit(m2m, "gave no picture in time", err);
        }
    }
}

static enum askcam_status take_coded(struct askcam_m2m *m2m, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    struct askcam_v4l2_filled filled;
    struct askcam_v4l2_filled emptied;
    struct askcam_jpeg_info info;

    enum askcam_status status = await_coded(m2m, &filled, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    m2m->held = (int)filled.index;
    if (askcam_v4l2_buffers_take(&m2m->raw_buffers, &emptied) != 0 || filled.is_flagged) {
        return unfit(m2m, "could not encode the picture", err);
    }
    const struct askcam_bytes bytes =
        askcam_bytes_of_memory(filled.payload[0].at, filled.payload[0].bytes);
    status = askcam_jpeg_walk(&bytes, m2m->path, &info, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    if (info.width_px != frame->width_px || info.height_px != frame->height_px) {
        return unfit(m2m, "made a picture of another size", err);
    }
    frame->is_jpeg = true;
    frame->jpeg = askcam_bytes_of_memory(filled.payload[0].at, (size_t)info.size_bytes);
    return ASKCAM_OK;
}

static enum askcam_status m2m_encode(void *ctx, struct askcam_frame *frame,
                                     struct askcam_error *err)
{
    struct askcam_m2m *m2m = ctx;

    if (m2m->held >= 0 && askcam_v4l2_buffers_give(&m2m->coded_buffers, (unsigned)m2m->held) != 0) {
        return unfit(m2m, "takes no buffer", err);
    }
    m2m->held = -1;
    return feed(m2m, frame) == 0 ? take_coded(m2m, frame, err)
                                 : unfit(m2m, "takes no picture", err);
}

const struct askcam_encoder_ops ASKCAM_M2M_ENCODER = {
    .open = m2m_open, .encode = m2m_encode, .close = m2m_close};
