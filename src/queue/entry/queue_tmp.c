/* SPDX-License-Identifier: MIT */
/* queue_tmp.c - see queue_tmp.h. */
#include "queue_tmp.h"

#include "subfolder.h"

enum askcam_status askcam_queue_tmp_lock(struct askcam_queue *queue, struct askcam_error *err)
{
    const struct askcam_host *const host = queue->store.host;

    return askcam_folder_lock(&queue->root,
                              host != NULL ? askcam_deadline(host, ASKCAM_QUEUE_LOCK_MS) : 0, err);
}

static bool sweep_one(void *ctx, const char *name)
{
    struct askcam_queue *const queue = ctx;
    struct askcam_error err = {0};

    if (askcam_folder_remove(&queue->tmp, name, &err) != ASKCAM_OK && queue->store.host != NULL) {
        askcam_log(queue->store.host, ASKCAM_LOG_WARNING, "%s: tmp/%s: %s; %s", err.what, name,
                   err.why, err.hint);
    }
    return true;
}

void askcam_queue_tmp_sweep(struct askcam_queue *queue)
{
    (void)askcam_folder_names(&queue->tmp, sweep_one, queue, NULL); /* the next one tries again */
}

enum askcam_status askcam_queue_tmp_discard(struct askcam_queue *queue,
                                            enum askcam_queue_place place, const char *id,
                                            struct askcam_error *err)
{
    const struct askcam_error_context context = {id, "try again when it has been sent"};
    struct askcam_folder folder;
    bool exists = false;
    bool moved = false;

    enum askcam_status status = askcam_queue_open_entry(queue, place, id, &folder, &exists, err);
    if (status != ASKCAM_OK || !exists) {
        return status;
    }
    if (!askcam_folder_try_lock(&folder)) {
        askcam_folder_close(&folder);
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "the entry is being sent");
    }
    status = askcam_folder_move(&queue->places[place], id, &queue->tmp, &moved, err);
    askcam_folder_close(&folder);
    if (moved) {
        (void)sweep_one(queue, id);
    }
    return status;
}
