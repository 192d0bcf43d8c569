/* SPDX-License-Identifier: MIT */
/*
 * queue_walk.c - see queue.h: entries in the order of their capture.
 *
 * Each batch is one pass over the folder's names that keeps the ASKCAM_QUEUE_BATCH nearest behind
 * the last one, in a heap whose root is the farthest of them.
 */
#include <string.h>

#include "queue.h"
#include "queue_boots.h"
#include "subfolder.h"

struct pass {
    const struct askcam_queue *queue;
    const struct askcam_queue_walk *walk;
    struct askcam_queue_batch *batch;
    uint64_t entries;
    uint64_t foreign;
};

/* < 0: a comes before b in the walk. */
static int compare(const struct askcam_queue_walk *walk, int64_t a_ms, const char *a, int64_t b_ms,
                   const char *b)
{
    const int by_id = strcmp(a, b);
    const int order = a_ms != b_ms ? (a_ms < b_ms ? -1 : 1) : by_id;

    return walk->newest_first ? -order : order;
}

static bool is_before(const struct pass *pass, size_t a, size_t b)
{
    const struct askcam_queue_item *const items = pass->batch->items;

    return compare(pass->walk, items[a].taken_ms, items[a].id, items[b].taken_ms, items[b].id) < 0;
}

static void swap(struct pass *pass, size_t a, size_t b)
{
    struct askcam_queue_item *const items = pass->batch->items;
    const struct askcam_queue_item item = items[a];

    items[a] = items[b];
    items[b] = item;
}

/* Brings the item at i, which is too near for its place, down to its own. */
static void sink_down(struct pass *pass, size_t i)
{
    const size_t count = pass->batch->count;

    for (size_t child = 2 * i + 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && is_before(pass, child, child + 1)) {
            child++;
        }
        if (!is_before(pass, i, child)) {
            return;
        }
        swap(pass, i, child);
        i = child;
    }
}

static void lift(struct pass *pass, size_t i)
{
    while (i > 0 && is_before(pass, (i - 1) / 2, i)) {
        swap(pass, i, (i - 1) / 2);
        i = (i - 1) / 2;
    }
}

static bool take_name(void *ctx, const char *name)
{
    struct pass *const pass = ctx;
    struct askcam_queue_batch *const batch = pass->batch;
    struct askcam_queue_item item;
    struct askcam_queue_id id;

    if (!askcam_queue_id_parse(&id, name)) {
        pass->foreign++;
        return true;
    }
    pass->entries++;
    if (batch == NULL) {
        return true;
    }
    item.taken_ms = askcam_queue_boots_time(pass->queue, &id, &item.is_right);
    memcpy(item.id, name, strlen(name) + 1);
    const struct askcam_queue_walk *const walk = pass->walk;
    if (walk->has_started &&
        compare(walk, item.taken_ms, item.id, walk->last_ms, walk->last) <= 0) {
        return true;
    }
    if (batch->count < ASKCAM_QUEUE_BATCH) {
        batch->items[batch->count++] = item;
        lift(pass, batch->count - 1);
    } else if (compare(walk, item.taken_ms, item.id, batch->items[0].taken_ms, batch->items[0].id) <
               0) {
        batch->items[0] = item;
        sink_down(pass, 0);
    }
    return true;
}

/* The heap becomes a list in the walk's order. */
static void sort(struct pass *pass)
{
    struct askcam_queue_batch *const batch = pass->batch;
    const size_t count = batch->count;

    while (batch->count > 1) {
        swap(pass, 0, batch->count - 1);
        batch->count--;
        sink_down(pass, 0);
    }
    batch->count = count;
}

enum askcam_status askcam_queue_next(const struct askcam_queue *queue,
                                     struct askcam_queue_walk *walk,
                                     struct askcam_queue_batch *batch, struct askcam_error *err)
{
    struct pass pass = {.queue = queue, .walk = walk, .batch = batch};

    batch->count = 0;
    const enum askcam_status status =
        askcam_folder_names(&queue->places[walk->place], take_name, &pass, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    sort(&pass);
    if (batch->count > 0) {
        const struct askcam_queue_item *const last = &batch->items[batch->count - 1];
        walk->has_started = true;
        walk->last_ms = last->taken_ms;
        memcpy(walk->last, last->id, sizeof walk->last);
    }
    return ASKCAM_OK;
}

static enum askcam_status visit_all(const struct askcam_queue_batch *batch,
                                    askcam_queue_visit *visit, void *ctx)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < batch->count && status == ASKCAM_OK; i++) {
        status = visit(ctx, &batch->items[i]);
    }
    return status;
}

enum askcam_status askcam_queue_each(const struct askcam_queue *queue,
                                     struct askcam_queue_walk walk, askcam_queue_visit *visit,
                                     void *ctx, struct askcam_error *err)
{
    struct askcam_queue_batch batch;

    enum askcam_status status = askcam_queue_next(queue, &walk, &batch, err);
    while (status == ASKCAM_OK && batch.count > 0) {
        status = visit_all(&batch, visit, ctx);
        if (status == ASKCAM_OK) {
            status = askcam_queue_next(queue, &walk, &batch, err);
        }
    }
    return status == ASKCAM_ERR_STOPPED ? ASKCAM_OK : status;
}

enum askcam_status askcam_queue_count(const struct askcam_queue *queue,
                                      enum askcam_queue_place place, uint64_t *entries,
                                      uint64_t *foreign, struct askcam_error *err)
{
    struct pass pass = {.queue = queue};
    const enum askcam_status status =
        askcam_folder_names(&queue->places[place], take_name, &pass, err);

    *entries = pass.entries;
    if (foreign != NULL) {
        *foreign = pass.foreign;
    }
    return status;
}
