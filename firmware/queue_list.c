/* SPDX-License-Identifier: MIT */
/*
 * queue_list.c - see queue_list.h.
 *
 * An entry may have been edited: its texts are made valid UTF-8 of one line.
 */
#include "queue_list.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "json_line.h"
#include "print.h"

enum { TEXT_BYTES = 300 };

struct listing {
    const struct program *program;
    const struct askcam_queue *queue;
    enum askcam_queue_place place;
};

/* What is shown of a job. */
struct shown {
    char question[TEXT_BYTES];
    char source[TEXT_BYTES];
    char last_error[TEXT_BYTES];
};

static void print_json(const struct listing *listing, const struct askcam_queue_item *item,
                       const struct askcam_job *job, const struct shown *shown)
{
    struct askcam_json_line line;

    askcam_json_line_begin(&line, out_sink(listing->program->out), "entry");
    askcam_json_line_text(&line, "id", item->id);
    askcam_json_line_text(&line, "place", askcam_queue_place_name(listing->place));
    askcam_json_line_integer(&line, "captured_ms", item->taken_ms);
    askcam_json_line_bool(&line, "clock_right", item->is_right);
    askcam_json_line_integer(&line, "pictures", (int64_t)job->pictures_count);
    askcam_json_line_integer(&line, "attempts", (int64_t)job->attempts);
    askcam_json_line_text(&line, "source", shown->source);
    askcam_json_line_text(&line, "question", shown->question);
    askcam_json_line_text(&line, "last_error", shown->last_error);
    (void)askcam_json_line_end(&line); /* stays in out->status */
}

/* One that cannot be read is listed with that as its error. */
static void read_shown(const struct askcam_folder *folder, struct askcam_job *job,
                       struct shown *shown)
{
    *shown = (struct shown){.last_error = "its job cannot be read"};
    if (askcam_job_open(job, folder, NULL) == ASKCAM_OK) {
        askcam_error_text(shown->question, TEXT_BYTES, job->question);
        askcam_error_text(shown->source, TEXT_BYTES, job->source);
        askcam_error_text(shown->last_error, TEXT_BYTES, job->last_error);
    }
}

static enum askcam_status print_entry(void *ctx, const struct askcam_queue_item *item)
{
    const struct listing *const listing = ctx;
    const struct program *const program = listing->program;
    struct askcam_folder folder;
    struct askcam_job job = {0};
    struct shown shown;
    bool exists = false;

    (void)askcam_queue_open_entry(listing->queue, listing->place, item->id, &folder, &exists, NULL);
    if (!exists) {
        return askcam_interrupted(program->host); /* it has gone meanwhile */
    }
    read_shown(&folder, &job, &shown);
    if (program->options->output_json != 0) {
        print_json(listing, item, &job, &shown);
    } else {
        print_text(program->out, "%-4s %s %" PRIu64 " %s\n",
                   askcam_queue_place_name(listing->place), item->id, job.attempts,
                   shown.last_error);
    }
    askcam_job_close(&job);
    askcam_folder_close(&folder);
    return program->out->status != ASKCAM_OK ? program->out->status
                                             : askcam_interrupted(program->host);
}

enum askcam_status queue_list_run(struct program *program, struct askcam_queue *queue,
                                  struct askcam_error *err)
{
    static const enum askcam_queue_place places[] = {ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD,
                                                     ASKCAM_QUEUE_DONE};
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < sizeof places / sizeof places[0] && status == ASKCAM_OK; i++) {
        struct listing listing = {.program = program, .queue = queue, .place = places[i]};
        const struct askcam_queue_walk walk = {.place = places[i],
                                               .newest_first = program->options->newest_first};
        uint64_t entries = 0;
        uint64_t foreign = 0;
        status = askcam_queue_count(queue, places[i], &entries, &foreign, err);
        if (foreign > 0) {
            askcam_log(program->host, ASKCAM_LOG_WARNING,
                       "%s/%s: %" PRIu64 " names there are not entries; they are left alone",
                       queue->path, askcam_queue_place_name(places[i]), foreign);
        }
        if (status == ASKCAM_OK) {
            status = askcam_queue_each(queue, walk, print_entry, &listing, err);
        }
    }
    return status;
}

enum askcam_status queue_list_show(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err)
{
    const struct askcam_error_context context = {id, "askcam queue ls lists the entries"};
    enum askcam_queue_place place = ASKCAM_QUEUE_NEW;
    struct askcam_folder folder;
    struct askcam_job job;
    bool found = false;

    enum askcam_status status = askcam_queue_find(queue, id, &place, &found, err);
    if (status == ASKCAM_OK && found) {
        status = askcam_queue_open_entry(queue, place, id, &folder, &found, err);
    }
    if (status != ASKCAM_OK || !found) {
        return status != ASKCAM_OK
                   ? status
                   : askcam_fail(err, ASKCAM_ERR_USAGE, context, "no such entry in the queue");
    }
    status = askcam_job_open(&job, &folder, err);
    char *const text = status == ASKCAM_OK ? askcam_job_text(&job) : NULL;
    if (text != NULL && out_write(program->out, text, strlen(text)) == ASKCAM_OK) {
        (void)out_write(program->out, "\n", 1); /* stays in out->status */
    }
    free(text);
    askcam_job_close(&job);
    askcam_folder_close(&folder);
    return status == ASKCAM_OK ? program->out->status : status;
}
