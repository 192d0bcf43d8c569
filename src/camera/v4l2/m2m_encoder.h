/* SPDX-License-Identifier: MIT */
/*
 * m2m_encoder.h - a JPEG encoder of the board's own, behind a V4L2 memory-to-memory device.
 *
 * For: boards whose chip encodes JPEG.  Raw frames go in on the device's OUTPUT queue, JPEG comes
 * out of its CAPTURE queue.  Not tested on real hardware: this follows the kernel's description of
 * stateful encoders and was tried with a fake only.
 * Must not know: where frames come from.
 */
#ifndef ASKCAM_M2M_ENCODER_H
#define ASKCAM_M2M_ENCODER_H

#include "encoder.h"
#include "v4l2_buffers.h"
#include "v4l2_device.h"

enum { ASKCAM_M2M_ENCODE_MS = 2000 }; /* a chip that takes longer than this for a frame hangs */

/* The ctx of ASKCAM_M2M_ENCODER, in the caller's memory; fields belong to m2m_encoder.c. */
struct askcam_m2m {
    const struct askcam_v4l2_io *io;
    const struct askcam_host *host;
    const char *path;
    struct askcam_v4l2_device coded; /* its CAPTURE side; owns the descriptor */
    struct askcam_v4l2_device raw;   /* its OUTPUT side */
    struct askcam_v4l2_layout coded_layout;
    struct askcam_v4l2_layout raw_layout;
    struct askcam_v4l2_buffers coded_buffers;
    struct askcam_v4l2_buffers raw_buffers;
    int held; /* the coded buffer that the last frame lies in, or -1 */
};

/* Names the device; all are borrowed until close. */
void askcam_m2m_init(struct askcam_m2m *m2m, const struct askcam_v4l2_io *io,
                     const struct askcam_host *host, const char *path);

extern const struct askcam_encoder_ops ASKCAM_M2M_ENCODER;

#endif
