/* SPDX-License-Identifier: MIT */
/* picture_buffer.c - see picture_buffer.h. */
#include "picture_buffer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BYTES = 256 * 1024 }; /* most pictures of most cameras */

static enum askcam_status reserve(struct askcam_picture_buffer *buffer, size_t bytes)
{
    size_t cap_bytes = buffer->cap_bytes > 0 ? buffer->cap_bytes : FIRST_BYTES;

    while (cap_bytes <
           bytes) { /* ends: bytes is at most twice max_bytes, far below half of SIZE_MAX */
        cap_bytes *= 2;
    }
    if (buffer->bytes == NULL || cap_bytes > buffer->cap_bytes) {
        uint8_t *grown = realloc(buffer->bytes, cap_bytes);
        if (grown == NULL) {
            return ASKCAM_ERR_INTERNAL;
        }
        buffer->bytes = grown;
        buffer->cap_bytes = cap_bytes;
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_picture_buffer_append(struct askcam_picture_buffer *buffer,
                                                const uint8_t *chunk, size_t chunk_bytes)
{
    assert(buffer->max_bytes <= SIZE_MAX / 8 && buffer->incoming_bytes <= buffer->max_bytes);
    if (chunk_bytes > buffer->max_bytes - buffer->incoming_bytes) {
        return ASKCAM_ERR_TOO_LARGE;
    }
    const size_t end = buffer->kept_bytes + buffer->incoming_bytes;
    const enum askcam_status status = reserve(buffer, end + chunk_bytes);
    if (status == ASKCAM_OK && chunk_bytes > 0) {
        memcpy(buffer->bytes + end, chunk, chunk_bytes);
        buffer->incoming_bytes += chunk_bytes;
    }
    return status;
}

const uint8_t *askcam_picture_buffer_incoming(const struct askcam_picture_buffer *buffer)
{
    return buffer->bytes + buffer->kept_bytes;
}

void askcam_picture_buffer_keep(struct askcam_picture_buffer *buffer)
{
    if (buffer->incoming_bytes > 0) {
        memmove(buffer->bytes, buffer->bytes + buffer->kept_bytes, buffer->incoming_bytes);
    }
    buffer->kept_bytes = buffer->incoming_bytes;
    buffer->incoming_bytes = 0;
}

void askcam_picture_buffer_forget(struct askcam_picture_buffer *buffer)
{
    if (buffer->kept_bytes > 0 && buffer->incoming_bytes > 0) {
        memmove(buffer->bytes, buffer->bytes + buffer->kept_bytes, buffer->incoming_bytes);
    }
    buffer->kept_bytes = 0;
}

void askcam_picture_buffer_free(struct askcam_picture_buffer *buffer)
{
    free(buffer->bytes);
    *buffer = (struct askcam_picture_buffer){.max_bytes = buffer->max_bytes};
}
