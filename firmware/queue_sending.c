/* SPDX-License-Identifier: MIT */
/* queue_sending.c - see queue_sending.h. */
#include "queue_sending.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask_run.h"
#include "json_line.h"
#include "queue_options.h"
#include "queue_reply.h"
#include "queue_send.h"

enum { PATH_BYTES = ASKCAM_STORE_PATH_BYTES + ASKCAM_QUEUE_ID_BYTES + 64 };

struct sending {
    struct program *program;
    struct ask_run run;
    struct options options;
    struct settings texts;
    struct queue_reply reply;
    char paths[ASKCAM_CHAT_IMAGES][PATH_BYTES];
};

static enum askcam_status set_sources(struct sending *sending,
                                      const struct askcam_queue_entry *entry,
                                      struct askcam_error *err)
{
    struct options *const options = &sending->options;

    if (entry->job->pictures_count > OPTION_SOURCES) {
        const struct askcam_error_context context = {"job.json",
                                                     "askcam queue drop removes the entry"};
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "more pictures than can be sent");
    }
    for (size_t i = 0; i < entry->job->pictures_count; i++) {
        (void)snprintf(sending->paths[i], PATH_BYTES, "%s/%s", entry->path,
                       askcam_job_picture(entry->job, i).file);
        options->sources[options->sources_count++] = sending->paths[i];
    }
    return ASKCAM_OK;
}

static enum askcam_status ask_entry(struct sending *sending, struct program *asking,
                                    const struct askcam_queue_entry *entry,
                                    struct askcam_error *err)
{
    struct ask_run *const run = &sending->run;
    const struct ask_run_listener listener = queue_reply_listener(&sending->reply);

    enum askcam_status status = ask_run_open(run, asking, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open_pictures(run, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_find_key(run, err);
    }
    if (status == ASKCAM_OK) {
        status = queue_reply_open(&sending->reply, sending->program->host, entry->path, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    status = ask_run_send(run, entry->job->question, &listener, err);
    if (status == ASKCAM_OK) {
        status = queue_reply_commit(&sending->reply, run);
    }
    queue_reply_close(&sending->reply);
    return status;
}

static enum askcam_status send_entry(void *ctx, const struct askcam_queue_entry *entry,
                                     struct askcam_error *err)
{
    struct sending *const sending = ctx;
    struct program asking = *sending->program;
    char *const kept = askcam_job_options(entry->job);

    sending->options = *sending->program->options;
    asking.options = &sending->options;
    enum askcam_status status =
        queue_options_apply(&sending->options, kept != NULL ? kept : "", &sending->texts, err);
    if (status == ASKCAM_OK) {
        status = set_sources(sending, entry, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_entry(sending, &asking, entry, err);
    }
    ask_run_close(&sending->run);
    memset(&sending->run, 0, sizeof sending->run);
    settings_close(&sending->texts);
    free(kept);
    return status;
}

static void report_entry(void *ctx, const struct askcam_queue_entry *entry,
                         enum askcam_queue_event event, const struct askcam_error *cause)
{
    static const char *const words[] = {
        [ASKCAM_QUEUE_SENT] = "sent", [ASKCAM_QUEUE_KEPT] = "kept", [ASKCAM_QUEUE_DIED] = "dead"};
    const struct sending *const sending = ctx;
    const struct program *const program = sending->program;

    if (program->options->output_json != 0) {
        struct askcam_json_line line;
        askcam_json_line_begin(&line, out_sink(program->out), words[event]);
        askcam_json_line_text(&line, "id", entry->id);
        askcam_json_line_text(&line, "message", cause != NULL ? cause->why : NULL);
        (void)askcam_json_line_end(&line); /* stays in out->status */
    } else if (event == ASKCAM_QUEUE_DIED) {
        askcam_log(program->host, ASKCAM_LOG_WARNING, "%s: moved to dead/: %s: %s", entry->id,
                   cause->what, cause->why);
    } else {
        askcam_log(program->host, ASKCAM_LOG_INFO, "%s: %s (%" PRIu64 " of %" PRIu64 ")", entry->id,
                   words[event], entry->number, entry->count);
    }
}

/* What a run that did not end with a failure of its own ends with. */
static enum askcam_status conclude(const struct askcam_queue_send_result *result,
                                   struct askcam_error *err)
{
    const struct askcam_error_context context = {"queue", "askcam queue ls shows the reasons"};

    if (result->kept > 0) {
        return askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context, "%" PRIu64 " %s kept",
                           result->kept, result->kept == 1 ? "entry was" : "entries were");
    }
    return result->died == 0
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_REFUSED, context, "%" PRIu64 " %s moved to dead/",
                             result->died, result->died == 1 ? "entry was" : "entries were");
}

/* The contract has one code for what keeps all entries, but for the key and the certificate. */
static enum askcam_status ended_by(enum askcam_status status, struct askcam_error *err)
{
    const bool is_service =
        status == ASKCAM_ERR_REFUSED || status == ASKCAM_ERR_PROTOCOL || status == ASKCAM_ERR_LIMIT;

    if (is_service) {
        err->kind = ASKCAM_ERR_UNAVAILABLE;
    }
    return is_service ? ASKCAM_ERR_UNAVAILABLE : status;
}

enum askcam_status queue_sending_run(struct program *program, struct askcam_queue *queue,
                                     struct askcam_error *err)
{
    static struct sending sending;
    const struct options *const options = program->options;
    const struct askcam_queue_bounds bounds = queue_options_bounds(options);
    const struct askcam_queue_send_config config = {.newest_first = options->newest_first,
                                                    .per_minute = options->per_minute,
                                                    .keep_done = options->keep_done,
                                                    .ctx = &sending,
                                                    .ask = send_entry,
                                                    .report = report_entry};
    struct askcam_queue_send_result result;

    sending.program = program;
    enum askcam_status status = askcam_queue_expire(queue, &bounds, err);
    if (status == ASKCAM_OK) {
        status = askcam_queue_send(queue, &config, &result, err);
        status = status == ASKCAM_OK ? conclude(&result, err) : ended_by(status, err);
    }
    return status;
}
