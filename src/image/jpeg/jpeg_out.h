/* SPDX-License-Identifier: MIT */
/*
 * jpeg_out.h - libjpeg's output, handed to a sink in chunks of 4 KiB.
 *
 * For: inside the module, every encoder.  Must not know: what is encoded, where the sink leads.
 */
#ifndef ASKCAM_JPEG_OUT_H
#define ASKCAM_JPEG_OUT_H

#include <stdint.h>

#include "jpeg_guard.h"
#include "sink.h"

enum { ASKCAM_JPEG_OUT_BYTES = 4096 };

/* Destination state, in the caller's memory as long as the encoder lives. */
struct askcam_jpeg_out {
    struct jpeg_destination_mgr mgr; /* first: libjpeg hands it back as this */
    struct askcam_jpeg_guard *guard; /* ends with the sink's status if that fails */
    struct askcam_sink sink;
    uint8_t buf[ASKCAM_JPEG_OUT_BYTES];
};

/* Makes out the destination of an encoder that has been created.  Cannot fail. */
void askcam_jpeg_out_init(struct askcam_jpeg_out *out, struct jpeg_compress_struct *jpeg,
                          struct askcam_sink sink, struct askcam_jpeg_guard *guard);

#endif
