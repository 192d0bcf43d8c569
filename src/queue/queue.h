/* SPDX-License-Identifier: MIT */
/*
 * queue.h - pictures and questions that wait on disk until they can be sent.
 *
 * For: a device without a network now.  The queue is a folder that a person can read:
 *
 *     tmp/     entries that are being built or removed; never entries
 *     new/     entries that wait; a folder each, with job.json and its pictures
 *     done/    entries that were answered, with reply.json; without pictures
 *     dead/    entries that cannot be answered, with their reason in job.json
 *     boots, sending.json    see queue_boots.h, queue_state.h
 *
 * An entry is in one place, whole, whatever moment the power goes: it is built in tmp/, synced, and
 * renamed.  Nothing is deleted before its successor is on the disk; only the bounds delete.
 *
 * Two locks, which end with their process: that of the folder itself for adding, removing and
 * moving; that of done/ for the one sender.  That of an entry's folder is held while it is sent.
 * Must not know: how an entry is asked about, what its options mean.
 *
 * Functions return ASKCAM_ERR_STORAGE or ASKCAM_ERR_INTERNAL with the cause in err unless they say
 * otherwise.
 */
#ifndef ASKCAM_QUEUE_H
#define ASKCAM_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "folder.h"
#include "host.h"
#include "sink.h"
#include "store.h"

enum {
    ASKCAM_QUEUE_ID_BYTES = 64,   /* with the '\0' */
    ASKCAM_QUEUE_BATCH = 64,      /* IDs that one listing gives at most */
    ASKCAM_QUEUE_BOOTS = 16,      /* whose clock is known */
    ASKCAM_QUEUE_LOCK_MS = 10000, /* at most, for another process that adds or removes */
    ASKCAM_QUEUE_SHA_BYTES = 65,  /* of a SHA-256 in hexadecimal, with the '\0' */
};

enum askcam_queue_place {
    ASKCAM_QUEUE_NEW,
    ASKCAM_QUEUE_DONE,
    ASKCAM_QUEUE_DEAD,
    ASKCAM_QUEUE_PLACES,
};

/* A boot of the machine, and what its monotonic clock is behind 1970. */
struct askcam_queue_boot {
    char id[ASKCAM_BOOT_ID_BYTES];
    int64_t offset_ms;
};

/* An open queue, in the caller's memory; about 12 KB.  Fields belong to the module. */
struct askcam_queue {
    struct askcam_store store;
    struct askcam_folder root; /* fd -1: closed */
    struct askcam_folder tmp;
    struct askcam_folder places[ASKCAM_QUEUE_PLACES];
    size_t boots_count;
    struct askcam_queue_boot boots[ASKCAM_QUEUE_BOOTS];
    char path[ASKCAM_STORE_PATH_BYTES];
};

/*
 * Opens the queue at path, which is created if it is missing, and removes what an adding or
 * removing that was cut off left in tmp/.
 */
enum askcam_status askcam_queue_open(struct askcam_queue *queue, const struct askcam_store *store,
                                     const char *path, struct askcam_error *err);

/* Idempotent, also on a zeroed one. */
void askcam_queue_close(struct askcam_queue *queue);

/* new, done or dead. */
const char *askcam_queue_place_name(enum askcam_queue_place place);

/* What to do with a picture that does not fit. */
enum askcam_queue_when_full {
    ASKCAM_QUEUE_DROP_OLDEST,
    ASKCAM_QUEUE_DROP_NEWEST, /* the one that is to be added */
    ASKCAM_QUEUE_THIN,        /* every second one of the oldest half */
};

/* How much the queue may hold; 0: no such bound.  Entries in dead/ count, and go first. */
struct askcam_queue_bounds {
    uint64_t entries;
    uint64_t bytes;
    uint64_t age_ms;     /* of an entry, by its capture time */
    uint64_t free_bytes; /* to be left on the disk */
    enum askcam_queue_when_full when_full;
};

/* An entry that is to be added. */
struct askcam_queue_new {
    struct askcam_wall taken;
    const char *question;
    const char *options; /* a JSON object: settings by name; never a key */
    const char *source;  /* as the user wrote it, without a password; NULL: none */
    uint32_t pictures;
    /* Writes picture number i, from 0, as the bytes of its file. */
    enum askcam_status (*write)(void *ctx, uint32_t i, struct askcam_sink out,
                                struct askcam_error *err);
    const char *(*extension)(void *ctx, uint32_t i); /* such as "jpg" */
    void *ctx;
    uint64_t pictures_bytes; /* all together, as far as known; for the bounds */
};

/*
 * Adds an entry: on the disk when this returns ASKCAM_OK, or when *is_kept is true.  Makes it fit
 * the bounds, and logs what was dropped for that.  ASKCAM_ERR_STORAGE also if it is the one that is
 * dropped.
 */
enum askcam_status askcam_queue_add(struct askcam_queue *queue,
                                    const struct askcam_queue_new *entry,
                                    const struct askcam_queue_bounds *bounds,
                                    char id[ASKCAM_QUEUE_ID_BYTES], bool *is_kept,
                                    struct askcam_error *err);

/* A walk over one place in the order of capture; zeroed is at its start. */
struct askcam_queue_walk {
    enum askcam_queue_place place;
    bool newest_first;
    bool has_started;
    int64_t last_ms; /* of the entry handed out last, and its ID */
    char last[ASKCAM_QUEUE_ID_BYTES];
};

/* IDs in order, with the time of capture as far as it is known. */
struct askcam_queue_batch {
    size_t count; /* 0: the walk is over */
    struct askcam_queue_item {
        int64_t taken_ms;
        bool is_right; /* taken_ms is known to be right */
        char id[ASKCAM_QUEUE_ID_BYTES];
    } items[ASKCAM_QUEUE_BATCH];
};

/*
 * The next IDs, at most ASKCAM_QUEUE_BATCH: whatever the queue's length, memory stays the same.
 * Names that are not IDs are passed over.
 */
enum askcam_status askcam_queue_next(const struct askcam_queue *queue,
                                     struct askcam_queue_walk *walk,
                                     struct askcam_queue_batch *batch, struct askcam_error *err);

/* Takes one entry; ASKCAM_ERR_STOPPED ends the walk, and is not a failure. */
typedef enum askcam_status askcam_queue_visit(void *ctx, const struct askcam_queue_item *item);

/* Hands on every entry in order; an entry may be moved or removed meanwhile. */
enum askcam_status askcam_queue_each(const struct askcam_queue *queue,
                                     struct askcam_queue_walk walk, askcam_queue_visit *visit,
                                     void *ctx, struct askcam_error *err);

/* Entries in a place; names that are not IDs are counted in *foreign, if not NULL. */
enum askcam_status askcam_queue_count(const struct askcam_queue *queue,
                                      enum askcam_queue_place place, uint64_t *entries,
                                      uint64_t *foreign, struct askcam_error *err);

/* Where the entry is.  *found is false, and ASKCAM_OK, if there is none of that ID. */
enum askcam_status askcam_queue_find(const struct askcam_queue *queue, const char *id,
                                     enum askcam_queue_place *place, bool *found,
                                     struct askcam_error *err);

/* When the entry was taken; *is_right: the time is known to be right. */
int64_t askcam_queue_taken_ms(const struct askcam_queue *queue, const char *id, bool *is_right);

/* Opens the folder of an entry; *exists is false if it has gone. */
enum askcam_status askcam_queue_open_entry(const struct askcam_queue *queue,
                                           enum askcam_queue_place place, const char *id,
                                           struct askcam_folder *folder, bool *exists,
                                           struct askcam_error *err);

/*
 * Removes an entry, wherever it is.  ASKCAM_ERR_USAGE: there is none, or it is being sent.
 */
enum askcam_status askcam_queue_drop(struct askcam_queue *queue, const char *id,
                                     struct askcam_error *err);

/* Puts an entry of dead/ back into new/.  ASKCAM_ERR_USAGE: it is not in dead/. */
enum askcam_status askcam_queue_retry(struct askcam_queue *queue, const char *id,
                                      struct askcam_error *err);

/* Moves an entry, on the disk.  The caller holds the sender's lock. */
enum askcam_status askcam_queue_move(struct askcam_queue *queue, const char *id,
                                     enum askcam_queue_place from, enum askcam_queue_place to,
                                     struct askcam_error *err);

/* Removes the oldest entries of done/ until `keep` are left, and their pictures from all. */
enum askcam_status askcam_queue_trim_done(struct askcam_queue *queue, uint64_t keep,
                                          struct askcam_error *err);

/* Removes what is older than bounds->age_ms; logs how many. */
enum askcam_status askcam_queue_expire(struct askcam_queue *queue,
                                       const struct askcam_queue_bounds *bounds,
                                       struct askcam_error *err);

/* Takes the sender's lock; false if another sender is at work. */
bool askcam_queue_lock_sender(struct askcam_queue *queue);
void askcam_queue_unlock_sender(struct askcam_queue *queue);

#endif
