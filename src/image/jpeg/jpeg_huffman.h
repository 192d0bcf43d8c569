/* SPDX-License-Identifier: MIT */
/*
 * jpeg_huffman.h - the typical Huffman tables of ITU T.81 Annex K.3, as DHT segments.
 *
 * For: MJPEG from cameras that leave the tables out because they are well known; a single picture
 * needs them.
 */
#ifndef ASKCAM_JPEG_HUFFMAN_H
#define ASKCAM_JPEG_HUFFMAN_H

#include <stdint.h>

enum { ASKCAM_JPEG_HUFFMAN_BYTES = 432 };

/* Four DHT segments, ready to be written before SOS: DC 0, AC 0, DC 1, AC 1. */
extern const uint8_t ASKCAM_JPEG_HUFFMAN[ASKCAM_JPEG_HUFFMAN_BYTES];

#endif
