/* SPDX-License-Identifier: MIT */
/*
 * watch.h - the capture loop: the same question about a new picture at intervals.
 *
 * For: a camera that is left alone for months.  Taking a picture and delivering it are two calls,
 * so that something may keep pictures in between.  Decides when a picture is due, which failures
 * end the loop, what stays open between two pictures, and waits for a camera that was unplugged.
 * Must not know: how a question is asked, what is printed, V4L2, TLS.
 *
 * When a picture is due is watch_pace.h's matter: on a grid from the start number N is due N - 1
 * periods after it, on the monotonic clock, however long the ones before it took.  Times that pass
 * while an ask still runs are skipped, not made up for.
 *
 * What ends the loop is the table OUTCOMES of watch.c: failures that may not happen with another
 * picture or at another time are reported, and the next tick tries again; the others end it.  While
 * nothing can be sent no picture is taken: after a limit of the day or month is used up, until the
 * next local day or month; after an untrusted certificate, and what else is not the matter of one
 * picture, ASKCAM_WATCH_BACKOFF_MS, twice as long after each failure, up to
 * ASKCAM_WATCH_BACKOFF_MOST_MS.
 *
 * Between ticks more than ASKCAM_WATCH_REST_MS apart cameras and the connection are let go: a
 * camera that streams takes the bus's bandwidth, a watt or so and the driver's buffers, on a small
 * board more than everything else, and a connection that says nothing for long may have been
 * forgotten on its way.  Below that, opening it and waiting for its exposure (up to
 * ASKCAM_SETTLE_MS) would take much of the period, so it goes on streaming; frames that waited in
 * its buffers are passed over.  Files and patterns are opened anew at each tick.  What flows
 * whether it is read or not (standard input) is kept, and read all the time.
 *
 * A source that cannot be opened any more, or whose device has gone, is looked for every
 * ASKCAM_WATCH_LOOK_MS.  Once it is back, the tick that it missed is asked at once; the grid stays.
 */
#ifndef ASKCAM_WATCH_H
#define ASKCAM_WATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ask.h"
#include "error.h"
#include "frame_filter.h"
#include "host.h"
#include "net.h"
#include "source.h"
#include "spending.h"
#include "watch_pace.h"

enum {
    ASKCAM_WATCH_REST_MS = 10000,
    ASKCAM_WATCH_LOOK_MS = 1000,
    ASKCAM_WATCH_BACKOFF_MS = 1000,
    ASKCAM_WATCH_BACKOFF_MOST_MS = 15 * 60 * 1000,
    ASKCAM_WATCH_REQUEST_MS = 200, /* a request is seen this late while a stream is read */
};

/* What may be asked of a running loop; bits. */
enum askcam_watch_request {
    ASKCAM_WATCH_TAKE = 1,   /* a picture now */
    ASKCAM_WATCH_RELOAD = 2, /* the settings anew */
};

/* Events that are reported besides the answers. */
enum askcam_watch_event {
    ASKCAM_WATCH_LOST,     /* a source has gone, and is waited for; with the cause */
    ASKCAM_WATCH_BACK,     /* all sources are open again */
    ASKCAM_WATCH_REJECTED, /* the frame was not asked about; the cause says which measure failed */
    ASKCAM_WATCH_FAILED,   /* no answer at this tick, and the loop goes on; with the cause */
};

/* What the loop is made of; every function must be set. */
struct askcam_watch_work {
    void *ctx;

    /* Opens those of the sources that are closed; what it has opened stays so if it fails. */
    enum askcam_status (*open)(void *ctx, struct askcam_error *err);

    /*
     * Takes a picture of now into *shot, which holds until the delivery or the next take().
     * *rejected is ASKCAM_VERDICT_OK, or with ASKCAM_ERR_SOURCE why the frame was not good enough.
     */
    enum askcam_status (*take)(void *ctx, uint64_t tick, struct askcam_shot *shot,
                               enum askcam_verdict *rejected, struct askcam_error *err);

    /* Asks about it, or keeps it until it can be asked about.  *shot is the one of take(). */
    enum askcam_status (*deliver)(void *ctx, uint64_t tick, const struct askcam_shot *shot,
                                  struct askcam_error *err);

    /* Reports an event; anything but ASKCAM_OK ends the loop.  cause is NULL where there is none.
     */
    enum askcam_status (*report)(void *ctx, enum askcam_watch_event event, uint64_t tick,
                                 const struct askcam_error *cause);

    /* Takes the requests that have come since, as bits; NULL: none ever come. */
    unsigned (*requests)(void *ctx);

    /*
     * Reads the settings anew: may change the plan, count and sources of the loop's config, and
     * then closes the sources that are open.  Anything but ASKCAM_OK ends the loop.  NULL if
     * requests() never has ASKCAM_WATCH_RELOAD.
     */
    enum askcam_status (*reload)(void *ctx, struct askcam_error *err);
};

/* All borrowed until askcam_watch_run() has returned. */
struct askcam_watch_config {
    const struct askcam_host *host;
    struct askcam_watch_plan plan;
    uint64_t count;        /* asks after which it ends; 0: no such end */
    int request_fd;        /* readable once requests() has some; -1: none */
    bool waits_for_source; /* also for one that is not there at the start */
    struct askcam_watch_work work;
    struct askcam_source *sources; /* what open() opens; zeroed while closed */
    size_t sources_count;
    struct askcam_net *net;                 /* of the asks; without ops while there is none yet */
    const struct askcam_spending *spending; /* of the asks: why nothing was sent */
    struct askcam_frame_filter *filter; /* of the asks.  It compares with the last frame that got an
                               answer; a frame without one is forgotten. */
};

/* Loop state, in the caller's memory; fields belong to watch.c, reading is free. */
struct askcam_watch {
    const struct askcam_watch_config *config;
    struct askcam_watch_pace pace;
    uint64_t pictures;       /* taken, and asked about or passed over */
    uint64_t asked;          /* those that were not passed over */
    enum askcam_status last; /* outcome of the last of them */
    bool was_open;           /* all sources have been */
    bool is_lost;            /* one of them is waited for */
    unsigned requests;       /* that have not been dealt with */
    uint64_t backoff_ms;     /* of the failure before; 0: there was none */
    uint64_t held_until_ms;  /* nothing is taken before; 0: … */
    bool is_limited;         /* … or inside the span in which the limit holds */
    struct askcam_schedule_span limited;
    bool is_over; /* count is reached, or a source has ended */
};

/*
 * Runs until count is reached or standard input has ended: ASKCAM_OK, and watch->last is how the
 * last ask ended.  Else what ended it, with the cause in err: ASKCAM_ERR_INTERRUPTED, a source that
 * was not there at the start, or what the table says.
 */
enum askcam_status askcam_watch_run(struct askcam_watch *watch,
                                    const struct askcam_watch_config *config,
                                    struct askcam_error *err);

#endif
