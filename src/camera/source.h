/* SPDX-License-Identifier: MIT */
/*
 * source.h - where frames come from, behind one interface.
 *
 * For: the flow, which starts a source, dials while exposure settles, and then takes a fresh
 * frame.  Behind it: a V4L2 camera, a file, standard input, a drawn pattern, a
 * picture or a stream fetched over HTTP.
 * Must not know: what a frame is for.
 */
#ifndef ASKCAM_SOURCE_H
#define ASKCAM_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "frame.h"
#include "host.h"
#include "media.h"

enum {
    ASKCAM_SOURCE_NAME_BYTES = 256,
    ASKCAM_SOURCE_FORMAT_BYTES = 8, /* of a format's name, its '\0' included */
    ASKCAM_WARMUP_AUTO = -1,
    ASKCAM_FRAME_TIMEOUT_MS = 5000,   /* no frame at all for this long is a failure */
    ASKCAM_BROKEN_TIMEOUT_MS = 10000, /* only broken frames for this long is a failure */
};

struct askcam_camera_identity; /* camera_identity.h */

/* How to take frames; zeroed means: all chosen by the source, no warm-up. */
struct askcam_source_options {
    uint32_t width_px; /* 0: the camera's largest up to 1280x720 */
    uint32_t height_px;
    /* A V4L2 four-character code, big endian ones as v4l2-ctl has them ("Y16-BE"); "": MJPG, then
     * the cheapest raw one. */
    char format[ASKCAM_SOURCE_FORMAT_BYTES];
    int warmup;                  /* good frames to drop first, or ASKCAM_WARMUP_AUTO */
    const char *const *controls; /* "NAME=VALUE" of a camera's controls, set in this order */
    size_t controls_count;       /* borrowed for open; what is set stays set */
    const char *encoder; /* NULL: raw frames stay raw; "auto" or a device: they become JPEG there,
                            if it can; borrowed until close */
    uint8_t quality;     /* of that encoder, 1..100; 0: the default */
    struct askcam_camera_identity *identity; /* NULL: any camera will do.  Zeroed: takes down which
                                                one was opened; else only that one is opened, by its
                                                lasting name; borrowed for open */
    const char *fetch_login;   /* USER:PASSWORD of a source that is fetched and whose URL has none;
                                  NULL: none; borrowed for open */
    const char *fetch_ca_file; /* PEM: whom https of such a source is trusted by; NULL: the system's
                                  bundle; borrowed until close */
    uint64_t deadline_ms;      /* of open and what follows it, until askcam_source_set_deadline();
                                  on the monotonic clock; 0: none */
};

/* Whether a source has more to give. */
enum askcam_source_state {
    ASKCAM_SOURCE_GIVES,
    ASKCAM_SOURCE_ENDED, /* nothing will ever come again: the end of standard input */
    ASKCAM_SOURCE_GONE,  /* its device is no longer there; it may come back, and be opened again */
};

/*
 * What a kind of source can do.  Statuses are ASKCAM_ERR_SOURCE (with a cause),
 * ASKCAM_ERR_UNAVAILABLE (the deadline has passed), ASKCAM_ERR_INTERRUPTED, ASKCAM_ERR_USAGE,
 * ASKCAM_ERR_INTERNAL.
 */
struct askcam_source_ops {
    /*
     * Frames begin to be made: a camera streams from here, and its exposure begins to settle.
     * Nothing happens to a source that has been started.
     */
    enum askcam_status (*start)(void *ctx, struct askcam_error *err);

    /*
     * A good frame exposed after not_before_ms (0: any; it may lie ahead, but only cameras use
     * it: see stdin_source.h); waits as long as the limits above say, and on the first call until
     * the warm-up is over.  Stale and broken frames are dropped.
     * The frame is borrowed until release(); one at a time.
     */
    enum askcam_status (*take)(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                               struct askcam_error *err);
    void (*release)(void *ctx, struct askcam_frame *frame);

    /*
     * No frame is taken until until_ms.  What comes in the meantime is read, and the newest
     * whole picture kept for the next take().  ASKCAM_OK at that time, or as soon as nothing more
     * can come; else as take().  NULL: nothing comes unless it is asked for.
     */
    enum askcam_status (*idle)(void *ctx, uint64_t until_ms, struct askcam_error *err);

    enum askcam_source_state (*state)(void *ctx); /* as of now; NULL: it gives */

    /* See askcam_source_set_deadline(); 0: none.  NULL: nothing here takes time. */
    void (*set_deadline)(void *ctx, uint64_t deadline_ms);

    /* Idempotent; tolerates a source that never started. */
    void (*close)(void *ctx);
};

struct askcam_source {
    const struct askcam_source_ops *ops;
    void *ctx;
    bool is_live; /* each take() is another picture (a camera, standard input: never the same one
                     twice); false: a file or a pattern gives the same one again */
    enum askcam_media media; /* what its frames are sent as; only files are not all JPEG */
};

enum askcam_source_kind {
    ASKCAM_SOURCE_V4L2,
    ASKCAM_SOURCE_FILE,
    ASKCAM_SOURCE_STDIN,
    ASKCAM_SOURCE_PATTERN,
    ASKCAM_SOURCE_GET, /* get:http://…, fetched here */
    ASKCAM_SOURCE_URL, /* by reference: there is nothing to open */
};

/*
 * Which kind a --source names.  ASKCAM_ERR_USAGE for an unknown pattern, a gauge value outside
 * 0..100, or an address of another scheme than http and https.  A path is a camera if it is a
 * character device.
 */
enum askcam_status askcam_source_kind_of(const char *spec, enum askcam_source_kind *kind,
                                         struct askcam_error *err);

/*
 * Opens what spec names (not a URL); NULL or "" is the first capture device.  host is borrowed
 * until close.  Large buffers are the kernel's; the state is one allocation.  A camera's format
 * that libv4lconvert must convert takes a second one, and so do standard input and a fetched
 * picture for what arrives.  close frees them.  Errors report a busy device (and which process has
 * it open), a missing permission (and the group), a directory, an empty file, a file that is not a
 * JPEG, PNG or WebP.
 */
enum askcam_status askcam_source_open(struct askcam_source *source, const struct askcam_host *host,
                                      const char *spec, const struct askcam_source_options *options,
                                      struct askcam_error *err);

/*
 * Sets the time on the monotonic clock at which start(), take() and reading the bytes of a frame
 * give up with ASKCAM_ERR_UNAVAILABLE, whatever still arrives; 0 or ASKCAM_NEVER: none.  It holds
 * until it is set again.  idle() has a time of its own.
 */
void askcam_source_set_deadline(struct askcam_source *source, uint64_t deadline_ms);

/* Whether it has more to give; a zeroed source has. */
enum askcam_source_state askcam_source_state(const struct askcam_source *source);

/* Closes; idempotent, also on a zeroed source. */
void askcam_source_close(struct askcam_source *source);

#endif
