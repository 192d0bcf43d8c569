/* SPDX-License-Identifier: MIT */
/*
 * setup_pictures.h - from options to opened sources.
 *
 * For: commands that take pictures.
 */
#ifndef ASKCAM_SETUP_PICTURES_H
#define ASKCAM_SETUP_PICTURES_H

#include "camera_identity.h"
#include "chat_request.h"
#include "error.h"
#include "frame_filter.h"
#include "host.h"
#include "key.h"
#include "options.h"
#include "source.h"

/* The pictures of a run, one entry a --source.  Zeroed is closed. */
struct setup_pictures {
    struct askcam_chat_image images[ASKCAM_CHAT_IMAGES];
    struct askcam_source sources[ASKCAM_CHAT_IMAGES];
    enum askcam_source_kind kinds[ASKCAM_CHAT_IMAGES];
    size_t count;
    uint64_t deadline_ms; /* until when they must be open; 0: --total-timeout from now on */
    bool has_warned;      /* of options without effect; once a run */
    bool has_login;       /* `login` has been read; kept over a close, since a pipe is read once */
    struct key login;     /* of get: sources */
    bool reopens;         /* a camera that went is found again: set before open */
    struct askcam_camera_identity identities[ASKCAM_CHAT_IMAGES]; /* by these */
};

/*
 * Opens the sources; none given is the first camera.  `video_frames` is the least number of frames
 * that the model takes as one video: fewer go as images, with a note.
 */
enum askcam_status setup_pictures_open(struct setup_pictures *pictures,
                                       const struct options *options, uint32_t video_frames,
                                       const struct askcam_host *host, struct askcam_error *err);

/* Opens those that have been closed since; a camera only if it is the same one. */
enum askcam_status setup_pictures_open_again(struct setup_pictures *pictures,
                                             const struct options *options,
                                             const struct askcam_host *host,
                                             struct askcam_error *err);

/* Idempotent. */
void setup_pictures_close(struct setup_pictures *pictures);

/* Closes, and wipes the login of get: sources.  Idempotent. */
void setup_pictures_end(struct setup_pictures *pictures);

/*
 * The frame filter that the options ask for; NULL if none.  *filter must outlive the capture.
 */
struct askcam_frame_filter *setup_frame_filter(struct askcam_frame_filter *filter,
                                               const struct options *options);

#endif
