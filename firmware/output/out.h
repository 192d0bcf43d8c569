/* SPDX-License-Identifier: MIT */
/*
 * out.h - standard output that can be slow, full or gone.
 *
 * For: text that arrives in small pieces.  Gathers up to OUT_BYTES, and never blocks where a
 * Ctrl-C would go unnoticed.  On a terminal, what would control it is shown as '?' (terminal.h); to
 * a pipe or a file every byte goes as it is.  Must not know: what is written.
 */
#ifndef ASKCAM_OUT_H
#define ASKCAM_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "host.h"
#include "sink.h"
#include "terminal.h"

enum { OUT_BYTES = 4096 };

struct out {
    const struct askcam_host *host;
    int fd;
    bool is_terminal;
    struct askcam_terminal terminal;
    uint64_t deadline_ms;      /* its reader is not waited for beyond it */
    bool interrupted;          /* the user has asked to end */
    enum askcam_status status; /* first failure; nothing is written after it */
    struct askcam_error *err;  /* gets its cause: ASKCAM_ERR_STORAGE */
    size_t held_bytes;
    char held[OUT_BYTES];
};

/* host and err are borrowed until the last call; no deadline.  Cannot fail. */
void out_init(struct out *out, const struct askcam_host *host, int fd, struct askcam_error *err);

/* Text from anywhere: gathers it, and writes when OUT_BYTES are held. */
enum askcam_status out_write(struct out *out, const void *bytes, size_t bytes_len);

/* The same for escape sequences of our own, which a terminal is meant to obey. */
enum askcam_status out_write_raw(struct out *out, const void *bytes, size_t bytes_len);

/*
 * Writes what is held.  Once the user has asked to end, it goes out only as far as that needs no
 * waiting: ASKCAM_ERR_INTERRUPTED if it does not.  ASKCAM_ERR_UNAVAILABLE at the deadline.
 */
enum askcam_status out_flush(struct out *out);

/* Its reader has gone, as the host has seen: ASKCAM_ERR_STORAGE, with the cause in err. */
enum askcam_status out_report_gone(struct out *out, struct askcam_error *err);

/* out_write() and out_write_raw() as sinks. */
struct askcam_sink out_sink(struct out *out);
struct askcam_sink out_raw_sink(struct out *out);

/* ASKCAM_ERR_STORAGE: what a write to stdout failed with (errno), for those who write without out.
 */
enum askcam_status out_fail(struct askcam_error *err, int number);

#endif
