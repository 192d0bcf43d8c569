/* SPDX-License-Identifier: MIT */
/*
 * mjpeg_split.h - single JPEGs cut out of a stream of them, whatever the cuts of the stream.
 *
 * For: MJPEG on standard input, whose reader collects one picture at a time in a buffer.
 * Knows where a JPEG begins and ends, by its markers.  Must not know: the buffer, who reads.
 */
#ifndef ASKCAM_MJPEG_SPLIT_H
#define ASKCAM_MJPEG_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "jpeg_facts.h"
#include "jpeg_tokenizer.h"
#include "jpeg_walk.h"

/* Splitter state, in the caller's memory; it holds no pointer and needs no close. */
struct askcam_mjpeg_split {
    struct askcam_jpeg_tokenizer tokenizer;
    struct askcam_jpeg_facts facts;
    bool inside; /* of a picture; else between two */
    bool saw_ff; /* between pictures: the last byte was FF */
    bool begins; /* an SOI has been read, but START not yet reported */
};

enum askcam_mjpeg_event {
    ASKCAM_MJPEG_MORE,   /* all input is used up; give new */
    ASKCAM_MJPEG_START,  /* empty the buffer, then append chunk */
    ASKCAM_MJPEG_CHUNK,  /* append chunk */
    ASKCAM_MJPEG_WHOLE,  /* append chunk: the buffer holds a picture from SOI to EOI */
    ASKCAM_MJPEG_BROKEN, /* empty the buffer: truncated or broken, as error says; no chunk */
};

struct askcam_mjpeg_step {
    enum askcam_mjpeg_event event;
    enum askcam_jpeg_error error; /* of BROKEN */
    const uint8_t *chunk;         /* in the input, or constant; NULL if none */
    size_t chunk_bytes;
    const struct askcam_jpeg_info *info; /* of WHOLE, as askcam_jpeg_walk() would give it; else
                                            NULL; valid until the next call */
};

/* Start between two pictures; what comes before the first SOI is skipped.  Cannot fail. */
void askcam_mjpeg_split_init(struct askcam_mjpeg_split *split);

/*
 * The next event of the input; call until MORE.  Bytes between pictures are skipped.  The caller
 * decides how large a picture may become: to drop one that outgrows its buffer, call init again,
 * and the splitter looks for the next SOI.
 *
 *     while ((step = askcam_mjpeg_split_next(&split, &in)).event != ASKCAM_MJPEG_MORE) …
 */
struct askcam_mjpeg_step askcam_mjpeg_split_next(struct askcam_mjpeg_split *split,
                                                 struct askcam_jpeg_input *in);

#endif
