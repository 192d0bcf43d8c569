/* SPDX-License-Identifier: MIT */
/*
 * jpeg_facts.h - what is known of a JPEG from its tokens so far.
 *
 * For: the walk over stored bytes and the splitter of a stream, which must agree.
 * Knows the frame header of ITU T.81 B.2.2, JFIF, Adobe's APP14, Exif.  Must not know: I/O.
 */
#ifndef ASKCAM_JPEG_FACTS_H
#define ASKCAM_JPEG_FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "exif_orientation.h"
#include "jpeg_tokenizer.h"
#include "jpeg_walk.h"

enum {
    ASKCAM_JPEG_HEAD_BYTES = 4,    /* of a segment: its marker and its length */
    ASKCAM_JFIF_BYTES = 14,        /* payload of APP0 without a thumbnail, JFIF 1.02 */
    ASKCAM_ADOBE_BYTES = 12,       /* payload of Adobe's APP14, Adobe technical note 5116 */
    ASKCAM_JPEG_PREFIX_BYTES = 18, /* a frame header of four components; more than the above */
};

/* State, in the caller's memory; zeroed is the start.  Holds no pointer. */
struct askcam_jpeg_facts {
    struct askcam_jpeg_info info; /* complete once END has been taken */
    struct askcam_exif exif;
    uint8_t prefix[ASKCAM_JPEG_PREFIX_BYTES]; /* first payload bytes of this segment */
    uint8_t prefix_bytes;
    uint16_t segment_bytes;
    enum askcam_jpeg_error error; /* found in this segment, reported at its end */
    uint8_t tables;               /* of quantization, defined so far: bit N for table N */
    uint8_t needed_tables;        /* by the frame's components */
    uint8_t table_left_bytes;     /* of the one that is being read */
    uint64_t at;                  /* where this segment, or the end, is */
    bool has_frame;
    bool has_exif;
    bool has_scan;
    bool has_tables; /* once the copy has written some, its own or those of Annex K */
};

/*
 * Takes a token that is not INVALID, in order; what is inconsistent is an error, which is at
 * facts->at.  An error in a segment is reported with the segment's last chunk, so that the cuts of
 * the input do not decide how much of it has been taken.
 */
enum askcam_jpeg_error askcam_jpeg_facts_take(struct askcam_jpeg_facts *facts,
                                              const struct askcam_jpeg_token *token);

/*
 * How many bytes of a segment stay when metadata is dropped, its marker and length included: all,
 * for a decoder needs everything but comments and APPn.  Of these only JFIF and Adobe stay (they
 * define the colours), with what their formats define; 0: it goes.
 * prefix holds the payload's first bytes, up to ASKCAM_JPEG_PREFIX_BYTES of them.
 */
size_t askcam_jpeg_bare_bytes(uint8_t marker, size_t payload_bytes, const uint8_t *prefix,
                              size_t prefix_bytes);

/* Comments and APPn. */
bool askcam_jpeg_may_be_metadata(uint8_t marker);

#endif
