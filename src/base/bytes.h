/* SPDX-License-Identifier: MIT */
/*
 * bytes.h - bytes of a known length that can be read again, wherever they are.
 *
 * For: a coded picture in a camera's buffer, a file or a queue entry, which a retry reads anew.
 * Must not know: where the bytes are kept.
 */
#ifndef ASKCAM_BYTES_H
#define ASKCAM_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "status.h"

/*
 * read() copies up to cap_bytes from offset and sets *got_bytes (0 only at or after the end).  It
 * fails with ASKCAM_ERR_SOURCE and a cause in err if the bytes are no longer what they were when
 * size_bytes was taken, so that a picture cannot change while it is sent.
 *
 * If the bytes lie in memory, `memory` points to all of them and `read` may be NULL.
 */
struct askcam_bytes {
    enum askcam_status (*read)(void *ctx, uint64_t offset, void *buf, size_t cap_bytes,
                               size_t *got_bytes, struct askcam_error *err);
    void *ctx;
    const uint8_t *memory; /* NULL if they must be read */
    uint64_t size_bytes;
};

/* Bytes that lie in memory; the memory must outlive the returned value and its copies. */
struct askcam_bytes askcam_bytes_of_memory(const void *memory, size_t size_bytes);

/* Reads as described at read() above, from either kind. */
enum askcam_status askcam_bytes_read(const struct askcam_bytes *bytes, uint64_t offset, void *buf,
                                     size_t cap_bytes, size_t *got_bytes, struct askcam_error *err);

#endif
