/* SPDX-License-Identifier: MIT */
/*
 * picture_set.h - the pictures of one question: taken once, written any number of times.
 *
 * For: turning sources into numbered pictures of known length.  A single picture stays where it
 * is (in the camera's buffer or its file); of several frames each is encoded into the spool, so
 * memory does not grow with their number and nothing is sent before the last one is good.
 * Must not know: requests, connections.
 */
#ifndef ASKCAM_PICTURE_SET_H
#define ASKCAM_PICTURE_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "chat_request.h"
#include "frame_filter.h"
#include "host.h"
#include "picture.h"
#include "source.h"
#include "spool.h"

enum { ASKCAM_PICTURE_SET_TRIES = 10 }; /* frames of a live source until one is good enough */

/* One source and the pictures that it gives. */
struct askcam_picture_set_group {
    struct askcam_source *source; /* NULL: a picture by URL, nothing to take */
    uint32_t count;               /* of pictures; more than one are spooled */
    uint32_t first;               /* number of the first one */
    bool held;                    /* picture borrows frame from source */
    struct askcam_frame frame;
    uint64_t first_taken_ms;       /* of its first picture; 0: not known */
    struct askcam_picture picture; /* if spooled: the last one taken */
    uint64_t spool_at;             /* where its pictures begin in the spool */
};

/* How frames are taken; the caller's options own it, everything below points to it. */
struct askcam_frame_plan {
    uint64_t interval_ms; /* between frames of one source */
    uint64_t best_of;     /* frames of which the sharpest is taken, fewer if the source ends after
                             one; up to 1: the first.  Needs a spool, a filter, and pictures that are
                             not one of several frames. */
};

/* Picture set state, in the caller's memory; fields belong to picture_set_*.c, reading is free. */
struct askcam_picture_set {
    const struct askcam_host *host;
    const struct askcam_picture_options *options;
    struct askcam_spool spool;
    uint64_t spool_bytes;                 /* written so far */
    struct askcam_frame_filter *filter;   /* NULL: every frame is good enough */
    const struct askcam_frame_plan *plan; /* never NULL */
    uint64_t deadline_ms;
    bool passes_unchanged;
    bool spools;
    enum askcam_verdict rejected; /* why the last frame taken was not good enough; OK: it was */
    bool unmeasured;              /* a raw picture's length is not asked for */
    bool warned;                  /* that a frame was encoded smaller */
    uint64_t spooled_jpeg_bytes;
    uint64_t spooled_base64_bytes;
    uint64_t jpeg_bytes;   /* of all pictures, after fit(); 0 if not known */
    uint64_t base64_bytes; /* likewise, as base64 text */
    uint32_t cursor;       /* the spooled picture that cursor_at belongs to */
    uint64_t cursor_at;
    size_t groups_count;
    struct askcam_picture_set_group groups[ASKCAM_CHAT_IMAGES];
};

/* Everything the picture set needs; borrowed until close. */
struct askcam_picture_set_config {
    const struct askcam_host *host;
    const struct askcam_picture_options *options;
    struct askcam_spool spool;
    struct askcam_frame_filter *filter;   /* NULL: frames are not judged */
    const struct askcam_frame_plan *plan; /* NULL: the first frame, and no interval */
    uint64_t deadline_ms;                 /* no frame is waited for beyond it; 0: none */
    const struct askcam_chat_image *images;
    struct askcam_source *sources; /* per image; not looked at for a URL */
    size_t images_count;
    bool unmeasured;       /* leave raw pictures uncounted (a chunked body) */
    bool passes_unchanged; /* a frame that is refused as unchanged ends the tries: it needs time */
    bool spools;           /* each picture of a live source is spooled, its frame given back */
};

/* Starts all sources, so that their exposure settles while the caller does something else. */
enum askcam_status askcam_picture_set_start(struct askcam_picture_set *set,
                                            const struct askcam_picture_set_config *config,
                                            struct askcam_error *err);

/*
 * Looks at a frame of each live source now, and fails if the filter rejects it.  A frame whose age
 * is known is given back, so that a fresher one is taken later; a frame of standard input is kept.
 */
enum askcam_status askcam_picture_set_look(struct askcam_picture_set *set,
                                           struct askcam_error *err);

/*
 * Takes what does not change with time (files), if `live` is false; else what is live, exposed
 * after not_before_ms.  Call both, in this order, once.  Spooled frames are made to fit their
 * share of base64_limit here, since they cannot be encoded again later.
 */
enum askcam_status askcam_picture_set_take(struct askcam_picture_set *set, bool live,
                                           uint64_t not_before_ms, uint64_t base64_limit,
                                           struct askcam_error *err);

/*
 * Makes all pictures together fit base64_limit as base64 text, the largest ones first to shrink,
 * with a warning for each that did, and sums them up.
 * ASKCAM_ERR_USAGE if that cannot be done.
 */
enum askcam_status askcam_picture_set_fit(struct askcam_picture_set *set, uint64_t base64_limit,
                                          struct askcam_error *err);

/* Likewise, but base64_limit is for each picture. */
enum askcam_status askcam_picture_set_fit_each(struct askcam_picture_set *set,
                                               uint64_t base64_limit, struct askcam_error *err);

/* Writes picture number i as JPEG.  Spooled ones in rising order, or from the first again. */
enum askcam_status askcam_picture_set_write(struct askcam_picture_set *set, uint32_t number,
                                            struct askcam_sink out, struct askcam_error *err);

/* The first picture, whose size is reported for all; NULL if all are by URL. */
const struct askcam_picture *askcam_picture_set_first(const struct askcam_picture_set *set);

/* When the first live picture was exposed, on the monotonic clock; 0 if no source says so. */
uint64_t askcam_picture_set_taken_ms(const struct askcam_picture_set *set);

/* Gives frames back; sources stay open.  Idempotent. */
void askcam_picture_set_close(struct askcam_picture_set *set);

#endif
