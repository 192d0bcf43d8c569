/* SPDX-License-Identifier: MIT */
/* queue_keep.c - see queue_keep.h. */
#include "queue_keep.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "queue_options.h"
#include "url.h"

enum { SOURCE_BYTES = 1024 };

/* What writes the pictures of a shot. */
struct keeping {
    struct ask_run *run;
    const struct askcam_shot *shot;
};

static enum askcam_status write_picture(void *ctx, uint32_t i, struct askcam_sink out,
                                        struct askcam_error *err)
{
    const struct keeping *const keeping = ctx;

    return askcam_picture_set_write(keeping->shot->set, i, out, err);
}

/* Frames of a camera are JPEGs; a still file keeps its kind. */
static const char *extension(void *ctx, uint32_t i)
{
    const struct keeping *const keeping = ctx;
    const struct askcam_picture_set *const set = keeping->shot->set;

    for (size_t g = 0; g < set->groups_count; g++) {
        const struct askcam_picture_set_group *const group = &set->groups[g];
        if (i >= group->first && i - group->first < group->count) {
            return askcam_media_ending(askcam_picture_media(&group->picture));
        }
    }
    return askcam_media_ending(ASKCAM_MEDIA_JPEG);
}

enum askcam_status queue_keep_open(struct askcam_queue *queue, const struct program *program,
                                   struct askcam_error *err)
{
    const struct askcam_error_context context = {"queue", "use --queue DIR"};
    const struct askcam_store store = askcam_store_init(program->host);
    char path[ASKCAM_STORE_PATH_BYTES];

    if (!queue_options_path(program->options, path)) {
        return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "no folder for it is known");
    }
    return askcam_queue_open(queue, &store, path, err);
}

enum askcam_status queue_keep_check(const struct ask_run *run, const struct options *options,
                                    struct askcam_error *err)
{
    const struct askcam_error_context video = {"--as video", "keep the frames as images"};

    for (size_t i = 0; i < run->pictures.count; i++) {
        if (run->pictures.images[i].url != NULL) {
            char shown[SOURCE_BYTES];
            char hint[ASKCAM_ERROR_HINT_BYTES];
            askcam_url_shown(run->pictures.images[i].url, shown, sizeof shown);
            (void)snprintf(hint, sizeof hint, "use get:%.200s", shown);
            const struct askcam_error_context context = {"--source", hint};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                               "a picture by reference cannot be kept in a queue");
        }
    }
    return options->as_video != 0
               ? askcam_fail(err, ASKCAM_ERR_USAGE, video, "cannot be kept in a queue")
               : ASKCAM_OK;
}

static uint32_t count_pictures(const struct askcam_picture_set *set)
{
    uint32_t count = 0;

    for (size_t i = 0; i < set->groups_count; i++) {
        count += set->groups[i].count;
    }
    return count;
}

enum askcam_status queue_keep(struct ask_run *run, struct askcam_queue *queue,
                              const struct askcam_shot *shot, char id[ASKCAM_QUEUE_ID_BYTES],
                              struct askcam_error *err)
{
    const struct options *const options = run->program->options;
    const struct askcam_queue_bounds bounds = queue_options_bounds(options);
    struct keeping keeping = {.run = run, .shot = shot};
    char source[SOURCE_BYTES] = "";
    char *const json = queue_options_json(options);
    bool is_kept = false;

    if (json == NULL) {
        const struct askcam_error_context context = {"queue", "free some memory"};
        return askcam_fail(err, ASKCAM_ERR_INTERNAL, context, "out of memory");
    }
    if (options->sources_count > 0) {
        askcam_url_shown(options->sources[0], source, sizeof source);
    }
    const struct askcam_queue_new entry = {
        .taken = shot->taken,
        .question = run->chat.question,
        .options = json,
        .source = source,
        .pictures = count_pictures(shot->set),
        .write = write_picture,
        .extension = extension,
        .ctx = &keeping,
        .pictures_bytes = shot->set->jpeg_bytes,
    };
    enum askcam_status status = askcam_queue_add(queue, &entry, &bounds, id, &is_kept, err);
    free(json);
    if (status != ASKCAM_OK && is_kept) {
        askcam_log(run->program->host, ASKCAM_LOG_WARNING, "%s: %s; %s", err->what, err->why,
                   err->hint);
        status = ASKCAM_OK; /* it is there, and only a power cut may undo it */
    }
    return status;
}

/* Not reachable, too slow, not able, or a reply that broke off. */
static bool may_be_cured(enum askcam_status failure)
{
    return failure == ASKCAM_ERR_UNAVAILABLE || failure == ASKCAM_ERR_PROTOCOL;
}

static enum askcam_status keep_failed(void *ctx, struct ask_run *run, enum askcam_status failure,
                                      struct askcam_error *err)
{
    const struct askcam_error cause = *err;
    struct askcam_error storage = {0};
    char id[ASKCAM_QUEUE_ID_BYTES];

    if (!may_be_cured(failure)) {
        return failure;
    }
    const struct askcam_shot shot = {.taken = run->taken, .set = &run->ask.set};
    const enum askcam_status status = queue_keep(run, ctx, &shot, id, &storage);
    if (status != ASKCAM_OK) {
        *err = storage;
        return status;
    }
    *err = (struct askcam_error){.http_status = cause.http_status};
    const struct askcam_error_context context = {cause.what, "askcam queue send sends it"};
    return askcam_fail(err, ASKCAM_ERR_QUEUED, context, "%.300s; kept in the queue as %s",
                       cause.why, id);
}

struct ask_run_keeper queue_keeper(struct askcam_queue *queue)
{
    return (struct ask_run_keeper){.ctx = queue, .keep = keep_failed};
}
