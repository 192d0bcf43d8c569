/* SPDX-License-Identifier: MIT */
/* fake_v4l2_ioctl.c - the ioctls of the fake driver, and its sensor; see fake_v4l2.h. */
#include "fake_v4l2_ioctl.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <linux/videodev2.h>

#include "fake_v4l2_control.h"

/* Bytes of a row of each plane per 2 pixels, and rows of it per 2 picture rows. */
static const struct fake_layout {
    uint32_t fourcc;
    uint8_t planes; /* memory areas */
    uint8_t row_per_2px[FAKE_PLANES];
    uint8_t rows_per_2[FAKE_PLANES]; /* of everything in that memory area, in rows of that length */
} LAYOUTS[] = {
    {V4L2_PIX_FMT_MJPEG, 1, {0}, {0}},       {V4L2_PIX_FMT_JPEG, 1, {0}, {0}},
    {V4L2_PIX_FMT_H264, 1, {0}, {0}},        {V4L2_PIX_FMT_YUYV, 1, {4}, {2}},
    {V4L2_PIX_FMT_NV12, 1, {2}, {3}},        {V4L2_PIX_FMT_YUV420, 1, {2}, {3}},
    {V4L2_PIX_FMT_NV12M, 2, {2, 2}, {2, 1}}, {V4L2_PIX_FMT_YUV420M, 3, {2, 1, 1}, {2, 1, 1}},
    {V4L2_PIX_FMT_GREY, 1, {2}, {2}},        {V4L2_PIX_FMT_RGB24, 1, {6}, {2}},
    {V4L2_PIX_FMT_SBGGR8, 1, {2}, {2}},      {V4L2_PIX_FMT_Y16, 1, {4}, {2}},
};

enum { JPEG_BUFFER_BYTES = 65536 };

static const struct fake_layout *layout_of(uint32_t fourcc)
{
    for (size_t i = 0; i < sizeof LAYOUTS / sizeof LAYOUTS[0]; i++) {
        if (LAYOUTS[i].fourcc == fourcc) {
            return &LAYOUTS[i];
        }
    }
    return &LAYOUTS[0];
}

static uint32_t row_bytes(const struct fake_v4l2 *fake, const struct fake_layout *layout,
                          unsigned plane)
{
    const uint32_t plain = fake->width_px * layout->row_per_2px[plane] / 2;
    return plain == 0 ? 0 : plain + fake->row_gap_bytes;
}

static uint32_t plane_bytes(const struct fake_v4l2 *fake, const struct fake_layout *layout,
                            unsigned plane)
{
    if (layout->row_per_2px[0] == 0) {
        return JPEG_BUFFER_BYTES;
    }
    return row_bytes(fake, layout, plane) * (fake->height_px * layout->rows_per_2[plane] / 2);
}

static bool is_multi(const struct fake_node *node)
{
    return (node->caps & V4L2_CAP_VIDEO_CAPTURE) == 0;
}

static uint32_t type_of(const struct fake_node *node)
{
    return is_multi(node) ? V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE : V4L2_BUF_TYPE_VIDEO_CAPTURE;
}

void fake_v4l2_drop_buffers(struct fake_v4l2 *fake)
{
    for (unsigned i = 0; i < fake->buffers_count * FAKE_PLANES; i++) {
        free(fake->buffers[i / FAKE_PLANES].plane[i % FAKE_PLANES].memory);
    }
    memset(fake->buffers, 0, sizeof fake->buffers);
    fake->buffers_count = 0;
}

/* The index-th different fourcc, or the index-th mode of one. */
static const struct fake_mode *nth_format(const struct fake_node *node, uint32_t index)
{
    for (size_t i = 0; i < FAKE_MODES && node->modes[i].fourcc != 0; i++) {
        bool is_first = true;
        for (size_t j = 0; j < i; j++) {
            is_first = is_first && node->modes[j].fourcc != node->modes[i].fourcc;
        }
        if (is_first && index-- == 0) {
            return &node->modes[i];
        }
    }
    return NULL;
}

static const struct fake_mode *nth_size(const struct fake_node *node, uint32_t fourcc,
                                        uint32_t index)
{
    for (size_t i = 0; i < FAKE_MODES && node->modes[i].fourcc != 0; i++) {
        if (node->modes[i].fourcc == fourcc && index-- == 0) {
            return &node->modes[i];
        }
    }
    return NULL;
}

static int query_cap(const struct fake_node *node, struct v4l2_capability *cap)
{
    if (node->open_errno == ENOENT) {
        return -ENODEV;
    }
    (void)snprintf((char *)cap->driver, sizeof cap->driver, "%s", node->driver);
    (void)snprintf((char *)cap->card, sizeof cap->card, "%s", node->card);
    if (node->bus != NULL) {
        (void)snprintf((char *)cap->bus_info, sizeof cap->bus_info, "%s", node->bus);
    } else {
        (void)snprintf((char *)cap->bus_info, sizeof cap->bus_info, "fake:%u", node->number);
    }
    cap->device_caps = node->caps;
    /* The device as a whole captures, whatever this node does: as uvcvideo's metadata node says. */
    cap->capabilities =
        node->caps | V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int enum_fmt(const struct fake_node *node, struct v4l2_fmtdesc *entry)
{
    const struct fake_mode *mode =
        entry->type == type_of(node) ? nth_format(node, entry->index) : NULL;

    if (mode == NULL) {
        return -EINVAL;
    }
    entry->pixelformat = mode->fourcc;
    (void)snprintf((char *)entry->description, sizeof entry->description, "format %u",
                   entry->index);
    return 0;
}

static int enum_sizes(const struct fake_node *node, struct v4l2_frmsizeenum *entry)
{
    const struct fake_mode *mode = nth_size(node, entry->pixel_format, entry->index);

    if (node->hides_sizes) {
        return -ENOTTY;
    }
    if (mode == NULL) {
        return -EINVAL;
    }
    if (mode->step_px == 0) {
        entry->type = V4L2_FRMSIZE_TYPE_DISCRETE;
        entry->discrete = (struct v4l2_frmsize_discrete){mode->width_px, mode->height_px};
        return 0;
    }
    entry->type = mode->step_px == 1 ? V4L2_FRMSIZE_TYPE_CONTINUOUS : V4L2_FRMSIZE_TYPE_STEPWISE;
    entry->stepwise =
        (struct v4l2_frmsize_stepwise){mode->width_px,  mode->max_width_px,  mode->step_px,
                                       mode->height_px, mode->max_height_px, mode->step_px};
    return 0;
}

static int enum_rates(const struct fake_node *node, struct v4l2_frmivalenum *entry)
{
    for (uint32_t i = 0;; i++) {
        const struct fake_mode *mode = nth_size(node, entry->pixel_format, i);
        if (mode == NULL || entry->index >= FAKE_RATES) {
            return -EINVAL;
        }
        if ((mode->width_px == entry->width && mode->height_px == entry->height) ||
            mode->step_px > 0) {
            if (mode->rates_span) {
                entry->type = V4L2_FRMIVAL_TYPE_CONTINUOUS;
                entry->stepwise.min = (struct v4l2_fract){1, mode->rates_hz[1]};
                entry->stepwise.max = (struct v4l2_fract){1, mode->rates_hz[0]};
                return entry->index == 0 ? 0 : -EINVAL;
            }
            entry->type = V4L2_FRMIVAL_TYPE_DISCRETE;
            entry->discrete = (struct v4l2_fract){1, mode->rates_hz[entry->index]};
            return mode->rates_hz[entry->index] > 0 ? 0 : -EINVAL;
        }
    }
}

static uint32_t apart(uint32_t a, uint32_t b)
{
    return a > b ? a - b : b - a;
}

/* A driver takes any wish and answers with what it has. */
static void nearest(const struct fake_node *node, uint32_t *fourcc, uint32_t *width,
                    uint32_t *height)
{
    const struct fake_mode *best = nth_size(node, *fourcc, 0);

    if (best == NULL) {
        best = &node->modes[0];
        *fourcc = best->fourcc;
    }
    if (best->step_px > 0) {
        return;
    }
    for (uint32_t i = 0; nth_size(node, *fourcc, i) != NULL; i++) {
        const struct fake_mode *mode = nth_size(node, *fourcc, i);
        if (apart(mode->width_px, *width) + apart(mode->height_px, *height) <
            apart(best->width_px, *width) + apart(best->height_px, *height)) {
            best = mode;
        }
    }
    *width = best->width_px;
    *height = best->height_px;
}

static bool has_lost_signal(const struct fake_v4l2 *fake)
{
    return fake->has_signal &&
           (fake->sent.query_errno != 0 || fake->sent.width_px != fake->received_width ||
            fake->sent.height_px != fake->received_height);
}

static int query_timings(const struct fake_v4l2 *fake, struct v4l2_dv_timings *timings, bool sent)
{
    if (!fake->has_signal) {
        return -ENOTTY;
    }
    if (sent && fake->sent.query_errno != 0) {
        return -fake->sent.query_errno;
    }
    timings->type = V4L2_DV_BT_656_1120;
    timings->bt.width = sent ? fake->sent.width_px : fake->received_width;
    timings->bt.height = sent ? fake->sent.height_px : fake->received_height;
    return 0;
}

static int set_timings(struct fake_v4l2 *fake, const struct v4l2_dv_timings *timings)
{
    if (fake->buffers_count > 0) {
        return -EBUSY;
    }
    fake->received_width = timings->bt.width;
    fake->received_height = timings->bt.height;
    return 0;
}

static int subscribe(struct fake_v4l2 *fake, const struct v4l2_event_subscription *wanted)
{
    if (!fake->has_signal || wanted->type != V4L2_EVENT_SOURCE_CHANGE) {
        return -EINVAL;
    }
    fake->is_subscribed = true;
    return 0;
}

static int next_event(struct fake_v4l2 *fake, struct v4l2_event *event)
{
    if (fake->events == 0) {
        return -ENOENT;
    }
    fake->events--;
    event->type = V4L2_EVENT_SOURCE_CHANGE;
    event->u.src_change.changes = V4L2_EVENT_SRC_CH_RESOLUTION;
    return 0;
}

/* What the source does by now. */
static void send_signal(struct fake_v4l2 *fake)
{
    while (fake->changes_seen < FAKE_CHANGES && fake->changes[fake->changes_seen].at_ms != 0 &&
           fake->changes[fake->changes_seen].at_ms <= fake->now_ms) {
        fake->sent = fake->changes[fake->changes_seen++];
        fake->events += fake->is_subscribed ? 1 : 0;
    }
}

/* Which fields come, when `asked` is asked for; one field is a picture of half the rows. */
static uint32_t choose_field(struct fake_v4l2 *fake, uint32_t asked, uint32_t asked_height)
{
    const uint32_t own = fake->field == V4L2_FIELD_ANY ? V4L2_FIELD_NONE : fake->field;
    const uint32_t field =
        asked == V4L2_FIELD_INTERLACED && fake->interlaces ? V4L2_FIELD_INTERLACED : own;

    if (V4L2_FIELD_HAS_T_OR_B(field)) {
        fake->height_px = fake->scales_fields ? asked_height : fake->height_px / 2;
    }
    return field;
}

static int set_fmt(struct fake_v4l2 *fake, const struct fake_node *node, struct v4l2_format *format)
{
    const bool multi = is_multi(node);
    uint32_t fourcc = multi ? format->fmt.pix_mp.pixelformat : format->fmt.pix.pixelformat;

    if (format->type != type_of(node)) {
        return -EINVAL;
    }
    if (fake->buffers_count > 0) {
        return -EBUSY;
    }
    fake->width_px = multi ? format->fmt.pix_mp.width : format->fmt.pix.width;
    fake->height_px = multi ? format->fmt.pix_mp.height : format->fmt.pix.height;
    nearest(node, &fourcc, &fake->width_px, &fake->height_px);
    if (fake->has_signal) {
        fake->width_px = fake->received_width;
        fake->height_px = fake->received_height;
    }
    const uint32_t field =
        multi ? choose_field(fake, format->fmt.pix_mp.field, format->fmt.pix_mp.height)
              : choose_field(fake, format->fmt.pix.field, format->fmt.pix.height);
    fake->fourcc = fake->changed_fourcc != 0 ? fake->changed_fourcc : fourcc;
    const struct fake_layout *layout = layout_of(fake->fourcc);
    if (!multi) {
        format->fmt.pix = (struct v4l2_pix_format){.width = fake->width_px,
                                                   .height = fake->height_px,
                                                   .pixelformat = fake->fourcc,
                                                   .bytesperline = row_bytes(fake, layout, 0),
                                                   .sizeimage = plane_bytes(fake, layout, 0),
                                                   .field = field,
                                                   .colorspace = fake->colorspace,
                                                   .ycbcr_enc = fake->ycbcr_enc,
                                                   .priv = V4L2_PIX_FMT_PRIV_MAGIC,
                                                   .quantization = fake->quantization};
        return 0;
    }
    format->fmt.pix_mp = (struct v4l2_pix_format_mplane){.width = fake->width_px,
                                                         .height = fake->height_px,
                                                         .pixelformat = fake->fourcc,
                                                         .field = field,
                                                         .colorspace = fake->colorspace,
                                                         .ycbcr_enc = (__u8)fake->ycbcr_enc,
                                                         .num_planes = layout->planes,
                                                         .quantization = (__u8)fake->quantization};
    for (unsigned i = 0; i < layout->planes; i++) {
        format->fmt.pix_mp.plane_fmt[i].bytesperline = row_bytes(fake, layout, i);
        format->fmt.pix_mp.plane_fmt[i].sizeimage = plane_bytes(fake, layout, i);
    }
    return 0;
}

static int req_bufs(struct fake_v4l2 *fake, struct v4l2_requestbuffers *request)
{
    const struct fake_layout *layout = layout_of(fake->fourcc);

    if (fake->mapped_count > 0 || fake->streams) {
        fake->misuses += fake->mapped_count > 0 ? 1 : 0;
        return -EBUSY; /* also after a STREAMOFF that failed */
    }
    fake_v4l2_drop_buffers(fake);
    if (request->count == 0) {
        return 0;
    }
    fake->buffers_count = fake->buffers_given > 0 ? fake->buffers_given : request->count;
    request->count = fake->buffers_count;
    for (unsigned i = 0; i < fake->buffers_count; i++) {
        for (unsigned p = 0; p < layout->planes; p++) {
            struct fake_plane *plane = &fake->buffers[i].plane[p];
            plane->bytes = plane_bytes(fake, layout, p) + fake->data_offset;
            plane->memory = malloc(plane->bytes);
        }
    }
    return 0;
}

static int query_buf(const struct fake_v4l2 *fake, const struct fake_node *node,
                     struct v4l2_buffer *buffer)
{
    if (buffer->index >= fake->buffers_count) {
        return -EINVAL;
    }
    const struct fake_plane *plane = fake->buffers[buffer->index].plane;
    if (!is_multi(node)) {
        buffer->length = (uint32_t)plane[0].bytes;
        buffer->m.offset = buffer->index * FAKE_PLANES;
        return 0;
    }
    for (unsigned p = 0; p < layout_of(fake->fourcc)->planes && p < buffer->length; p++) {
        buffer->m.planes[p].length = (uint32_t)plane[p].bytes;
        buffer->m.planes[p].m.mem_offset = buffer->index * FAKE_PLANES + p;
    }
    return 0;
}

static int q_buf(struct fake_v4l2 *fake, const struct v4l2_buffer *buffer)
{
    if (fake->is_broken) {
        return -fake->break_errno;
    }
    if (buffer->index >= fake->buffers_count || fake->buffers[buffer->index].queued ||
        fake->buffers[buffer->index].done) {
        fake->misuses++;
        return -EINVAL;
    }
    fake->buffers[buffer->index].queued = true;
    fake->buffers[buffer->index].order = fake->order++;
    return 0;
}

/* The oldest queued, or the oldest done one. */
static struct fake_buffer *oldest(struct fake_v4l2 *fake, bool done)
{
    struct fake_buffer *found = NULL;

    for (unsigned i = 0; i < fake->buffers_count; i++) {
        struct fake_buffer *buffer = &fake->buffers[i];
        if ((done ? buffer->done : buffer->queued) &&
            (found == NULL || buffer->order < found->order)) {
            found = buffer;
        }
    }
    return found;
}

static int dq_buf(struct fake_v4l2 *fake, const struct fake_node *node, struct v4l2_buffer *buffer)
{
    struct fake_buffer *done = oldest(fake, true);

    if (fake->is_broken) {
        return -fake->break_errno;
    }
    if (done == NULL || !fake->streams) {
        return fake->streams ? -EAGAIN : -EINVAL;
    }
    done->done = false;
    fake_v4l2_pass(fake, fake->dequeue_ms);
    buffer->index = (uint32_t)(done - fake->buffers);
    buffer->flags = done->flags;
    buffer->sequence = done->sequence;
    buffer->timestamp.tv_sec = (long)(done->time_ms / 1000);
    buffer->timestamp.tv_usec = (long)(done->time_ms % 1000) * 1000;
    if (!is_multi(node)) {
        buffer->bytesused = done->used_bytes[0];
        return 0;
    }
    for (unsigned p = 0; p < layout_of(fake->fourcc)->planes; p++) {
        buffer->m.planes[p].bytesused = done->used_bytes[p] + fake->data_offset;
        buffer->m.planes[p].data_offset = fake->data_offset;
    }
    return 0;
}

static void paint(const struct fake_v4l2 *fake, struct fake_buffer *buffer,
                  const struct fake_shot *shot)
{
    const struct fake_layout *layout = layout_of(fake->fourcc);

    for (unsigned p = 0; p < layout->planes; p++) {
        uint8_t *at = buffer->plane[p].memory + fake->data_offset;
        const uint32_t bytes = plane_bytes(fake, layout, p);
        const uint32_t luma_bytes = row_bytes(fake, layout, p) * fake->height_px;
        buffer->used_bytes[p] = bytes;
        if (layout->row_per_2px[0] == 0) {
            buffer->used_bytes[p] = (uint32_t)shot->jpeg_bytes;
            memcpy(at, shot->jpeg, shot->jpeg_bytes);
        } else if (p > 0) {
            memset(at, 128, bytes);
        } else {
            memset(at, 128, bytes);
            memset(at, shot->level, luma_bytes < bytes ? luma_bytes : bytes);
        }
        for (uint32_t i = 1; fake->fourcc == V4L2_PIX_FMT_YUYV && i < bytes; i += 2) {
            at[i] = 128;
        }
    }
    buffer->used_bytes[layout->planes - 1] -= shot->short_by;
}

/* The sensor: frame number `sequence` is complete now. */
static void expose(struct fake_v4l2 *fake)
{
    struct fake_shot shot = {.level = 0};
    const uint32_t sequence = fake->sequence++;

    if (fake->break_errno != 0 && sequence == fake->breaks_at) {
        fake->is_broken = true;
    }
    if (fake->is_broken || has_lost_signal(fake) ||
        (fake->hangs_from > 0 && sequence >= fake->hangs_from)) {
        return;
    }
    fake->shoot(fake->shoot_ctx, sequence, &shot);
    struct fake_buffer *buffer = oldest(fake, false);
    if (shot.is_lost || buffer == NULL) {
        fake->lost++;
        return;
    }
    paint(fake, buffer, &shot);
    buffer->flags = shot.extra_flags | (shot.has_no_time ? 0 : V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC);
    buffer->sequence = sequence;
    buffer->time_ms = (uint64_t)((int64_t)fake->now_ms + shot.time_off_ms);
    buffer->queued = false;
    buffer->done = true;
    buffer->order = fake->order++;
}

void fake_v4l2_pass(struct fake_v4l2 *fake, uint64_t ms)
{
    for (; ms > 0; ms--) {
        fake->now_ms++;
        send_signal(fake);
        if (fake->streams && (fake->now_ms - fake->stream_ms) % fake->period_ms == 0) {
            expose(fake);
        }
    }
}

static int stream(struct fake_v4l2 *fake, bool on)
{
    fake->streams = on;
    fake->stream_ms = fake->now_ms;
    for (unsigned i = 0; i < fake->buffers_count && !on; i++) {
        fake->buffers[i].queued = fake->buffers[i].done = false;
    }
    return 0;
}

static int g_parm(struct v4l2_streamparm *parm)
{
    parm->parm.capture =
        (struct v4l2_captureparm){.capability = V4L2_CAP_TIMEPERFRAME, .timeperframe = {1, 5}};
    return 0;
}

static int s_parm(struct fake_v4l2 *fake, const struct v4l2_streamparm *parm)
{
    fake->rate_num = parm->parm.capture.timeperframe.numerator;
    fake->rate_den = parm->parm.capture.timeperframe.denominator;
    return 0;
}

static int answer(struct fake_v4l2 *fake, struct fake_node *node, unsigned long request, void *arg)
{
    switch (request) {
    case VIDIOC_QUERYCAP:
        return query_cap(node, arg);
    case VIDIOC_ENUM_FMT:
        return enum_fmt(node, arg);
    case VIDIOC_ENUM_FRAMESIZES:
        return enum_sizes(node, arg);
    case VIDIOC_ENUM_FRAMEINTERVALS:
        return enum_rates(node, arg);
    case VIDIOC_TRY_FMT:
    case VIDIOC_S_FMT:
        return set_fmt(fake, node, arg);
    case VIDIOC_G_PARM:
        return g_parm(arg);
    case VIDIOC_S_PARM:
        return s_parm(fake, arg);
    case VIDIOC_REQBUFS:
        return req_bufs(fake, arg);
    case VIDIOC_QUERYBUF:
        return query_buf(fake, node, arg);
    case VIDIOC_QBUF:
        return q_buf(fake, arg);
    case VIDIOC_DQBUF:
        return dq_buf(fake, node, arg);
    case VIDIOC_QUERY_DV_TIMINGS:
    case VIDIOC_G_DV_TIMINGS:
        return query_timings(fake, arg, request == VIDIOC_QUERY_DV_TIMINGS);
    case VIDIOC_S_DV_TIMINGS:
        return set_timings(fake, arg);
    case VIDIOC_SUBSCRIBE_EVENT:
        return subscribe(fake, arg);
    case VIDIOC_DQEVENT:
        return next_event(fake, arg);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        return stream(fake, request == VIDIOC_STREAMON);
    default:
        return fake_v4l2_control_ioctl(fake, node, request, arg);
    }
}

int fake_v4l2_ioctl(void *ctx, int fd, unsigned long request, void *arg)
{
    struct fake_v4l2 *fake = ctx;

    fake->ioctls++;
    if (request == fake->fail_request || fake->ioctls == fake->fail_nth) {
        return -fake->fail_errno;
    }
    if (fd < FAKE_FIRST_FD || fd >= FAKE_FIRST_FD + (int)fake->nodes_count) {
        fake->misuses++;
        return -EBADF;
    }
    return answer(fake, &fake->nodes[fd - FAKE_FIRST_FD], request, arg);
}
