/* SPDX-License-Identifier: MIT */
/* queue.c - see queue.h: opening, locks, finding and moving entries. */
#include "queue.h"

#include <stdio.h>
#include <string.h>

#include "job.h"
#include "queue_boots.h"
#include "queue_tmp.h"
#include "subfolder.h"

static const char *const PLACE_NAMES[] = {
    [ASKCAM_QUEUE_NEW] = "new", [ASKCAM_QUEUE_DONE] = "done", [ASKCAM_QUEUE_DEAD] = "dead"};

const char *askcam_queue_place_name(enum askcam_queue_place place)
{
    return PLACE_NAMES[place];
}

/* A folder of the queue; messages name the queue by its own path. */
static enum askcam_status open_part(struct askcam_queue *queue, struct askcam_folder *part,
                                    const char *name, struct askcam_error *err)
{
    char path[ASKCAM_STORE_PATH_BYTES + 8];

    (void)snprintf(path, sizeof path, "%s/%s", queue->path, name);
    const enum askcam_status status = askcam_folder_open(part, &queue->store, path, err);
    part->path = queue->path;
    return status;
}

static enum askcam_status open_parts(struct askcam_queue *queue, struct askcam_error *err)
{
    enum askcam_status status = askcam_folder_open(&queue->root, &queue->store, queue->path, err);

    if (status == ASKCAM_OK) {
        status = open_part(queue, &queue->tmp, "tmp", err);
    }
    for (int i = 0; i < ASKCAM_QUEUE_PLACES && status == ASKCAM_OK; i++) {
        status = open_part(queue, &queue->places[i], PLACE_NAMES[i], err);
    }
    return status;
}

enum askcam_status askcam_queue_open(struct askcam_queue *queue, const struct askcam_store *store,
                                     const char *path, struct askcam_error *err)
{
    *queue = (struct askcam_queue){.store = *store, .root = {.fd = -1}, .tmp = {.fd = -1}};
    for (int i = 0; i < ASKCAM_QUEUE_PLACES; i++) {
        queue->places[i].fd = -1;
    }
    if (strlen(path) + 8 > sizeof queue->path) {
        const struct askcam_error_context context = {"queue", "use a shorter path"};
        return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "path too long");
    }
    (void)snprintf(queue->path, sizeof queue->path, "%s", path);
    enum askcam_status status = open_parts(queue, err);
    if (status == ASKCAM_OK) {
        status = askcam_queue_boots_read(queue, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_lock(queue, err);
    }
    if (status == ASKCAM_OK) {
        askcam_queue_tmp_sweep(queue);
        askcam_queue_boots_note(queue);
        askcam_folder_unlock(&queue->root);
    } else {
        askcam_queue_close(queue);
    }
    return status;
}

void askcam_queue_close(struct askcam_queue *queue)
{
    if (queue->path[0] == '\0') {
        return; /* never opened */
    }
    askcam_folder_close(&queue->root);
    askcam_folder_close(&queue->tmp);
    for (int i = 0; i < ASKCAM_QUEUE_PLACES; i++) {
        askcam_folder_close(&queue->places[i]);
    }
    queue->path[0] = '\0';
}

bool askcam_queue_lock_sender(struct askcam_queue *queue)
{
    return askcam_folder_try_lock(&queue->places[ASKCAM_QUEUE_DONE]);
}

void askcam_queue_unlock_sender(struct askcam_queue *queue)
{
    askcam_folder_unlock(&queue->places[ASKCAM_QUEUE_DONE]);
}

enum askcam_status askcam_queue_open_entry(const struct askcam_queue *queue,
                                           enum askcam_queue_place place, const char *id,
                                           struct askcam_folder *folder, bool *exists,
                                           struct askcam_error *err)
{
    return askcam_folder_open_in(folder, &queue->places[place], id, exists, err);
}

enum askcam_status askcam_queue_find(const struct askcam_queue *queue, const char *id,
                                     enum askcam_queue_place *place, bool *found,
                                     struct askcam_error *err)
{
    struct askcam_queue_id parsed;

    *found = false;
    for (int i = 0; i < ASKCAM_QUEUE_PLACES && askcam_queue_id_parse(&parsed, id); i++) {
        struct askcam_folder folder;
        const enum askcam_status status =
            askcam_queue_open_entry(queue, (enum askcam_queue_place)i, id, &folder, found, err);
        askcam_folder_close(&folder);
        if (status != ASKCAM_OK || *found) {
            *place = (enum askcam_queue_place)i;
            return status;
        }
    }
    return ASKCAM_OK;
}

int64_t askcam_queue_taken_ms(const struct askcam_queue *queue, const char *id, bool *is_right)
{
    struct askcam_queue_id parsed;

    (void)askcam_queue_id_parse(&parsed, id); /* of an entry: it is one */
    return askcam_queue_boots_time(queue, &parsed, is_right);
}

enum askcam_status askcam_queue_move(struct askcam_queue *queue, const char *id,
                                     enum askcam_queue_place from, enum askcam_queue_place to,
                                     struct askcam_error *err)
{
    bool moved = false;

    return askcam_folder_move(&queue->places[from], id, &queue->places[to], &moved, err);
}

static enum askcam_status no_such_entry(const char *id, enum askcam_queue_place place, bool found,
                                        struct askcam_error *err)
{
    const struct askcam_error_context context = {id, "askcam queue ls lists the entries"};

    return found ? askcam_fail(err, ASKCAM_ERR_USAGE, context, "the entry is in %s/",
                               PLACE_NAMES[place])
                 : askcam_fail(err, ASKCAM_ERR_USAGE, context, "no such entry in the queue");
}

/* Of an entry in dead/: attempts count anew. */
static enum askcam_status forgive(const struct askcam_queue *queue, const char *id,
                                  struct askcam_error *err)
{
    struct askcam_folder folder;
    struct askcam_job job;
    bool exists = false;

    enum askcam_status status =
        askcam_queue_open_entry(queue, ASKCAM_QUEUE_DEAD, id, &folder, &exists, err);
    if (status != ASKCAM_OK || !exists) {
        return status == ASKCAM_OK ? no_such_entry(id, ASKCAM_QUEUE_DEAD, false, err) : status;
    }
    status = askcam_job_open(&job, &folder, err);
    if (status == ASKCAM_OK && !askcam_job_set_attempts(&job, 0, NULL, 0)) {
        const struct askcam_error_context context = {id, "free some memory"};
        status = askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
    }
    if (status == ASKCAM_OK) {
        status = askcam_job_save(&job, &folder, err);
    }
    askcam_job_close(&job);
    askcam_folder_close(&folder);
    return status;
}

enum askcam_status askcam_queue_retry(struct askcam_queue *queue, const char *id,
                                      struct askcam_error *err)
{
    enum askcam_queue_place place = ASKCAM_QUEUE_NEW;
    bool found = false;

    enum askcam_status status = askcam_queue_find(queue, id, &place, &found, err);
    if (status == ASKCAM_OK && (!found || place != ASKCAM_QUEUE_DEAD)) {
        status = no_such_entry(id, place, found, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_lock(queue, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    status = forgive(queue, id, err);
    if (status == ASKCAM_OK) {
        status = askcam_queue_move(queue, id, ASKCAM_QUEUE_DEAD, ASKCAM_QUEUE_NEW, err);
    }
    askcam_folder_unlock(&queue->root);
    return status;
}

enum askcam_status askcam_queue_drop(struct askcam_queue *queue, const char *id,
                                     struct askcam_error *err)
{
    enum askcam_queue_place place = ASKCAM_QUEUE_NEW;
    bool found = false;

    enum askcam_status status = askcam_queue_find(queue, id, &place, &found, err);
    if (status == ASKCAM_OK && !found) {
        status = no_such_entry(id, place, found, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_lock(queue, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_discard(queue, place, id, err);
        askcam_folder_unlock(&queue->root);
    }
    return status;
}
