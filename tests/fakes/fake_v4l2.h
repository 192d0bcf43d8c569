/* SPDX-License-Identifier: MIT */
/*
 * fake_v4l2.h - V4L2 cameras made of arithmetic, and a clock that only waits move.
 *
 * For: tests of the camera module.  Behaves as the kernel does where the module can notice: nodes,
 * formats, sizes and rates of both APIs, buffers that are queued, filled in time and given out in
 * order, frames lost when no buffer is queued, and the faults of real drivers.  It counts what is
 * held, so a test can show that everything was let go.
 * Must not know: the module's own code beyond the interfaces v4l2_io.h and host.h.
 */
#ifndef FAKE_V4L2_H
#define FAKE_V4L2_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "v4l2_io.h"

enum {
    FAKE_NODES = 4,
    FAKE_MODES = 24,
    FAKE_RATES = 4,
    FAKE_BUFFERS = 32,
    FAKE_PLANES = 3,
    FAKE_CONTROLS = 16,
    FAKE_ITEMS = 8,
    FAKE_CHANGES = 16,
    FAKE_LOG_LINES = 64,
    FAKE_DIR_BYTES = 64,
};

/* A format at a size; several rows with one fourcc make the list of its sizes. */
struct fake_mode {
    uint32_t fourcc;
    uint32_t width_px, height_px;
    uint32_t max_width_px, max_height_px; /* with step_px: a range */
    uint32_t step_px;
    uint32_t rates_hz[FAKE_RATES];
    bool rates_span; /* any rate from rates_hz[0] to rates_hz[1] */
};

/* Rows in the order of their ids; an id of 0 ends them. */
struct fake_control {
    uint32_t id;
    uint32_t type; /* V4L2_CTRL_TYPE_… */
    const char *name;
    int64_t minimum, maximum;
    uint64_t step;
    int64_t default_value;
    uint32_t flags; /* V4L2_CTRL_FLAG_… */
    uint32_t dims;
    const char *items[FAKE_ITEMS]; /* NULL: no such item */
    int64_t numbers[FAKE_ITEMS];
    int64_t value;
    char text[32];
    unsigned sets;    /* how often it was set */
    size_t rules;     /* so many controls behind it are inactive, */
    int64_t frees_at; /* but at this value */
};

struct fake_node {
    unsigned number; /* of videoN */
    const char *driver;
    const char *card;
    const char *bus;  /* NULL: its number */
    uint32_t caps;    /* V4L2_CAP_… of this node */
    int open_errno;   /* ENOENT: it is gone, also for who had it open */
    bool hides_sizes; /* lists no sizes, as old drivers do */
    struct fake_mode modes[FAKE_MODES];
    struct fake_control controls[FAKE_CONTROLS];
};

/* What the source at the input of an HDMI bridge does at a time; rows in order. */
struct fake_change {
    uint64_t at_ms; /* 0: no row */
    uint32_t width_px, height_px;
    int query_errno; /* the signal cannot be received: ENOLINK, ENOLCK, ERANGE */
};

/* One picture, as the test wants it. */
struct fake_shot {
    const uint8_t *jpeg; /* for JPEG formats */
    size_t jpeg_bytes;
    uint8_t level;     /* for raw ones: luma, or every byte of RGB */
    uint32_t short_by; /* bytes missing at the end of the last plane */
    uint32_t extra_flags;
    bool is_lost;        /* never comes */
    bool has_no_time;    /* the driver does not say which clock */
    int64_t time_off_ms; /* the driver's clock is off by */
};

struct fake_plane {
    uint8_t *memory;
    size_t bytes;
    bool mapped;
};

struct fake_buffer {
    bool queued, done;
    uint64_t order; /* in which it was queued, or done */
    uint32_t used_bytes[FAKE_PLANES];
    uint32_t flags;
    uint32_t sequence;
    uint64_t time_ms;
    struct fake_plane plane[FAKE_PLANES];
};

struct fake_v4l2 {
    struct askcam_v4l2_io io;
    struct askcam_host host;
    char dev_dir[FAKE_DIR_BYTES]; /* a real one, with an empty file per node */
    struct fake_node nodes[FAKE_NODES];
    size_t nodes_count;

    /* What the test chooses. */
    void (*shoot)(void *ctx, uint32_t sequence, struct fake_shot *shot);
    void *shoot_ctx;
    uint32_t period_ms;
    uint32_t row_gap_bytes;
    uint32_t data_offset;   /* of every plane, multi-planar only */
    uint32_t buffers_given; /* 0: as many as asked for */
    uint32_t colorspace, quantization, ycbcr_enc;
    uint32_t field;          /* V4L2_FIELD_… that it likes best; V4L2_FIELD_ANY: NONE */
    bool interlaces;         /* gives both fields interleaved to who asks for that */
    bool scales_fields;      /* makes one field as high as is asked; else it has half the rows */
    uint32_t changed_fourcc; /* S_FMT makes this of any format; 0: it does not */
    uint32_t hangs_from;     /* no frame from this sequence on; 0: never */
    uint32_t breaks_at;      /* with break_errno, at this sequence */
    int break_errno;         /* 0: never */
    uint32_t dequeue_ms;     /* that the program spends on each frame */
    bool lacks_ext_controls; /* an old driver: QUERYCTRL and S_CTRL only */
    bool has_signal;         /* a bridge: its size is that of the timings */
    struct fake_change changes[FAKE_CHANGES];
    bool poll_lies;             /* ready, but there is nothing to take */
    uint64_t interrupted_ms;    /* the user ends it then; 0: never */
    unsigned long fail_request; /* this ioctl fails with fail_errno, always */
    unsigned fail_nth;          /* or: the n-th ioctl fails, once; 0: none */
    int fail_errno;

    /* What the test looks at. */
    uint64_t now_ms;
    unsigned ioctls;
    int open_count, mapped_count;
    unsigned lost;                        /* frames without a queued buffer */
    uint32_t rate_num, rate_den;          /* the interval set by S_PARM */
    uint32_t fourcc, width_px, height_px; /* set by S_FMT */
    bool streams;
    char log[FAKE_LOG_LINES][512];
    unsigned log_count;
    unsigned misuses; /* calls that no driver would take from a correct program */

    struct fake_change sent;                  /* what the source sends */
    uint32_t received_width, received_height; /* set by S_DV_TIMINGS */

    /* Its own. */
    size_t changes_seen;
    unsigned events;
    bool is_subscribed;
    struct fake_buffer buffers[FAKE_BUFFERS];
    unsigned buffers_count;
    uint64_t stream_ms, order;
    uint32_t sequence;
    bool is_broken;
};

/* A fake in *fake with the nodes added by fake_v4l2_node(); frames of level 100 every 33 ms. */
void fake_v4l2_init(struct fake_v4l2 *fake);

/* Adds a node with no modes; fill them in.  Its file is made in dev_dir. */
struct fake_node *fake_v4l2_node(struct fake_v4l2 *fake, unsigned number, uint32_t caps);

/* Lets time pass without anybody looking. */
void fake_v4l2_pass(struct fake_v4l2 *fake, uint64_t ms);

/* Whether a line of the log holds the text. */
bool fake_v4l2_logged(const struct fake_v4l2 *fake, const char *text);

/* Removes the folder; fails the test if anything is still held. */
void fake_v4l2_check_and_free(struct fake_v4l2 *fake);

#endif
