/* SPDX-License-Identifier: MIT */
/*
 * mjpeg_selector.h - which picture of a stream of JPEGs is taken.
 *
 * For: standard input, and what is fetched.  Pictures are collected whole and checked before they
 * are used; broken ones are dropped, and one smaller picture right behind a larger one, since
 * phones put a gain map or a depth map there.  A second one is a stream that has changed its size.
 * During the warm-up the last good picture is kept, since the stream may end with it; so is the
 * newest one while no picture is taken.  Must not know: where bytes come from, how long is too
 * long.
 */
#ifndef ASKCAM_MJPEG_SELECTOR_H
#define ASKCAM_MJPEG_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "host.h"
#include "jpeg_walk.h"
#include "mjpeg_split.h"
#include "picture_buffer.h"
#include "settle.h"

/*
 * In the caller's memory; fields belong to mjpeg_selector.c, reading is free.  Holds one
 * allocation, which grows to one picture, during the warm-up and with keep() to two: free it.
 */
struct askcam_mjpeg_selector {
    const struct askcam_host *host;
    const char *name; /* of the stream, in texts */
    struct askcam_settle settle;
    struct askcam_mjpeg_split split;
    struct askcam_picture_buffer pictures;
    struct askcam_jpeg_info
        incoming_info; /* of the wanted picture, until it is kept or forgotten */
    struct askcam_jpeg_info kept_info;
    bool is_inside;    /* of a picture */
    uint64_t begun_ms; /* when that picture's first byte came */
    bool has_newest;   /* the kept picture is for the next take */
    uint64_t
        before_px;    /* of the picture right before, if one behind it may be passed over; else 0 */
    unsigned good;    /* pictures so far */
    unsigned broken;  /* since the last good one */
    uint64_t good_ms; /* when a good picture came last, or the wait began */
};

/* A stream begins.  host and name are borrowed; warmup as in struct askcam_source_options. */
void askcam_mjpeg_selector_init(struct askcam_mjpeg_selector *selector,
                                const struct askcam_host *host, const char *name, int warmup,
                                size_t picture_max_bytes);

/*
 * Another stream begins, and what is left of the last one, the kept picture too, is forgotten.
 * The warm-up goes on.
 */
void askcam_mjpeg_selector_restart(struct askcam_mjpeg_selector *selector);

/* A new picture is wanted.  The frame given last is forgotten, and what is coming may go on. */
void askcam_mjpeg_selector_begin(struct askcam_mjpeg_selector *selector);

/*
 * Takes bytes from *in until they are used up or a picture is wanted: *is_wanted, and *frame
 * borrows it until the next call.  ASKCAM_ERR_INTERNAL: no memory.
 */
enum askcam_status askcam_mjpeg_selector_push(struct askcam_mjpeg_selector *selector,
                                              struct askcam_jpeg_input *in,
                                              struct askcam_frame *frame, bool *is_wanted,
                                              struct askcam_error *err);

/* The picture that push() wanted just now is not taken, but kept for the next take. */
void askcam_mjpeg_selector_keep(struct askcam_mjpeg_selector *selector);

/* A picture is kept that may be taken in the place of those that do not come. */
bool askcam_mjpeg_selector_may_give_kept(const struct askcam_mjpeg_selector *selector);

/* *frame borrows the kept picture until begin().  The warm-up is over with it. */
void askcam_mjpeg_selector_give_kept(struct askcam_mjpeg_selector *selector,
                                     struct askcam_frame *frame);

/* The rest of a picture that has begun is not waited for; nothing happens between two. */
void askcam_mjpeg_selector_abandon(struct askcam_mjpeg_selector *selector, const char *why);

/* Idempotent. */
void askcam_mjpeg_selector_free(struct askcam_mjpeg_selector *selector);

#endif
