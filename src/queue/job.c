/* SPDX-License-Identifier: MIT */
/* job.c - see job.h. */
#include "job.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "sha256.h"
#include "subfolder.h"

enum { READ_BYTES = 16384, TEXT_BYTES = ASKCAM_ERROR_WHAT_BYTES + ASKCAM_ERROR_WHY_BYTES + 8 };

static const char JOB_FILE[] = "job.json";

static const char *text_of(const cJSON *json, const char *name)
{
    const cJSON *const item = cJSON_GetObjectItemCaseSensitive(json, name);

    return cJSON_IsString(item) ? item->valuestring : "";
}

static const cJSON *pictures_of(const struct askcam_job *job)
{
    return cJSON_GetObjectItemCaseSensitive(job->json, "pictures");
}

/* The members that are read often. */
static void index_members(struct askcam_job *job)
{
    const cJSON *const attempts = cJSON_GetObjectItemCaseSensitive(job->json, "attempts");
    const cJSON *const error = cJSON_GetObjectItemCaseSensitive(job->json, "last_error");

    job->question = text_of(job->json, "question");
    job->source = text_of(job->json, "source");
    job->attempts =
        cJSON_IsNumber(attempts) && attempts->valuedouble > 0 && attempts->valuedouble < 1e9
            ? (uint64_t)attempts->valuedouble
            : 0;
    job->last_error = text_of(error, "message");
    job->pictures_count = (size_t)cJSON_GetArraySize(pictures_of(job));
}

static bool fill(cJSON *json, const char *id, const struct askcam_queue_new *entry)
{
    cJSON *const options = cJSON_Parse(entry->options);

    if (options == NULL || !cJSON_AddItemToObject(json, "options", options)) {
        cJSON_Delete(options);
        return false;
    }
    return cJSON_AddNumberToObject(json, "version", 1) != NULL &&
           cJSON_AddStringToObject(json, "id", id) != NULL &&
           cJSON_AddStringToObject(json, "question", entry->question) != NULL &&
           cJSON_AddStringToObject(json, "source", entry->source != NULL ? entry->source : "") !=
               NULL &&
           cJSON_AddNumberToObject(json, "captured_ms", (double)entry->taken.unix_ms) != NULL &&
           cJSON_AddBoolToObject(json, "clock_right", entry->taken.is_right) != NULL &&
           cJSON_AddStringToObject(json, "boot_id", entry->taken.boot_id) != NULL &&
           cJSON_AddNumberToObject(json, "monotonic_ms", (double)entry->taken.monotonic_ms) !=
               NULL &&
           cJSON_AddNumberToObject(json, "attempts", 0) != NULL &&
           cJSON_AddArrayToObject(json, "pictures") != NULL;
}

static enum askcam_status no_memory(struct askcam_error *err)
{
    const struct askcam_error_context context = {JOB_FILE, "free some memory"};
    return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
}

enum askcam_status askcam_job_new(struct askcam_job *job, const char *id,
                                  const struct askcam_queue_new *entry, struct askcam_error *err)
{
    *job = (struct askcam_job){.json = cJSON_CreateObject()};
    if (job->json == NULL || !fill(job->json, id, entry)) {
        askcam_job_close(job);
        return no_memory(err);
    }
    index_members(job);
    return ASKCAM_OK;
}

bool askcam_job_add_picture(struct askcam_job *job, const struct askcam_job_picture *picture)
{
    cJSON *const list = cJSON_GetObjectItemCaseSensitive(job->json, "pictures");
    cJSON *const item = cJSON_CreateObject();

    if (item == NULL || !cJSON_AddItemToArray(list, item)) {
        cJSON_Delete(item);
        return false;
    }
    job->pictures_count++;
    return cJSON_AddStringToObject(item, "file", picture->file) != NULL &&
           cJSON_AddNumberToObject(item, "bytes", (double)picture->bytes) != NULL &&
           cJSON_AddStringToObject(item, "sha256", picture->sha256) != NULL;
}

static enum askcam_status not_a_job(struct askcam_error *err, const char *why)
{
    const struct askcam_error_context context = {JOB_FILE, "askcam queue drop removes the entry"};
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "%s", why);
}

enum askcam_status askcam_job_open(struct askcam_job *job, const struct askcam_folder *entry,
                                   struct askcam_error *err)
{
    char *text = NULL;
    size_t bytes = 0;

    *job = (struct askcam_job){0};
    const enum askcam_status status =
        askcam_folder_read(entry, JOB_FILE, ASKCAM_JOB_MOST_BYTES, &text, &bytes, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    if (text == NULL) {
        return not_a_job(err, "missing in the entry");
    }
    job->json = cJSON_ParseWithLength(text, bytes);
    free(text);
    if (!cJSON_IsObject(job->json) ||
        !cJSON_IsString(cJSON_GetObjectItemCaseSensitive(job->json, "question")) ||
        !cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(job->json, "options")) ||
        !cJSON_IsArray(pictures_of(job))) {
        askcam_job_close(job);
        return not_a_job(err, "not the job of a queue entry");
    }
    index_members(job);
    return ASKCAM_OK;
}

void askcam_job_close(struct askcam_job *job)
{
    cJSON_Delete(job->json);
    *job = (struct askcam_job){0};
}

struct askcam_job_picture askcam_job_picture(const struct askcam_job *job, size_t i)
{
    const cJSON *const item = cJSON_GetArrayItem(pictures_of(job), (int)i);
    const cJSON *const bytes = cJSON_GetObjectItemCaseSensitive(item, "bytes");

    return (struct askcam_job_picture){
        .file = text_of(item, "file"),
        .bytes = cJSON_IsNumber(bytes) && bytes->valuedouble > 0 && bytes->valuedouble < 1e15
                     ? (uint64_t)bytes->valuedouble
                     : 0,
        .sha256 = text_of(item, "sha256"),
    };
}

char *askcam_job_options(const struct askcam_job *job)
{
    return cJSON_PrintUnformatted(cJSON_GetObjectItemCaseSensitive(job->json, "options"));
}

char *askcam_job_text(const struct askcam_job *job)
{
    return cJSON_Print(job->json);
}

static bool add_error(cJSON *json, const struct askcam_error *cause, int64_t now_ms)
{
    char message[TEXT_BYTES];
    cJSON *const error = cJSON_AddObjectToObject(json, "last_error");

    (void)snprintf(message, sizeof message, "%s: %s", cause->what, cause->why);
    return error != NULL &&
           cJSON_AddStringToObject(error, "kind", askcam_status_text(cause->kind)) != NULL &&
           cJSON_AddNumberToObject(error, "status", cause->http_status) != NULL &&
           cJSON_AddStringToObject(error, "code", cause->code) != NULL &&
           cJSON_AddStringToObject(error, "message", message) != NULL &&
           cJSON_AddStringToObject(error, "hint", cause->hint) != NULL &&
           cJSON_AddNumberToObject(error, "time_ms", (double)now_ms) != NULL;
}

bool askcam_job_set_attempts(struct askcam_job *job, uint64_t attempts,
                             const struct askcam_error *cause, int64_t now_ms)
{
    cJSON *const number = cJSON_CreateNumber((double)attempts);

    if (number == NULL || !cJSON_ReplaceItemInObjectCaseSensitive(job->json, "attempts", number)) {
        cJSON_Delete(number);
        return false;
    }
    cJSON_DeleteItemFromObjectCaseSensitive(job->json, "last_error");
    const bool is_done = cause == NULL || add_error(job->json, cause, now_ms);
    index_members(job);
    return is_done;
}

enum askcam_status askcam_job_save(const struct askcam_job *job, const struct askcam_folder *entry,
                                   struct askcam_error *err)
{
    char *const text = askcam_job_text(job);

    if (text == NULL) {
        return no_memory(err);
    }
    const enum askcam_status status =
        askcam_folder_replace(entry, JOB_FILE, text, strlen(text), ASKCAM_DURABLE, err);
    free(text);
    return status;
}

/* False with errno: it cannot be read. */
static bool sum_file(const struct askcam_folder *entry, const char *name,
                     char sum[ASKCAM_QUEUE_SHA_BYTES], uint64_t *bytes)
{
    const struct askcam_store_calls *const calls = entry->store.calls;
    struct askcam_sha256 sha;
    unsigned char buf[READ_BYTES];
    ssize_t got = -1;

    const int fd = calls->open(calls->ctx, entry->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0);
    if (fd < 0) {
        return false;
    }
    bool is_good = askcam_sha256_init(&sha, (struct askcam_sink){0});
    while (is_good) {
        got = calls->pread(calls->ctx, fd, buf, sizeof buf, (off_t)sha.bytes);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            break;
        }
        is_good = askcam_sink_write(askcam_sha256_sink(&sha), buf, (size_t)got) == ASKCAM_OK;
    }
    const int number = errno;
    *bytes = sha.bytes;
    askcam_sha256_end(&sha, sum);
    (void)calls->close(calls->ctx, fd);
    errno = number;
    return is_good && got == 0;
}

enum askcam_status askcam_job_check_pictures(const struct askcam_job *job,
                                             const struct askcam_folder *entry,
                                             struct askcam_error *err)
{
    char sum[ASKCAM_QUEUE_SHA_BYTES];

    for (size_t i = 0; i < job->pictures_count; i++) {
        const struct askcam_job_picture picture = askcam_job_picture(job, i);
        uint64_t bytes = 0;
        const struct askcam_error_context context = {picture.file,
                                                     "askcam queue drop removes the entry"};
        if (strchr(picture.file, '/') != NULL || picture.file[0] == '\0') {
            return not_a_job(err, "names a picture outside the entry");
        }
        if (!sum_file(entry, picture.file, sum, &bytes)) {
            /* For another cause the entry may be as good as ever: the disk, the process. */
            const bool is_of_entry = errno == ENOENT || errno == ELOOP || errno == EISDIR;
            return askcam_fail(err, is_of_entry ? ASKCAM_ERR_SOURCE : ASKCAM_ERR_STORAGE, context,
                               "cannot be read: %s",
                               strerror(errno)); // NOLINT(concurrency-mt-unsafe): see store_io.c
        }
        if (bytes != picture.bytes || strcmp(sum, picture.sha256) != 0) {
            return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                               "not the picture that was kept: its size or checksum differs");
        }
    }
    return ASKCAM_OK;
}
