/* SPDX-License-Identifier: MIT */
/* fake_m2m.c - see fake_m2m.h. */
#include "fake_m2m.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <linux/videodev2.h>

enum { M2M_FD = 2000, CODED_OFFSET = 100 };

static bool is_output(uint32_t type)
{
    return type == V4L2_BUF_TYPE_VIDEO_OUTPUT || type == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE;
}

static bool is_right_api(const struct fake_m2m *fake, uint32_t type)
{
    const bool multi =
        type == V4L2_BUF_TYPE_VIDEO_OUTPUT_MPLANE || type == V4L2_BUF_TYPE_VIDEO_CAPTURE_MPLANE;
    return multi == ((fake->caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0);
}

static struct fake_m2m_queue *queue_of(struct fake_m2m *fake, uint32_t type)
{
    return is_output(type) ? &fake->raw : &fake->coded;
}

static uint32_t aligned(const struct fake_m2m *fake, uint32_t px)
{
    return fake->align_px > 0 ? (px + fake->align_px - 1) / fake->align_px * fake->align_px : px;
}

static int set_format(struct fake_m2m *fake, struct v4l2_format *format)
{
    const bool raw = is_output(format->type);
    const bool multi = (fake->caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0;
    struct v4l2_pix_format *pix = &format->fmt.pix;
    struct v4l2_pix_format_mplane *mp = &format->fmt.pix_mp;
    const uint32_t width = multi ? mp->width : pix->width;
    const uint32_t height = multi ? mp->height : pix->height;

    if (raw && !fake->was_coded_set) {
        return -EINVAL; /* the coded format decides which raw ones there are */
    }
    fake->was_coded_set = true;
    if (raw) {
        fake->width_px = aligned(fake, width);
        fake->height_px = aligned(fake, height);
    }
    const uint32_t per_px = fake->raw_fourcc == V4L2_PIX_FMT_YUYV ? 2 : 1;
    const uint32_t row = raw ? fake->width_px * per_px + fake->row_gap_bytes : 0;
    const uint32_t image = !raw          ? FAKE_M2M_BYTES
                           : per_px == 2 ? row * fake->height_px
                                         : row * fake->height_px * 3 / 2;
    if (multi) {
        *mp = (struct v4l2_pix_format_mplane){.width = raw ? fake->width_px : width,
                                              .height = raw ? fake->height_px : height,
                                              .num_planes = 1,
                                              .pixelformat =
                                                  raw ? fake->raw_fourcc : fake->coded_fourcc};
        mp->plane_fmt[0].bytesperline = row;
        mp->plane_fmt[0].sizeimage = image;
        return 0;
    }
    *pix = (struct v4l2_pix_format){.width = raw ? fake->width_px : width,
                                    .height = raw ? fake->height_px : height,
                                    .pixelformat = raw ? fake->raw_fourcc : fake->coded_fourcc,
                                    .bytesperline = row,
                                    .sizeimage = image};
    return 0;
}

static int enum_format(const struct fake_m2m *fake, struct v4l2_fmtdesc *entry)
{
    entry->pixelformat = is_output(entry->type) ? fake->raw_fourcc : fake->coded_fourcc;
    return entry->index == 0 && is_right_api(fake, entry->type) ? 0 : -EINVAL;
}

static int request(struct fake_m2m *fake, struct v4l2_requestbuffers *wanted)
{
    struct fake_m2m_queue *queue = queue_of(fake, wanted->type);

    queue->count = wanted->count < FAKE_M2M_BUFFERS ? wanted->count : FAKE_M2M_BUFFERS;
    wanted->count = queue->count;
    return 0;
}

static int query(struct fake_m2m *fake, struct v4l2_buffer *buffer)
{
    const uint32_t offset = buffer->index + (is_output(buffer->type) ? 0 : CODED_OFFSET);

    if (buffer->index >= queue_of(fake, buffer->type)->count) {
        return -EINVAL;
    }
    if ((fake->caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0) {
        buffer->m.planes[0].length = FAKE_M2M_BYTES;
        buffer->m.planes[0].m.mem_offset = offset;
        return 0;
    }
    buffer->length = FAKE_M2M_BYTES;
    buffer->m.offset = offset;
    return 0;
}

static unsigned first_of(const bool flags[FAKE_M2M_BUFFERS])
{
    unsigned i = 0;

    while (i < FAKE_M2M_BUFFERS && !flags[i]) {
        i++;
    }
    return i;
}

/* The chip takes a picture in as soon as it has both buffers. */
static void begin(struct fake_m2m *fake)
{
    if (first_of(fake->raw.queued) < FAKE_M2M_BUFFERS &&
        first_of(fake->coded.queued) < FAKE_M2M_BUFFERS && fake->raw.streams &&
        fake->coded.streams && fake->ready_ms == 0) {
        fake->ready_ms = fake->cameras->now_ms + fake->encode_ms;
    }
}

static bool has_fault(const struct fake_m2m *fake, enum fake_m2m_fault fault)
{
    return fake->fault == fault && fake->encoded >= fake->fault_at;
}

static void finish(struct fake_m2m *fake)
{
    const unsigned in = first_of(fake->raw.queued);
    const unsigned out = first_of(fake->coded.queued);

    if (fake->ready_ms == 0 || fake->cameras->now_ms < fake->ready_ms ||
        has_fault(fake, FAKE_M2M_HANGS)) {
        return;
    }
    fake->ready_ms = 0;
    memcpy(fake->fed, fake->raw.memory[in], sizeof fake->fed);
    memcpy(fake->coded.memory[out], fake->jpeg, fake->jpeg_bytes);
    fake->coded_bytes = (uint32_t)fake->jpeg_bytes;
    fake->coded_flags = has_fault(fake, FAKE_M2M_FLAGS) ? V4L2_BUF_FLAG_ERROR : 0;
    if (has_fault(fake, FAKE_M2M_RUBBISH)) {
        memset(fake->coded.memory[out], 0, 64);
    }
    if (has_fault(fake, FAKE_M2M_TRUNCATES)) {
        fake->coded_bytes /= 2;
    }
    fake->encoded++;
    fake->raw.queued[in] = fake->coded.queued[out] = false;
    fake->raw.done[in] = fake->coded.done[out] = true;
}

static int q_buf(struct fake_m2m *fake, const struct v4l2_buffer *buffer)
{
    struct fake_m2m_queue *queue = queue_of(fake, buffer->type);

    if (is_output(buffer->type) && has_fault(fake, FAKE_M2M_REFUSES)) {
        return -EINVAL;
    }
    assert_true(buffer->index < queue->count && !queue->queued[buffer->index] &&
                !queue->done[buffer->index]);
    queue->queued[buffer->index] = true;
    if (is_output(buffer->type)) {
        fake->used_bytes = (fake->caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0
                               ? buffer->m.planes[0].bytesused
                               : buffer->bytesused;
    }
    begin(fake);
    return 0;
}

static int dq_buf(struct fake_m2m *fake, struct v4l2_buffer *buffer)
{
    struct fake_m2m_queue *queue = queue_of(fake, buffer->type);

    finish(fake);
    buffer->index = first_of(queue->done);
    if (buffer->index == FAKE_M2M_BUFFERS) {
        return -EAGAIN;
    }
    queue->done[buffer->index] = false;
    buffer->flags = is_output(buffer->type) ? 0 : fake->coded_flags;
    if ((fake->caps & V4L2_CAP_VIDEO_M2M_MPLANE) != 0) {
        buffer->m.planes[0].bytesused = fake->coded_bytes;
        buffer->m.planes[0].data_offset = 0;
    } else {
        buffer->bytesused = fake->coded_bytes;
    }
    return 0;
}

static int stream(struct fake_m2m *fake, uint32_t type, bool on)
{
    struct fake_m2m_queue *queue = queue_of(fake, type);

    queue->streams = on;
    if (!on) {
        memset(queue->queued, 0, sizeof queue->queued);
        memset(queue->done, 0, sizeof queue->done);
        fake->ready_ms = 0;
    }
    begin(fake);
    return 0;
}

static int set_control(struct fake_m2m *fake, const struct v4l2_ext_controls *all)
{
    if (fake->lacks_quality || all->controls[0].id != V4L2_CID_JPEG_COMPRESSION_QUALITY) {
        return -EINVAL;
    }
    fake->quality = all->controls[0].value;
    return 0;
}

static int select_crop(struct fake_m2m *fake, const struct v4l2_selection *selection)
{
    fake->crop_width = selection->r.width;
    fake->crop_height = selection->r.height;
    return selection->type == V4L2_BUF_TYPE_VIDEO_OUTPUT ? 0 : -EINVAL;
}

static int query_cap(const struct fake_m2m *fake, struct v4l2_capability *cap)
{
    (void)snprintf((char *)cap->card, sizeof cap->card, "Fake encoder");
    cap->device_caps = fake->caps;
    cap->capabilities = fake->caps | V4L2_CAP_DEVICE_CAPS;
    return 0;
}

static int m2m_ioctl(struct fake_m2m *fake, unsigned long request_code, void *arg)
{
    fake->ioctls++;
    if (fake->ioctls == fake->fail_nth) {
        return -EIO;
    }
    switch (request_code) {
    case VIDIOC_QUERYCAP:
        return query_cap(fake, arg);
    case VIDIOC_ENUM_FMT:
        return enum_format(fake, arg);
    case VIDIOC_S_FMT:
        return set_format(fake, arg);
    case VIDIOC_REQBUFS:
        return request(fake, arg);
    case VIDIOC_QUERYBUF:
        return query(fake, arg);
    case VIDIOC_QBUF:
        return q_buf(fake, arg);
    case VIDIOC_DQBUF:
        return dq_buf(fake, arg);
    case VIDIOC_STREAMON:
    case VIDIOC_STREAMOFF:
        return stream(fake, *(const uint32_t *)arg, request_code == VIDIOC_STREAMON);
    case VIDIOC_S_EXT_CTRLS:
        return set_control(fake, arg);
    case VIDIOC_S_SELECTION:
        return select_crop(fake, arg);
    default:
        return -ENOTTY;
    }
}

static int fake_open(void *ctx, const char *path)
{
    struct fake_m2m *fake = ctx;

    if (strcmp(path, fake->path) != 0) {
        return fake->cameras->io.open(fake->cameras, path);
    }
    fake->open_count++;
    return M2M_FD;
}

static int fake_ioctl(void *ctx, int fd, unsigned long request_code, void *arg)
{
    struct fake_m2m *fake = ctx;

    return fd == M2M_FD ? m2m_ioctl(fake, request_code, arg)
                        : fake->cameras->io.ioctl(fake->cameras, fd, request_code, arg);
}

static int fake_map(void *ctx, int fd, size_t length_bytes, uint64_t offset, void **memory)
{
    struct fake_m2m *fake = ctx;

    if (fd != M2M_FD) {
        return fake->cameras->io.map(fake->cameras, fd, length_bytes, offset, memory);
    }
    assert_int_equal(length_bytes, FAKE_M2M_BYTES);
    *memory = offset < CODED_OFFSET ? fake->raw.memory[offset]
                                    : fake->coded.memory[offset - CODED_OFFSET];
    fake->mapped_count++;
    return 0;
}

static void fake_unmap(void *ctx, void *memory, size_t length_bytes)
{
    struct fake_m2m *fake = ctx;

    for (unsigned i = 0; i < FAKE_M2M_BUFFERS; i++) {
        if (memory == fake->raw.memory[i] || memory == fake->coded.memory[i]) {
            fake->mapped_count--;
            return;
        }
    }
    fake->cameras->io.unmap(fake->cameras, memory, length_bytes);
}

static void fake_close(void *ctx, int fd)
{
    struct fake_m2m *fake = ctx;

    if (fd != M2M_FD) {
        fake->cameras->io.close(fake->cameras, fd);
        return;
    }
    fake->open_count--;
    fake->raw.streams = fake->coded.streams = false;
    memset(fake->raw.queued, 0, sizeof fake->raw.queued);
    memset(fake->coded.queued, 0, sizeof fake->coded.queued);
    fake->was_coded_set = false;
}

static uint64_t fake_now(void *ctx)
{
    const struct fake_m2m *fake = ctx;
    return fake->cameras->now_ms;
}

static enum askcam_status fake_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                    unsigned *ready)
{
    struct fake_m2m *fake = ctx;
    struct fake_v4l2 *cameras = fake->cameras;

    if (fd != M2M_FD) {
        return cameras->host.wait(cameras, fd, wanted, deadline_ms, ready);
    }
    for (;;) {
        if (cameras->interrupted_ms != 0 && cameras->now_ms >= cameras->interrupted_ms) {
            return ASKCAM_ERR_INTERRUPTED;
        }
        finish(fake);
        if (first_of(fake->coded.done) < FAKE_M2M_BUFFERS) {
            *ready = ASKCAM_WAIT_READ;
            return ASKCAM_OK;
        }
        if (cameras->now_ms >= deadline_ms) {
            return ASKCAM_ERR_TIMEOUT;
        }
        fake_v4l2_pass(cameras, 1);
    }
}

static void fake_random(void *ctx, void *buf, size_t bytes_len)
{
    (void)ctx;
    memset(buf, 4, bytes_len);
}

static void fake_log(void *ctx, enum askcam_log_level level, const char *line)
{
    struct fake_m2m *fake = ctx;
    fake->cameras->host.log(fake->cameras, level, line);
}

void fake_m2m_init(struct fake_m2m *fake, struct fake_v4l2 *cameras)
{
    memset(fake, 0, sizeof *fake);
    (void)fake_v4l2_node(cameras, 11, V4L2_CAP_VIDEO_M2M | V4L2_CAP_STREAMING);
    (void)snprintf(fake->path, sizeof fake->path, "%s/video11", cameras->dev_dir);
    fake->cameras = cameras;
    fake->caps = V4L2_CAP_VIDEO_M2M | V4L2_CAP_STREAMING;
    fake->coded_fourcc = V4L2_PIX_FMT_JPEG;
    fake->raw_fourcc = V4L2_PIX_FMT_YUYV;
    fake->io = cameras->io;
    fake->io.ctx = fake;
    fake->io.open = fake_open;
    fake->io.ioctl = fake_ioctl;
    fake->io.map = fake_map;
    fake->io.unmap = fake_unmap;
    fake->io.close = fake_close;
    fake->host = (struct askcam_host){.ctx = fake,
                                      .now_ms = fake_now,
                                      .wait = fake_wait,
                                      .quick_random = fake_random,
                                      .log = fake_log};
}

void fake_m2m_check(const struct fake_m2m *fake)
{
    assert_int_equal(fake->open_count, 0);
    assert_int_equal(fake->mapped_count, 0);
}
