/* SPDX-License-Identifier: MIT */
/*
 * queue_bounds.c - see queue_bounds.h, and queue.h: expiry and done/.
 *
 * Nothing is dropped where it would not help: for a picture that is larger than the bound, or on a
 * disk that is full of other things.
 */
#include "queue_bounds.h"

#include <inttypes.h>
#include <string.h>

#include "queue_tmp.h"
#include "subfolder.h"

/* One fitting of a new entry. */
struct fitting {
    struct askcam_queue *queue;
    const struct askcam_queue_bounds *bounds;
    uint64_t new_bytes;
    uint64_t entries; /* what the queue holds, new/ and dead/ together */
    uint64_t bytes;
    uint64_t free_bytes;
    enum askcam_queue_place place; /* that is walked over */
    uint64_t step;                 /* every so many-th entry goes */
    uint64_t most;                 /* of so many */
    uint64_t seen;
    uint64_t dropped;
    struct askcam_error *err;
};

static enum askcam_status entry_bytes(const struct fitting *fitting, const char *id,
                                      uint64_t *bytes)
{
    struct askcam_folder folder;
    bool exists = false;

    *bytes = 0;
    enum askcam_status status =
        askcam_queue_open_entry(fitting->queue, fitting->place, id, &folder, &exists, fitting->err);
    if (status == ASKCAM_OK && exists) {
        status = askcam_folder_bytes(&folder, bytes, fitting->err);
    }
    askcam_folder_close(&folder);
    return status;
}

static enum askcam_status add_entry(void *ctx, const struct askcam_queue_item *item)
{
    struct fitting *const fitting = ctx;
    uint64_t bytes = 0;
    const enum askcam_status status = entry_bytes(fitting, item->id, &bytes);

    fitting->entries++;
    fitting->bytes += bytes;
    return status;
}

/* The sizes are needed where a bound is about bytes: every file is looked at. */
static enum askcam_status add_place(struct fitting *fitting, enum askcam_queue_place place)
{
    const struct askcam_queue_walk walk = {.place = place};
    uint64_t entries = 0;

    fitting->place = place;
    if (fitting->bounds->bytes != 0) {
        return askcam_queue_each(fitting->queue, walk, add_entry, fitting, fitting->err);
    }
    const enum askcam_status status =
        askcam_queue_count(fitting->queue, place, &entries, NULL, fitting->err);
    fitting->entries += entries;
    return status;
}

static enum askcam_status find_free(struct fitting *fitting)
{
    fitting->free_bytes = UINT64_MAX;
    return fitting->bounds->free_bytes == 0
               ? ASKCAM_OK
               : askcam_folder_free_bytes(&fitting->queue->root, &fitting->free_bytes,
                                          fitting->err);
}

static enum askcam_status find_totals(struct fitting *fitting)
{
    enum askcam_status status = add_place(fitting, ASKCAM_QUEUE_NEW);

    if (status == ASKCAM_OK) {
        status = add_place(fitting, ASKCAM_QUEUE_DEAD);
    }
    return status == ASKCAM_OK ? find_free(fitting) : status;
}

static bool has_space(const struct fitting *fitting)
{
    return fitting->bounds->free_bytes == 0 ||
           (fitting->free_bytes >= fitting->new_bytes &&
            fitting->free_bytes - fitting->new_bytes >= fitting->bounds->free_bytes);
}

static bool fits(const struct fitting *fitting)
{
    const struct askcam_queue_bounds *const bounds = fitting->bounds;

    return (bounds->entries == 0 || fitting->entries < bounds->entries) &&
           (bounds->bytes == 0 || fitting->bytes + fitting->new_bytes <= bounds->bytes) &&
           has_space(fitting);
}

/* Whether it would fit with all others gone. */
static enum askcam_status check_hope(struct fitting *fitting, bool *can_fit)
{
    struct fitting all = *fitting;
    const struct askcam_queue_walk walks[] = {{.place = ASKCAM_QUEUE_NEW},
                                              {.place = ASKCAM_QUEUE_DEAD}};
    enum askcam_status status = ASKCAM_OK;

    all.bytes = 0;
    for (size_t i = 0; i < 2 && status == ASKCAM_OK && !has_space(fitting); i++) {
        all.place = walks[i].place;
        status = askcam_queue_each(fitting->queue, walks[i], add_entry, &all, fitting->err);
    }
    all.free_bytes += fitting->bounds->free_bytes != 0 ? all.bytes : 0;
    all.entries = 0;
    all.bytes = 0;
    *can_fit = fits(&all);
    return status;
}

/* One that is being sent stays. */
static enum askcam_status drop(struct fitting *fitting, const char *id)
{
    uint64_t bytes = 0;
    enum askcam_status status =
        fitting->bounds->bytes != 0 ? entry_bytes(fitting, id, &bytes) : ASKCAM_OK;

    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_discard(fitting->queue, fitting->place, id, NULL);
    }
    if (status != ASKCAM_OK) {
        return status == ASKCAM_ERR_USAGE ? ASKCAM_OK : status;
    }
    fitting->dropped++;
    fitting->entries -= fitting->entries > 0;
    fitting->bytes -= bytes < fitting->bytes ? bytes : fitting->bytes;
    return find_free(fitting);
}

static enum askcam_status drop_if_due(void *ctx, const struct askcam_queue_item *item)
{
    struct fitting *const fitting = ctx;

    if (fitting->seen == fitting->most || (fitting->step == 1 && fits(fitting))) {
        return ASKCAM_ERR_STOPPED;
    }
    return fitting->seen++ % fitting->step == fitting->step - 1 ? drop(fitting, item->id)
                                                                : ASKCAM_OK;
}

/* Oldest first; with step 1 until the new one fits. */
static enum askcam_status drop_some(struct fitting *fitting, enum askcam_queue_place place,
                                    uint64_t step, uint64_t most)
{
    const struct askcam_queue_walk walk = {.place = place};

    fitting->place = place;
    fitting->step = step;
    fitting->most = most;
    fitting->seen = 0;
    return askcam_queue_each(fitting->queue, walk, drop_if_due, fitting, fitting->err);
}

static enum askcam_status make_fit(struct fitting *fitting)
{
    const enum askcam_queue_when_full when_full = fitting->bounds->when_full;
    enum askcam_status status = drop_some(fitting, ASKCAM_QUEUE_DEAD, 1, UINT64_MAX);

    if (status != ASKCAM_OK || when_full == ASKCAM_QUEUE_DROP_NEWEST || fits(fitting)) {
        return status;
    }
    if (when_full == ASKCAM_QUEUE_THIN && fitting->entries >= 4) {
        status = drop_some(fitting, ASKCAM_QUEUE_NEW, 2, fitting->entries / 2);
    }
    return status == ASKCAM_OK ? drop_some(fitting, ASKCAM_QUEUE_NEW, 1, UINT64_MAX) : status;
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
    struct fitting fitting = {.queue = queue, .bounds = bounds, .new_bytes = new_bytes, .err = err};
    bool can_fit = true;

    enum askcam_status status = find_totals(&fitting);
    if (status == ASKCAM_OK && !fits(&fitting)) {
        status = check_hope(&fitting, &can_fit);
        if (status == ASKCAM_OK && can_fit) {
            status = make_fit(&fitting);
        }
        log_dropped(queue, fitting.dropped, "the queue was full");
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    return can_fit && fits(&fitting) ? ASKCAM_OK : is_full(queue, err);
}

/* What is removed for its age, or because enough newer ones are there. */
struct removal {
    struct askcam_queue *queue;
    enum askcam_queue_place place;
    int64_t before_ms; /* of expiry: taken before this */
    uint64_t removed;
    uint64_t left; /* of done/: so many are still to go */
};

static enum askcam_status remove_old(void *ctx, const struct askcam_queue_item *item)
{
    struct removal *const removal = ctx;

    if (item->taken_ms >= removal->before_ms) {
        return ASKCAM_ERR_STOPPED; /* all that follow are younger */
    }
    if (item->is_right &&
        askcam_queue_tmp_discard(removal->queue, removal->place, item->id, NULL) == ASKCAM_OK) {
        removal->removed++;
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_queue_expire(struct askcam_queue *queue,
                                       const struct askcam_queue_bounds *bounds,
                                       struct askcam_error *err)
{
    static const struct askcam_queue_walk walks[] = {{.place = ASKCAM_QUEUE_DEAD},
                                                     {.place = ASKCAM_QUEUE_NEW}};
    const struct askcam_host *const host = queue->store.host;
    struct askcam_wall wall = {.is_right = false};

    if (host != NULL) {
        host->wall(host->ctx, &wall);
    }
    if (bounds->age_ms == 0 || !wall.is_right) {
        return ASKCAM_OK; /* a clock that may be wrong removes nothing */
    }
    struct removal removal = {.queue = queue, .before_ms = wall.unix_ms - (int64_t)bounds->age_ms};
    enum askcam_status status = askcam_queue_tmp_lock(queue, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    for (size_t i = 0; i < 2 && status == ASKCAM_OK; i++) {
        removal.place = walks[i].place;
        status = askcam_queue_each(queue, walks[i], remove_old, &removal, err);
    }
    askcam_folder_unlock(&queue->root);
    log_dropped(queue, removal.removed, "older than --max-age");
    return status;
}

static enum askcam_status remove_oldest(void *ctx, const struct askcam_queue_item *item)
{
    struct removal *const removal = ctx;

    if (removal->left == 0) {
        return ASKCAM_ERR_STOPPED;
    }
    if (askcam_queue_tmp_discard(removal->queue, removal->place, item->id, NULL) == ASKCAM_OK) {
        removal->left--;
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_queue_trim_done(struct askcam_queue *queue, uint64_t keep,
                                          struct askcam_error *err)
{
    const struct askcam_queue_walk walk = {.place = ASKCAM_QUEUE_DONE};
    struct removal removal = {.queue = queue, .place = ASKCAM_QUEUE_DONE};
    uint64_t entries = 0;

    enum askcam_status status = askcam_queue_count(queue, ASKCAM_QUEUE_DONE, &entries, NULL, err);
    if (status != ASKCAM_OK || entries <= keep) {
        return status;
    }
    status = askcam_queue_tmp_lock(queue, err);
    if (status == ASKCAM_OK) {
        removal.left = entries - keep;
        status = askcam_queue_each(queue, walk, remove_oldest, &removal, err);
        askcam_folder_unlock(&queue->root);
    }
    return status;
}
