/* SPDX-License-Identifier: MIT */
/*
 * capture_sink.h - a sink that keeps what it is given, and can be full.
 *
 * For: tests of everything that writes into a sink.
 */
#ifndef ASKCAM_CAPTURE_SINK_H
#define ASKCAM_CAPTURE_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sink.h"

/* Zeroed and with limit_bytes set it is ready; free(bytes) at the end. */
struct callbacks {
    uint8_t *bytes;
    size_t bytes_len;
    size_t cap_bytes;
    size_t limit_bytes;        /* a write beyond fails with ASKCAM_ERR_STOPPED */
    unsigned calls_after_stop; /* a writer must not go on after a failure */
    bool stopped;
};

struct askcam_sink capture_sink_sink(struct callbacks *callbacks);

#endif
