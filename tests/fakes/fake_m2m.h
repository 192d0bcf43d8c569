/* SPDX-License-Identifier: MIT */
/*
 * fake_m2m.h - a JPEG encoder behind a memory-to-memory device, beside the cameras of a fake_v4l2.
 *
 * For: tests of the encoder's driver.  Behaves as the kernel describes stateful encoders: two
 * queues, the coded format first, a picture once both queues have a buffer and stream.  Its JPEG
 * is the test's; what was fed in is kept for the test to look at.
 * Must not know: the module's own code beyond the interfaces v4l2_io.h and host.h.
 */
#ifndef FAKE_M2M_H
#define FAKE_M2M_H

#include "fake_v4l2.h"

enum { FAKE_M2M_BUFFERS = 8, FAKE_M2M_BYTES = 65536 };

enum fake_m2m_fault {
    FAKE_M2M_SOUND,
    FAKE_M2M_FLAGS,    /* the picture is flagged as broken */
    FAKE_M2M_HANGS,    /* no picture comes */
    FAKE_M2M_REFUSES,  /* QBUF fails */
    FAKE_M2M_RUBBISH,  /* no JPEG */
    FAKE_M2M_TRUNCATES /* half a JPEG */
};

struct fake_m2m_queue {
    unsigned count;
    bool streams;
    bool queued[FAKE_M2M_BUFFERS];
    bool done[FAKE_M2M_BUFFERS];
    uint8_t memory[FAKE_M2M_BUFFERS][FAKE_M2M_BYTES];
};

struct fake_m2m {
    struct askcam_v4l2_io io; /* leads to the cameras, too */
    struct askcam_host host;
    struct fake_v4l2 *cameras;
    char path[FAKE_DIR_BYTES + 32];

    /* What the test chooses. */
    uint32_t caps;
    uint32_t coded_fourcc, raw_fourcc;
    uint32_t row_gap_bytes;
    uint32_t align_px; /* of widths and heights; 0: none */
    const uint8_t *jpeg;
    size_t jpeg_bytes;
    enum fake_m2m_fault fault;
    unsigned fault_at;  /* the n-th picture, from 0 */
    uint32_t encode_ms; /* a picture takes */
    unsigned fail_nth;  /* the n-th ioctl fails with EIO; 0: none */
    bool lacks_quality;

    /* What it looks at. */
    unsigned encoded;
    int quality;
    uint32_t width_px, height_px; /* of the raw side */
    uint32_t crop_width, crop_height;
    uint32_t used_bytes;
    uint8_t fed[FAKE_M2M_BYTES];
    int open_count, mapped_count;
    unsigned ioctls;
    bool was_coded_set;
    bool is_multi;

    struct fake_m2m_queue raw, coded;
    uint64_t ready_ms;
    uint32_t coded_flags, coded_bytes;
};

/* An encoder as /dev/video11 beside the cameras; it takes YUYV and gives JPEG. */
void fake_m2m_init(struct fake_m2m *fake, struct fake_v4l2 *cameras);

/* Fails the test if anything is still held. */
void fake_m2m_check(const struct fake_m2m *fake);

#endif
