/* SPDX-License-Identifier: MIT */
/*
 * stdin_reader.h - the bytes of standard input, a chunk at a time.
 *
 * For: pictures that come through a pipe from another program, at its speed.  Knows read(2).
 * Must not know: pictures, how long is too long.
 */
#ifndef ASKCAM_STDIN_READER_H
#define ASKCAM_STDIN_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "bytes.h"
#include "error.h"
#include "host.h"
#include "mjpeg_split.h"

enum {
    ASKCAM_STDIN_CHUNK_BYTES = 16 * 1024, /* a pipe holds 64 KiB */
    ASKCAM_STDIN_HEAD_BYTES = 32,         /* enough to name a PNG for what it is */
};

/* What error texts call it, and the hint for most of its failures. */
#define ASKCAM_STDIN_NAME "standard input"
#define ASKCAM_STDIN_HINT "check the program before the pipe"

/*
 * In the caller's memory, at one place: `in` points into chunk.  Holds a borrowed descriptor; no
 * close.  The caller takes bytes from `in`, and reads the next chunk when there are none left.
 */
struct askcam_stdin_reader {
    const struct askcam_host *host;
    int fd;
    struct askcam_jpeg_input in; /* what is not taken yet of chunk */
    bool has_ended;              /* no more bytes come */
    uint64_t read_ms;            /* when bytes came last; the caller may set it to "now" */
    uint64_t in_bytes;           /* so far */
    uint8_t head[ASKCAM_STDIN_HEAD_BYTES];
    uint8_t chunk[ASKCAM_STDIN_CHUNK_BYTES];
};

/* Nothing is read yet.  host and fd are borrowed. */
void askcam_stdin_reader_init(struct askcam_stdin_reader *reader, const struct askcam_host *host,
                              int fd);

/*
 * Waits for new bytes: they are in `in`, or has_ended.  ASKCAM_ERR_TIMEOUT, without err, if none
 * come until until_ms.  ASKCAM_ERR_SOURCE: it cannot be read.  ASKCAM_ERR_INTERRUPTED.
 */
enum askcam_status askcam_stdin_reader_read(struct askcam_stdin_reader *reader, uint64_t until_ms,
                                            struct askcam_error *err);

/* The first bytes of all, as far as they came; borrowed from the reader. */
struct askcam_bytes askcam_stdin_reader_head(const struct askcam_stdin_reader *reader);

#endif
