/* SPDX-License-Identifier: MIT */
/* queue_bounds.c - see queue_bounds.h, and queue.h: expiry and done/. */
#include "queue_bounds.h"

#include <inttypes.h>
#include <string.h>

#include "queue_tmp.h"
#include "subfolder.h"

/* What the bounds are compared with. */
struct totals {
    uint64_t entries;
    uint64_t bytes;
    uint64_t free_bytes;
};

static enum askcam_status entry_bytes(const struct askcam_queue *queue,
                                      enum askcam_queue_place place, const char *id,
                                      uint64_t *bytes, struct askcam_error *err)
{
    struct askcam_folder folder;
    bool exists = false;

    *bytes = 0;
    enum askcam_status status = askcam_queue_open_entry(queue, place, id, &folder, &exists, err);
    if (status == ASKCAM_OK && exists) {
        status = askcam_folder_bytes(&folder, bytes, err);
    }
    askcam_folder_close(&folder);
    return status;
}

/* Only for a bound of bytes: it looks at every file. */
static enum askcam_status add_place_bytes(const struct askcam_queue *queue,
                                          enum askcam_queue_place place, uint64_t *sum,
                                          struct askcam_error *err)
{
    struct askcam_queue_walk walk = {.place = place};
    struct askcam_queue_batch batch;

    enum askcam_status status = askcam_queue_next(queue, &walk, &batch, err);
    while (status == ASKCAM_OK && batch.count > 0) {
        for (size_t i = 0; i < batch.count && status == ASKCAM_OK; i++) {
            uint64_t bytes = 0;
            status = entry_bytes(queue, place, batch.items[i].id, &bytes, err);
            *sum += bytes;
        }
        if (status == ASKCAM_OK) {
            status = askcam_queue_next(queue, &walk, &batch, err);
        }
    }
    return status;
}

static enum askcam_status find_totals(const struct askcam_queue *queue,
                                      const struct askcam_queue_bounds *bounds,
                                      struct totals *totals, struct askcam_error *err)
{
    static const enum askcam_queue_place counted[] = {ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD};
    enum askcam_status status = ASKCAM_OK;

    *totals = (struct totals){.free_bytes = UINT64_MAX};
    for (size_t i = 0; i < sizeof counted / sizeof counted[0] && status == ASKCAM_OK; i++) {
        uint64_t entries = 0;
        status = askcam_queue_count(queue, counted[i], &entries, NULL, err);
        totals->entries += entries;
        if (status == ASKCAM_OK && bounds->bytes != 0) {
            status = add_place_bytes(queue, counted[i], &totals->bytes, err);
        }
    }
    if (status == ASKCAM_OK && bounds->free_bytes != 0) {
        status = askcam_folder_free_bytes(&queue->root, &totals->free_bytes, err);
    }
    return status;
}

static bool fits(const struct totals *totals, const struct askcam_queue_bounds *bounds,
                 uint64_t new_bytes)
{
    return (bounds->entries == 0 || totals->entries < bounds->entries) &&
           (bounds->bytes == 0 || totals->bytes + new_bytes <= bounds->bytes) &&
           (bounds->free_bytes == 0 || (totals->free_bytes >= new_bytes &&
                                        totals->free_bytes - new_bytes >= bounds->free_bytes));
}

/* One that is being sent stays: *dropped says whether it went. */
static enum askcam_status drop(struct askcam_queue *queue, const struct askcam_queue_bounds *bounds,
                               enum askcam_queue_place place, const char *id, struct totals *totals,
                               bool *dropped, struct askcam_error *err)
{
    uint64_t bytes = 0;

    *dropped = false;
    if (bounds->bytes != 0) {
        const enum askcam_status status = entry_bytes(queue, place, id, &bytes, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    const enum askcam_status status = askcam_queue_tmp_discard(queue, place, id, NULL);
    *dropped = status == ASKCAM_OK;
    if (*dropped) {
        totals->entries -= totals->entries > 0;
        totals->bytes -= bytes < totals->bytes ? bytes : totals->bytes;
    }
    if (*dropped && bounds->free_bytes != 0) {
        return askcam_folder_free_bytes(&queue->root, &totals->free_bytes, err);
    }
    return status == ASKCAM_ERR_USAGE ? ASKCAM_OK : status;
}

/* Drops every step-th entry of a place, oldest first, at most `most`, until the new one fits. */
static enum askcam_status drop_some(struct askcam_queue *queue,
                                    const struct askcam_queue_bounds *bounds, uint64_t new_bytes,
                                    struct askcam_queue_walk walk, uint64_t step, uint64_t most,
                                    struct totals *totals, uint64_t *dropped_count,
                                    struct askcam_error *err)
{
    struct askcam_queue_batch batch = {.count = ASKCAM_QUEUE_BATCH};
    enum askcam_status status = ASKCAM_OK;
    uint64_t seen = 0;

    while (status == ASKCAM_OK && batch.count > 0 && seen < most) {
        status = askcam_queue_next(queue, &walk, &batch, err);
        for (size_t i = 0; i < batch.count && status == ASKCAM_OK && seen < most; i++) {
            bool dropped = false;
            if (step == 1 && fits(totals, bounds, new_bytes)) {
                return ASKCAM_OK;
            }
            if (seen++ % step == step - 1) {
                status = drop(queue, bounds, walk.place, batch.items[i].id, totals, &dropped, err);
                *dropped_count += dropped;
            }
        }
    }
    return status;
}

static enum askcam_status drop_new(struct askcam_queue *queue,
                                   const struct askcam_queue_bounds *bounds, uint64_t new_bytes,
                                   struct totals *totals, uint64_t *dropped,
                                   struct askcam_error *err)
{
    const struct askcam_queue_walk walk = {.place = ASKCAM_QUEUE_NEW};

    if (bounds->when_full == ASKCAM_QUEUE_THIN && totals->entries >= 4) {
        const enum askcam_status status =
            drop_some(queue, bounds, new_bytes, walk, 2, totals->entries / 2, totals, dropped, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return drop_some(queue, bounds, new_bytes, walk, 1, UINT64_MAX, totals, dropped, err);
}

static void log_dropped(const struct askcam_queue *queue, uint64_t count, const char *why)
{
    if (count > 0 && queue->store.host != NULL) {
        askcam_log(queue->store.host, ASKCAM_LOG_WARNING, "%s: %" PRIu64 " %s removed: %s",
                   queue->path, count, count == 1 ? "entry" : "entries", why);
    }
}

static enum askcam_status is_full(const struct askcam_queue *queue, struct askcam_error *err)
{
    const struct askcam_error_context context = {
        queue->path, "free some space, or raise --max-entries, --max-bytes or lower --min-free"};
    return askcam_fail(err, ASKCAM_ERR_STORAGE, context,
                       "the queue is full, so the new picture was dropped");
}

enum askcam_status askcam_queue_bounds_apply(struct askcam_queue *queue,
                                             const struct askcam_queue_bounds *bounds,
                                             uint64_t new_bytes, struct askcam_error *err)
{
    const struct askcam_queue_walk dead = {.place = ASKCAM_QUEUE_DEAD};
    struct totals totals;
    uint64_t dropped = 0;

    enum askcam_status status = find_totals(queue, bounds, &totals, err);
    if (status == ASKCAM_OK && !fits(&totals, bounds, new_bytes)) {
        status = drop_some(queue, bounds, new_bytes, dead, 1, UINT64_MAX, &totals, &dropped, err);
        if (status == ASKCAM_OK && bounds->when_full != ASKCAM_QUEUE_DROP_NEWEST &&
            !fits(&totals, bounds, new_bytes)) {
            status = drop_new(queue, bounds, new_bytes, &totals, &dropped, err);
        }
        log_dropped(queue, dropped, "the queue was full");
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    return fits(&totals, bounds, new_bytes) ? ASKCAM_OK : is_full(queue, err);
}

/* Removes those of a place that were taken before a time; an unsure time does not count. */
static enum askcam_status expire_place(struct askcam_queue *queue, enum askcam_queue_place place,
                                       int64_t before_ms, uint64_t *removed,
                                       struct askcam_error *err)
{
    struct askcam_queue_walk walk = {.place = place};
    struct askcam_queue_batch batch = {.count = ASKCAM_QUEUE_BATCH};
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && batch.count > 0) {
        status = askcam_queue_next(queue, &walk, &batch, err);
        for (size_t i = 0; i < batch.count && status == ASKCAM_OK; i++) {
            const struct askcam_queue_item *const item = &batch.items[i];
            if (item->taken_ms >= before_ms) {
                return ASKCAM_OK; /* all that follow are younger */
            }
            if (item->is_right &&
                askcam_queue_tmp_discard(queue, place, item->id, NULL) == ASKCAM_OK) {
                (*removed)++;
            }
        }
    }
    return status;
}

enum askcam_status askcam_queue_expire(struct askcam_queue *queue,
                                       const struct askcam_queue_bounds *bounds,
                                       struct askcam_error *err)
{
    const struct askcam_host *const host = queue->store.host;
    struct askcam_wall wall = {.is_right = false};
    uint64_t removed = 0;

    if (host != NULL) {
        host->wall(host->ctx, &wall);
    }
    if (bounds->age_ms == 0 || !wall.is_right) {
        return ASKCAM_OK; /* a clock that may be wrong removes nothing */
    }
    enum askcam_status status = askcam_queue_tmp_lock(queue, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    const int64_t before_ms = wall.unix_ms - (int64_t)bounds->age_ms;
    status = expire_place(queue, ASKCAM_QUEUE_DEAD, before_ms, &removed, err);
    if (status == ASKCAM_OK) {
        status = expire_place(queue, ASKCAM_QUEUE_NEW, before_ms, &removed, err);
    }
    askcam_folder_unlock(&queue->root);
    log_dropped(queue, removed, "older than --max-age");
    return status;
}

enum askcam_status askcam_queue_trim_done(struct askcam_queue *queue, uint64_t keep,
                                          struct askcam_error *err)
{
    struct askcam_queue_walk walk = {.place = ASKCAM_QUEUE_DONE};
    struct askcam_queue_batch batch = {.count = 0};
    uint64_t entries = 0;

    enum askcam_status status = askcam_queue_count(queue, ASKCAM_QUEUE_DONE, &entries, NULL, err);
    if (status != ASKCAM_OK || entries <= keep) {
        return status;
    }
    status = askcam_queue_tmp_lock(queue, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    for (size_t i = 0; entries > keep && status == ASKCAM_OK; i++) {
        if (i == batch.count) {
            status = askcam_queue_next(queue, &walk, &batch, err);
            i = 0;
        }
        if (status != ASKCAM_OK || batch.count == 0) {
            break;
        }
        if (askcam_queue_tmp_discard(queue, ASKCAM_QUEUE_DONE, batch.items[i].id, NULL) ==
            ASKCAM_OK) {
            entries--;
        }
    }
    askcam_folder_unlock(&queue->root);
    return status;
}
