/* SPDX-License-Identifier: MIT */
/* bytes.c - see bytes.h. */
#include "bytes.h"

#include <string.h>

struct askcam_bytes askcam_bytes_of_memory(const void *memory, size_t size_bytes)
{
    return (struct askcam_bytes){.memory = memory, .size_bytes = size_bytes};
}

enum askcam_status askcam_bytes_read(const struct askcam_bytes *bytes, uint64_t offset, void *buf,
                                     size_t cap_bytes, size_t *got_bytes, struct askcam_error *err)
{
    if (bytes->memory == NULL) {
        return bytes->read(bytes->ctx, offset, buf, cap_bytes, got_bytes, err);
    }
    const uint64_t left_bytes = offset < bytes->size_bytes ? bytes->size_bytes - offset : 0;
    *got_bytes = left_bytes < cap_bytes ? (size_t)left_bytes : cap_bytes;
    if (*got_bytes > 0) {
        memcpy(buf, bytes->memory + offset, *got_bytes);
    }
    return ASKCAM_OK;
}
