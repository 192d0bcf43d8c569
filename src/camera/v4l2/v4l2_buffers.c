/* SPDX-License-Identifier: MIT */
/*
 * v4l2_buffers.c - see v4l2_buffers.h.
 *
 * start() marks each step as soon as it is done (mapped, streams), and stop() undoes what is
 * marked, so any prefix of start() is undone by the one stop().  The buffers themselves belong to
 * the open file and go with it.
 */
#include "v4l2_buffers.h"

#include <assert.h>
#include <errno.h>

#include <linux/videodev2.h>

#include "v4l2_failure.h"

/* A v4l2_buffer with space for the planes of the multi-planar API. */
struct envelope {
    struct v4l2_buffer buffer;
    struct v4l2_plane planes[VIDEO_MAX_PLANES];
};

static void address(struct envelope *envelope, const struct askcam_v4l2_buffers *buffers,
                    unsigned index)
{
    *envelope = (struct envelope){.buffer = {.index = index,
                                             .type = askcam_v4l2_buf_type(buffers->device),
                                             .memory = V4L2_MEMORY_MMAP}};
    if (buffers->device->multiplanar) {
        envelope->buffer.m.planes = envelope->planes;
        envelope->buffer.length = buffers->areas;
    }
}

static int request(struct askcam_v4l2_buffers *buffers)
{
    struct v4l2_requestbuffers request = {.count = ASKCAM_V4L2_BUFFERS_WANTED,
                                          .type = askcam_v4l2_buf_type(buffers->device),
                                          .memory = V4L2_MEMORY_MMAP};

    const int failed = askcam_v4l2_ioctl(buffers->device, VIDIOC_REQBUFS, &request);
    if (failed != 0) {
        return failed;
    }
    buffers->count =
        request.count < ASKCAM_V4L2_BUFFERS_MAX ? request.count : ASKCAM_V4L2_BUFFERS_MAX;
    return 0;
}

static int map_area(struct askcam_v4l2_buffers *buffers, struct askcam_v4l2_area *area,
                    size_t bytes, uint32_t offset)
{
    const struct askcam_v4l2_io *io = buffers->device->io;

    const int failed = io->map(io->ctx, buffers->device->fd, bytes, offset, &area->at);
    area->bytes = failed == 0 ? bytes : 0;
    return failed;
}

static int map_buffer(struct askcam_v4l2_buffers *buffers, unsigned index)
{
    struct envelope envelope;
    struct askcam_v4l2_area *areas = buffers->area[index];

    address(&envelope, buffers, index);
    int failed = askcam_v4l2_ioctl(buffers->device, VIDIOC_QUERYBUF, &envelope.buffer);
    if (failed != 0 || !buffers->device->multiplanar) {
        return failed != 0
                   ? failed
                   : map_area(buffers, &areas[0], envelope.buffer.length, envelope.buffer.m.offset);
    }
    for (unsigned i = 0; i < buffers->areas && failed == 0; i++) {
        failed = map_area(buffers, &areas[i], envelope.planes[i].length,
                          envelope.planes[i].m.mem_offset);
    }
    return failed;
}

static enum askcam_status too_few(const struct askcam_v4l2_buffers *buffers,
                                  struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){buffers->device->path, "use a smaller --size"},
                       "the driver gave %u buffers, %d are needed", buffers->count,
                       ASKCAM_V4L2_BUFFERS_MIN);
}

static enum askcam_status prepare(struct askcam_v4l2_buffers *buffers,
                                  const struct askcam_v4l2_device *device,
                                  const struct askcam_v4l2_layout *layout, struct askcam_error *err)
{
    assert(layout->memory_planes <= ASKCAM_RAW_PLANES);
    *buffers = (struct askcam_v4l2_buffers){.device = device, .areas = layout->memory_planes};
    int failed = request(buffers);
    if (failed != 0) {
        return askcam_v4l2_failed(device, "VIDIOC_REQBUFS", -failed, err);
    }
    if (buffers->count < ASKCAM_V4L2_BUFFERS_MIN) {
        return too_few(buffers, err);
    }
    for (unsigned i = 0; i < buffers->count; i++) {
        failed = map_buffer(buffers, i);
        if (failed != 0) {
            return askcam_v4l2_failed(device, "mapping a buffer", -failed, err);
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status stream(struct askcam_v4l2_buffers *buffers, struct askcam_error *err)
{
    uint32_t type = askcam_v4l2_buf_type(buffers->device);

    const int failed = askcam_v4l2_ioctl(buffers->device, VIDIOC_STREAMON, &type);
    if (failed != 0) {
        return askcam_v4l2_failed(buffers->device, "VIDIOC_STREAMON", -failed, err);
    }
    buffers->streams = true;
    return ASKCAM_OK;
}

enum askcam_status askcam_v4l2_buffers_start(struct askcam_v4l2_buffers *buffers,
                                             const struct askcam_v4l2_device *device,
                                             const struct askcam_v4l2_layout *layout,
                                             struct askcam_error *err)
{
    const enum askcam_status status = prepare(buffers, device, layout, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    for (unsigned i = 0; i < buffers->count; i++) {
        const int failed = askcam_v4l2_buffers_give(buffers, i);
        if (failed != 0) {
            return askcam_v4l2_failed(device, "VIDIOC_QBUF", -failed, err);
        }
    }
    return stream(buffers, err);
}

enum askcam_status askcam_v4l2_buffers_start_empty(struct askcam_v4l2_buffers *buffers,
                                                   const struct askcam_v4l2_device *device,
                                                   const struct askcam_v4l2_layout *layout,
                                                   struct askcam_error *err)
{
    const enum askcam_status status = prepare(buffers, device, layout, err);
    return status == ASKCAM_OK ? stream(buffers, err) : status;
}

/* The filled size as the driver reports it, limited to what is mapped. */
static struct askcam_v4l2_payload payload_of(const struct askcam_v4l2_area *area,
                                             uint32_t used_bytes, uint32_t offset)
{
    const size_t end = used_bytes < area->bytes ? used_bytes : area->bytes;

    if (area->at == NULL || offset >= end) {
        return (struct askcam_v4l2_payload){area->at, 0};
    }
    return (struct askcam_v4l2_payload){(const uint8_t *)area->at + offset, end - offset};
}

static void describe(const struct askcam_v4l2_buffers *buffers, const struct envelope *envelope,
                     struct askcam_v4l2_filled *filled)
{
    const struct v4l2_buffer *buffer = &envelope->buffer;
    const struct askcam_v4l2_area *areas = buffers->area[buffer->index];
    const bool monotonic =
        (buffer->flags & V4L2_BUF_FLAG_TIMESTAMP_MASK) == V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC;

    *filled = (struct askcam_v4l2_filled){.index = buffer->index,
                                          .is_flagged = (buffer->flags & V4L2_BUF_FLAG_ERROR) != 0,
                                          .has_monotonic_time =
                                              monotonic && buffer->timestamp.tv_sec >= 0,
                                          .time_ms = (uint64_t)buffer->timestamp.tv_sec * 1000U +
                                                     (uint64_t)buffer->timestamp.tv_usec / 1000U,
                                          .sequence = buffer->sequence};
    if (!buffers->device->multiplanar) {
        filled->payload[0] = payload_of(&areas[0], buffer->bytesused, 0);
        return;
    }
    for (unsigned i = 0; i < buffers->areas; i++) {
        filled->payload[i] =
            payload_of(&areas[i], envelope->planes[i].bytesused, envelope->planes[i].data_offset);
    }
}

int askcam_v4l2_buffers_take(struct askcam_v4l2_buffers *buffers, struct askcam_v4l2_filled *filled)
{
    struct envelope envelope;

    address(&envelope, buffers, 0);
    const int failed = askcam_v4l2_ioctl(buffers->device, VIDIOC_DQBUF, &envelope.buffer);
    if (failed != 0) {
        return failed;
    }
    if (envelope.buffer.index >= buffers->count) {
        return -EIO; /* none of those that were queued */
    }
    describe(buffers, &envelope, filled);
    return 0;
}

int askcam_v4l2_buffers_give(struct askcam_v4l2_buffers *buffers, unsigned index)
{
    struct envelope envelope;

    address(&envelope, buffers, index);
    return askcam_v4l2_ioctl(buffers->device, VIDIOC_QBUF, &envelope.buffer);
}

int askcam_v4l2_buffers_send(struct askcam_v4l2_buffers *buffers, unsigned index,
                             const uint32_t used_bytes[ASKCAM_RAW_PLANES])
{
    struct envelope envelope;

    address(&envelope, buffers, index);
    envelope.buffer.field = V4L2_FIELD_NONE;
    if (!buffers->device->multiplanar) {
        envelope.buffer.bytesused = used_bytes[0];
        envelope.buffer.length = (uint32_t)buffers->area[index][0].bytes;
    }
    for (unsigned i = 0; i < buffers->areas; i++) {
        envelope.planes[i].bytesused = used_bytes[i];
        envelope.planes[i].length = (uint32_t)buffers->area[index][i].bytes;
    }
    return askcam_v4l2_ioctl(buffers->device, VIDIOC_QBUF, &envelope.buffer);
}

static void unmap_buffer(const struct askcam_v4l2_buffers *buffers,
                         struct askcam_v4l2_area areas[ASKCAM_RAW_PLANES])
{
    const struct askcam_v4l2_io *io = buffers->device->io;

    for (unsigned i = 0; i < ASKCAM_RAW_PLANES; i++) {
        if (areas[i].at != NULL) {
            io->unmap(io->ctx, areas[i].at, areas[i].bytes);
            areas[i] = (struct askcam_v4l2_area){0};
        }
    }
}

void askcam_v4l2_buffers_stop(struct askcam_v4l2_buffers *buffers)
{
    if (buffers->device == NULL) {
        return;
    }
    uint32_t type = askcam_v4l2_buf_type(buffers->device);
    if (buffers->streams) {
        (void)askcam_v4l2_ioctl(buffers->device, VIDIOC_STREAMOFF, &type); /* closing ends it too */
        buffers->streams = false;
    }
    for (unsigned i = 0; i < ASKCAM_V4L2_BUFFERS_MAX; i++) {
        unmap_buffer(buffers, buffers->area[i]);
    }
}

int askcam_v4l2_buffers_free(struct askcam_v4l2_buffers *buffers)
{
    struct v4l2_requestbuffers none = {
        .count = 0, .type = askcam_v4l2_buf_type(buffers->device), .memory = V4L2_MEMORY_MMAP};

    askcam_v4l2_buffers_stop(buffers);
    return askcam_v4l2_ioctl(buffers->device, VIDIOC_REQBUFS, &none);
}
