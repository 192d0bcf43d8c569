/* SPDX-License-Identifier: MIT */
/*
 * descriptors.h - how the camera describes itself to the host.
 *
 * For: the standard requests of the control endpoint.
 * Knows USB 2.0 section 9.6; the Video Class 1.1, sections 3 and (MJPEG payloads) 3.
 * Must not know: transfers, what the camera sends.
 */
#ifndef UVC_CAMERA_DESCRIPTORS_H
#define UVC_CAMERA_DESCRIPTORS_H

#include <stddef.h>
#include <stdint.h>

#include "pictures.h"

enum {
    CONTROL_INTERFACE = 0,
    STREAM_INTERFACE = 1,
    STREAM_ENDPOINT = 1,
    STREAM_PACKET_BYTES = 512,
    DESCRIPTOR_BYTES_MAX = 1024,
    UVC_INTERVALS_PER_SECOND = 10000000, /* the class counts in units of 100 ns */
};

/*
 * Writes the descriptor of this type and index; returns its bytes, 0 if there is none.  fps is
 * the one rate that every size has.
 */
size_t descriptor_make(uint8_t type, uint8_t index, const struct pictures *pictures, uint32_t fps,
                       uint8_t out[DESCRIPTOR_BYTES_MAX]);

#endif
