/* SPDX-License-Identifier: MIT */
/* queue_send.c - see queue_send.h. */
#include "queue_send.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "queue_state.h"
#include "queue_tmp.h"
#include "send_rules.h"
#include "subfolder.h"

/* One run. */
struct run {
    struct askcam_queue *queue;
    const struct askcam_queue_send_config *config;
    struct askcam_queue_send_result *result;
    struct askcam_queue_state state;
    uint64_t count; /* entries at the start */
    uint64_t number;
    uint64_t last_ms; /* when the last ask began */
    /* Entries that failed in this run and are not the service's failure, should another succeed. */
    size_t suspects_count;
    char suspects[ASKCAM_QUEUE_BATCH][ASKCAM_QUEUE_ID_BYTES];
    bool ends;
    struct askcam_error *err;
};

/* An open entry. */
struct opened {
    struct askcam_queue_entry entry;
    struct askcam_folder folder;
    struct askcam_job job;
    char path[ASKCAM_STORE_PATH_BYTES + ASKCAM_QUEUE_ID_BYTES + 8];
};

static void report(const struct run *run, const struct askcam_queue_entry *entry,
                   enum askcam_queue_event event, const struct askcam_error *cause)
{
    run->config->report(run->config->ctx, entry, event, cause);
}

static bool has_file(const struct askcam_folder *folder, const char *name)
{
    const struct askcam_store_calls *const calls = folder->store.calls;
    struct stat info;

    return calls->stat(calls->ctx, folder->fd, name, &info) == 0;
}

/* Pictures are not kept with their reply; one that stays takes space only. */
static bool remove_picture(void *ctx, const char *name)
{
    const struct askcam_folder *const folder = ctx;
    const struct askcam_store_calls *const calls = folder->store.calls;

    if (strcmp(name, "job.json") != 0 && strcmp(name, "reply.json") != 0) {
        (void)calls->unlink(calls->ctx, folder->fd, name, 0);
    }
    return true;
}

/* The reply is on the disk: the entry goes to done/. */
static enum askcam_status finish(struct run *run, struct opened *opened, struct askcam_error *err)
{
    enum askcam_status status =
        askcam_queue_move(run->queue, opened->entry.id, ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DONE, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    run->result->sent++;
    report(run, &opened->entry, ASKCAM_QUEUE_SENT, NULL);
    (void)askcam_folder_names(&opened->folder, remove_picture, &opened->folder, NULL);
    return askcam_queue_trim_done(run->queue, run->config->keep_done, err);
}

static enum askcam_status bury(struct run *run, struct opened *opened,
                               const struct askcam_error *cause, struct askcam_error *err)
{
    enum askcam_status status =
        askcam_queue_move(run->queue, opened->entry.id, ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD, err);
    if (status == ASKCAM_OK) {
        run->result->died++;
        report(run, &opened->entry, ASKCAM_QUEUE_DIED, cause);
    }
    return status;
}

/* The attempt and its cause go into job.json, which may be what is broken. */
static enum askcam_status note_attempt(struct opened *opened, const struct run *run,
                                       const struct askcam_error *cause, struct askcam_error *err)
{
    struct askcam_job *const job = &opened->job;

    if (job->json == NULL) {
        return ASKCAM_OK;
    }
    if (!askcam_job_set_attempts(job, job->attempts + 1, cause,
                                 askcam_wall_s(run->queue->store.host) * 1000)) {
        const struct askcam_error_context context = {"job.json", "free some memory"};
        return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
    }
    return askcam_job_save(job, &opened->folder, err);
}

/* Opens and locks it; *skipped: it has gone, or is in other hands. */
static enum askcam_status open_entry(struct run *run, const struct askcam_queue_item *item,
                                     struct opened *opened, bool *skipped, struct askcam_error *err)
{
    bool exists = false;

    *opened = (struct opened){.entry = {.id = item->id,
                                        .job = &opened->job,
                                        .folder = &opened->folder,
                                        .path = opened->path,
                                        .taken_ms = item->taken_ms,
                                        .is_right = item->is_right,
                                        .number = ++run->number,
                                        .count = run->count},
                              .folder = {.fd = -1}};
    if (opened->entry.count < run->number) {
        opened->entry.count = run->number;
    }
    (void)snprintf(opened->path, sizeof opened->path, "%s/new/%s", run->queue->path, item->id);
    const enum askcam_status status = askcam_queue_open_entry(
        run->queue, ASKCAM_QUEUE_NEW, item->id, &opened->folder, &exists, err);
    *skipped = status == ASKCAM_OK && (!exists || !askcam_folder_try_lock(&opened->folder));
    return status;
}

/* Not more entries in a minute than allowed. */
static enum askcam_status wait_for_turn(struct run *run)
{
    const struct askcam_host *const host = run->queue->store.host;
    const uint64_t per_minute = run->config->per_minute;
    enum askcam_status status = askcam_interrupted(host);

    if (status == ASKCAM_OK && per_minute > 0 && run->last_ms != 0) {
        status = host->wait(host->ctx, -1, 0, run->last_ms + 60000 / per_minute, NULL);
        status = status == ASKCAM_ERR_TIMEOUT ? ASKCAM_OK : status;
    }
    run->last_ms = askcam_now_ms(host);
    return status;
}

static enum askcam_status ask(struct run *run, struct opened *opened, struct askcam_error *err)
{
    enum askcam_status status = askcam_job_open(&opened->job, &opened->folder, err);

    if (status == ASKCAM_OK) {
        status = askcam_job_check_pictures(&opened->job, &opened->folder, err);
    }
    return status == ASKCAM_OK ? run->config->ask(run->config->ctx, &opened->entry, err) : status;
}

/* Entries that failed before another one succeeded: their failure is their own. */
static enum askcam_status settle_suspects(struct run *run, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < run->suspects_count && status == ASKCAM_OK; i++) {
        struct askcam_queue_item item = {.is_right = true};
        struct opened opened;
        struct askcam_error cause = {.kind = ASKCAM_ERR_UNAVAILABLE};
        bool skipped = false;

        (void)snprintf(item.id, sizeof item.id, "%s", run->suspects[i]);
        run->number--; /* it was counted before */
        status = open_entry(run, &item, &opened, &skipped, err);
        if (status == ASKCAM_OK && !skipped) {
            status = askcam_job_open(&opened.job, &opened.folder, err);
        }
        if (status == ASKCAM_OK && !skipped && opened.job.attempts >= ASKCAM_QUEUE_DEAD_AFTER) {
            (void)snprintf(cause.why, sizeof cause.why, "%.400s", opened.job.last_error);
            status = bury(run, &opened, &cause, err);
            run->result->kept -= run->result->kept > 0;
        }
        askcam_job_close(&opened.job);
        askcam_folder_close(&opened.folder);
    }
    run->suspects_count = 0;
    return status;
}

static enum askcam_status succeed(struct run *run, struct opened *opened, struct askcam_error *err)
{
    enum askcam_status status = finish(run, opened, err);

    if (status != ASKCAM_OK) {
        return status;
    }
    status = askcam_queue_state_clear(run->queue, &run->state, err);
    return status == ASKCAM_OK ? settle_suspects(run, err) : status;
}

/* It stays.  The next one is tried only where this one has failed often, and no other just did. */
static enum askcam_status keep(struct run *run, struct opened *opened,
                               const struct askcam_error *cause, struct askcam_error *err)
{
    enum askcam_status status = note_attempt(opened, run, cause, err);

    run->result->kept++;
    report(run, &opened->entry, ASKCAM_QUEUE_KEPT, cause);
    if (status == ASKCAM_OK) {
        status = askcam_queue_state_fail(run->queue, &run->state, cause, err);
    }
    if (opened->job.attempts >= ASKCAM_QUEUE_SUSPECT_AFTER && run->suspects_count == 0) {
        (void)snprintf(run->suspects[run->suspects_count++], ASKCAM_QUEUE_ID_BYTES, "%s",
                       opened->entry.id);
        return status;
    }
    run->ends = true;
    return status;
}

static enum askcam_status fail(struct run *run, struct opened *opened, enum askcam_status failure,
                               const struct askcam_error *cause, struct askcam_error *err)
{
    enum askcam_status status = ASKCAM_OK;

    switch (askcam_send_rule_of(failure, cause)) {
    case ASKCAM_SEND_DEAD:
        status = note_attempt(opened, run, cause, err);
        return status == ASKCAM_OK ? bury(run, opened, cause, err) : status;
    case ASKCAM_SEND_RETRY:
        status = keep(run, opened, cause, err);
        break;
    case ASKCAM_SEND_STOP:
    default:
        run->ends = true;
        run->result->kept++;
        report(run, &opened->entry, ASKCAM_QUEUE_KEPT, cause);
        break;
    }
    if (status == ASKCAM_OK && run->ends && err != NULL) {
        *err = *cause;
    }
    return status == ASKCAM_OK && run->ends ? failure : status;
}

static enum askcam_status send_entry(struct run *run, const struct askcam_queue_item *item,
                                     struct askcam_error *err)
{
    struct askcam_error cause = {0};
    struct opened opened;
    bool skipped = false;

    enum askcam_status status = open_entry(run, item, &opened, &skipped, err);
    if (status == ASKCAM_OK && !skipped) {
        if (has_file(&opened.folder, "reply.json")) {
            status = finish(run, &opened, err); /* answered before a crash */
        } else {
            const enum askcam_status outcome = ask(run, &opened, &cause);
            status = outcome == ASKCAM_OK ? succeed(run, &opened, err)
                                          : fail(run, &opened, outcome, &cause, err);
        }
    }
    askcam_job_close(&opened.job);
    askcam_folder_close(&opened.folder);
    return status;
}

/* The sender's lock is held while an entry is in flight only. */
static enum askcam_status send_locked(struct run *run, const struct askcam_queue_item *item,
                                      struct askcam_error *err)
{
    const struct askcam_error_context context = {run->queue->path, "wait until it has ended"};

    if (!askcam_queue_lock_sender(run->queue)) {
        run->ends = true;
        return askcam_fail(err, ASKCAM_ERR_QUEUED, context, "another sender is at work");
    }
    const enum askcam_status status = send_entry(run, item, err);
    askcam_queue_unlock_sender(run->queue);
    return status;
}

static enum askcam_status send_next(void *ctx, const struct askcam_queue_item *item)
{
    struct run *const run = ctx;
    enum askcam_status status = wait_for_turn(run);

    if (status == ASKCAM_OK) {
        status = send_locked(run, item, run->err);
    }
    return status == ASKCAM_OK && run->ends ? ASKCAM_ERR_STOPPED : status;
}

enum askcam_status askcam_queue_send(struct askcam_queue *queue,
                                     const struct askcam_queue_send_config *config,
                                     struct askcam_queue_send_result *result,
                                     struct askcam_error *err)
{
    struct run run = {.queue = queue, .config = config, .result = result, .err = err};

    *result = (struct askcam_queue_send_result){0};
    run.state = askcam_queue_state_read(queue);
    if (config->honours_backoff && run.state.until_ms > askcam_now_ms(queue->store.host)) {
        return ASKCAM_OK;
    }
    const enum askcam_status status =
        askcam_queue_count(queue, ASKCAM_QUEUE_NEW, &run.count, NULL, err);
    const struct askcam_queue_walk walk = {.place = ASKCAM_QUEUE_NEW,
                                           .newest_first = config->newest_first};
    return status == ASKCAM_OK ? askcam_queue_each(queue, walk, send_next, &run, err) : status;
}
