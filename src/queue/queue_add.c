/* SPDX-License-Identifier: MIT */
/* queue_add.c - see queue.h: adding an entry. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "entry_folder.h"
#include "job.h"
#include "queue.h"
#include "queue_bounds.h"
#include "queue_id.h"
#include "queue_tmp.h"
#include "sha256.h"

enum { JOB_BYTES_GUESS = 4096 }; /* job.json, for the bounds */

static enum askcam_status no_memory(struct askcam_error *err)
{
    const struct askcam_error_context context = {"queue", "free some memory"};
    return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
}

/* Writes a picture through its checksum into its file. */
static enum askcam_status write_picture(const struct askcam_queue_new *entry, uint32_t i,
                                        struct askcam_entry_file *file,
                                        struct askcam_job_picture *picture,
                                        char sum[ASKCAM_QUEUE_SHA_BYTES], struct askcam_error *err)
{
    struct askcam_sha256 sha;

    enum askcam_status status =
        askcam_sha256_init(&sha, askcam_entry_file_sink(file)) ? ASKCAM_OK : no_memory(err);
    if (status == ASKCAM_OK) {
        status = entry->write(entry->ctx, i, askcam_sha256_sink(&sha), err);
    }
    picture->bytes = sha.bytes;
    askcam_sha256_end(&sha, sum);
    return status == ASKCAM_OK && sum[0] == '\0' ? no_memory(err) : status;
}

static enum askcam_status put_picture(const struct askcam_entry_folder *folder,
                                      const struct askcam_queue_new *entry, uint32_t i,
                                      struct askcam_job *job, struct askcam_error *err)
{
    char name[ASKCAM_JOB_FILE_BYTES];
    char sum[ASKCAM_QUEUE_SHA_BYTES] = "";
    struct askcam_entry_file file;
    struct askcam_job_picture picture = {.file = name, .sha256 = sum};

    (void)snprintf(name, sizeof name, "%u.%.8s", i + 1, entry->extension(entry->ctx, i));
    enum askcam_status status = askcam_entry_file_open(&file, folder, name, err);
    if (status == ASKCAM_OK) {
        status = write_picture(entry, i, &file, &picture, sum, err);
    }
    const enum askcam_status closed = askcam_entry_file_close(&file);
    if (status != ASKCAM_OK || closed != ASKCAM_OK) {
        return status != ASKCAM_OK ? status : closed;
    }
    return askcam_job_add_picture(job, &picture) ? ASKCAM_OK : no_memory(err);
}

static enum askcam_status put_job(const struct askcam_entry_folder *folder,
                                  const struct askcam_job *job, struct askcam_error *err)
{
    char *const text = askcam_job_text(job);

    if (text == NULL) {
        return no_memory(err);
    }
    const enum askcam_status status =
        askcam_entry_folder_put(folder, "job.json", text, strlen(text), err);
    free(text);
    return status;
}

static enum askcam_status build(struct askcam_queue *queue, const struct askcam_queue_new *entry,
                                const char *id, bool *is_kept, struct askcam_error *err)
{
    struct askcam_entry_folder folder;
    struct askcam_job job;

    enum askcam_status status = askcam_job_new(&job, id, entry, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    status =
        askcam_entry_folder_open(&folder, &queue->tmp, &queue->places[ASKCAM_QUEUE_NEW], id, err);
    for (uint32_t i = 0; i < entry->pictures && status == ASKCAM_OK; i++) {
        status = put_picture(&folder, entry, i, &job, err);
    }
    if (status == ASKCAM_OK) {
        status = put_job(&folder, &job, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_entry_folder_commit(&folder, is_kept, err);
    }
    askcam_entry_folder_close(&folder);
    askcam_job_close(&job);
    return status;
}

enum askcam_status askcam_queue_add(struct askcam_queue *queue,
                                    const struct askcam_queue_new *entry,
                                    const struct askcam_queue_bounds *bounds,
                                    char id[ASKCAM_QUEUE_ID_BYTES], bool *is_kept,
                                    struct askcam_error *err)
{
    const struct askcam_host *const host = queue->store.host;
    uint32_t random = 0;

    *is_kept = false;
    if (host != NULL) {
        host->quick_random(host->ctx, &random, sizeof random);
    }
    askcam_queue_id_make(id, &entry->taken, random);
    enum askcam_status status = askcam_queue_expire(queue, bounds, err);
    if (status == ASKCAM_OK) {
        status = askcam_queue_tmp_lock(queue, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    status = askcam_queue_bounds_apply(queue, bounds, entry->pictures_bytes + JOB_BYTES_GUESS, err);
    if (status == ASKCAM_OK) {
        status = build(queue, entry, id, is_kept, err);
    }
    askcam_folder_unlock(&queue->root);
    return status;
}
