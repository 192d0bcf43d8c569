/* SPDX-License-Identifier: MIT */
/*
 * queue_reply.h - reply.json of an entry: the answer while it comes, then what it cost.
 *
 * For: sending.  The file appears whole, on the disk, or not at all.
 */
#ifndef ASKCAM_QUEUE_REPLY_H
#define ASKCAM_QUEUE_REPLY_H

#include "ask_run.h"
#include "atomic_file.h"

/* In static memory; about 8 KB. */
struct queue_reply {
    struct askcam_store store;
    struct askcam_atomic_file file;
    enum askcam_status status; /* of the first write that failed */
};

/* Starts it in the folder of an entry; err is borrowed until close. */
enum askcam_status queue_reply_open(struct queue_reply *reply, const struct askcam_host *host,
                                    const char *entry_path, struct askcam_error *err);

/* Gets the answer as it is printed. */
struct ask_run_listener queue_reply_listener(struct queue_reply *reply);

/* Ends it with what the ask found. */
enum askcam_status queue_reply_commit(struct queue_reply *reply, const struct ask_run *run);

/* Throws away what was not committed. */
void queue_reply_close(struct queue_reply *reply);

#endif
