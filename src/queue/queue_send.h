/* SPDX-License-Identifier: MIT */
/*
 * queue_send.h - the entries of a queue, asked about one after the other.
 *
 * For: `queue send`, and the sender beside a capture loop.  Decides which entry is next, what a
 * failure means for it and for those behind it, and when to go on.  An entry leaves new/ only when
 * its reply is on the disk: delivery is at least once, and only a crash between the reply and its
 * record asks again.
 * Must not know: how an entry is asked about.
 */
#ifndef ASKCAM_QUEUE_SEND_H
#define ASKCAM_QUEUE_SEND_H

#include "job.h"
#include "queue.h"

enum {
    ASKCAM_QUEUE_SUSPECT_AFTER = 3, /* failures of the first entry, after which the next is tried */
    ASKCAM_QUEUE_DEAD_AFTER = 5,    /* of an entry whose failure is its own */
    ASKCAM_QUEUE_BACKOFF_MS = 5000, /* of the first failure; doubles, with full jitter */
    ASKCAM_QUEUE_BACKOFF_MOST_MS = 15 * 60 * 1000,
};

/* An entry that is asked about. */
struct askcam_queue_entry {
    const char *id;
    const struct askcam_job *job;
    const struct askcam_folder *folder;
    const char *path; /* of the folder */
    int64_t taken_ms;
    bool is_right;   /* taken_ms is known to be right */
    uint64_t number; /* in this run, from 1 */
    uint64_t count;  /* entries that waited when the run began, at least number */
};

enum askcam_queue_event {
    ASKCAM_QUEUE_SENT,
    ASKCAM_QUEUE_KEPT, /* it stays; with the cause */
    ASKCAM_QUEUE_DIED, /* it went to dead/; with the cause */
};

/* What a run is made of; borrowed until it ends. */
struct askcam_queue_send_config {
    bool newest_first;
    bool honours_backoff; /* ends at once while the stored back-off lasts */
    uint64_t per_minute;  /* entries at most; 0: no such bound */
    uint64_t keep_done;   /* replies kept in done/ */
    void *ctx;
    /*
     * Asks about the entry, and puts the reply into its folder as reply.json, on the disk.
     * ASKCAM_ERR_SOURCE: its pictures or its job cannot be used.
     */
    enum askcam_status (*ask)(void *ctx, const struct askcam_queue_entry *entry,
                              struct askcam_error *err);
    /* cause is NULL where there is none. */
    void (*report)(void *ctx, const struct askcam_queue_entry *entry, enum askcam_queue_event event,
                   const struct askcam_error *cause);
};

struct askcam_queue_send_result {
    uint64_t sent;
    uint64_t died;
    uint64_t kept; /* left in new/ */
};

/*
 * Sends what waits, until none is left, or until a failure that is not an entry's own.
 *
 * ASKCAM_OK: none is left, or all that are left failed for a reason of their own.
 * ASKCAM_ERR_QUEUED: another sender is at work.  Else what ended the run, with its cause.
 */
enum askcam_status askcam_queue_send(struct askcam_queue *queue,
                                     const struct askcam_queue_send_config *config,
                                     struct askcam_queue_send_result *result,
                                     struct askcam_error *err);

/* Until when the stored back-off lasts, on the monotonic clock; 0: there is none. */
uint64_t askcam_queue_backoff_until(const struct askcam_queue *queue);

#endif
