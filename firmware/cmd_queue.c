/* SPDX-License-Identifier: MIT */
/*
 * cmd_queue.c - askcam queue: pictures that wait on disk, kept, listed, sent, removed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ask_run.h"
#include "json_line.h"
#include "notes.h"
#include "program.h"
#include "question.h"
#include "queue_keep.h"
#include "queue_options.h"
#include "queue_reply.h"
#include "queue_send.h"
#include "stamp.h"

enum { PATH_BYTES = ASKCAM_STORE_PATH_BYTES + ASKCAM_QUEUE_ID_BYTES + 64, LINE_BYTES = 1024 };

static bool as_json(const struct program *program)
{
    return program->options->output_json != 0;
}

static enum askcam_status put_line(const struct program *program, const char *text)
{
    const enum askcam_status status = out_write(program->out, text, strlen(text));

    return status == ASKCAM_OK ? out_write(program->out, "\n", 1) : status;
}

/* -- ls, show ------------------------------------------------------------------------------------
 */

static enum askcam_status print_entry(const struct program *program,
                                      const struct askcam_queue *queue,
                                      enum askcam_queue_place place,
                                      const struct askcam_queue_item *item)
{
    const char *const where = askcam_queue_place_name(place);
    struct askcam_folder folder;
    struct askcam_job job = {0};
    char line[LINE_BYTES];
    bool exists = false;

    if (askcam_queue_open_entry(queue, place, item->id, &folder, &exists, NULL) != ASKCAM_OK ||
        !exists) {
        return ASKCAM_OK; /* it has gone meanwhile */
    }
    const bool is_good = askcam_job_open(&job, &folder, NULL) == ASKCAM_OK;
    enum askcam_status status = ASKCAM_OK;
    if (as_json(program)) {
        struct askcam_json_line json;
        askcam_json_line_begin(&json, out_sink(program->out), "entry");
        askcam_json_line_text(&json, "id", item->id);
        askcam_json_line_text(&json, "place", where);
        askcam_json_line_integer(&json, "captured_ms", item->taken_ms);
        askcam_json_line_bool(&json, "clock_right", item->is_right);
        askcam_json_line_integer(&json, "pictures", (int64_t)job.pictures_count);
        askcam_json_line_integer(&json, "attempts", (int64_t)job.attempts);
        askcam_json_line_text(&json, "source", job.source);
        askcam_json_line_text(&json, "question", job.question);
        askcam_json_line_text(&json, "last_error",
                              is_good ? job.last_error : "its job cannot be read");
        status = askcam_json_line_end(&json);
    } else {
        (void)snprintf(line, sizeof line, "%-4s %s %" PRIu64 " %.300s", where, item->id,
                       job.attempts, is_good ? job.last_error : "its job cannot be read");
        status = put_line(program, line);
    }
    askcam_job_close(&job);
    askcam_folder_close(&folder);
    return status;
}

static enum askcam_status list_place(const struct program *program,
                                     const struct askcam_queue *queue,
                                     enum askcam_queue_place place, struct askcam_error *err)
{
    struct askcam_queue_walk walk = {.place = place,
                                     .newest_first = program->options->newest_first};
    struct askcam_queue_batch batch;

    enum askcam_status status = askcam_queue_next(queue, &walk, &batch, err);
    while (status == ASKCAM_OK && batch.count > 0) {
        for (size_t i = 0; i < batch.count && status == ASKCAM_OK; i++) {
            status = print_entry(program, queue, place, &batch.items[i]);
        }
        if (status == ASKCAM_OK) {
            status = askcam_interrupted(program->host);
        }
        if (status == ASKCAM_OK) {
            status = askcam_queue_next(queue, &walk, &batch, err);
        }
    }
    return status;
}

static enum askcam_status run_ls(struct program *program, struct askcam_queue *queue,
                                 const char *id, struct askcam_error *err)
{
    static const enum askcam_queue_place places[] = {ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD,
                                                     ASKCAM_QUEUE_DONE};
    enum askcam_status status = ASKCAM_OK;

    (void)id;
    for (size_t i = 0; i < sizeof places / sizeof places[0] && status == ASKCAM_OK; i++) {
        uint64_t entries = 0;
        uint64_t foreign = 0;
        status = askcam_queue_count(queue, places[i], &entries, &foreign, err);
        if (foreign > 0) {
            askcam_log(program->host, ASKCAM_LOG_WARNING,
                       "%s/%s: %" PRIu64 " names there are not entries; they are left alone",
                       queue->path, askcam_queue_place_name(places[i]), foreign);
        }
        if (status == ASKCAM_OK) {
            status = list_place(program, queue, places[i], err);
        }
    }
    return status;
}

static enum askcam_status no_entry(const char *id, struct askcam_error *err)
{
    const struct askcam_error_context context = {id, "askcam queue ls lists the entries"};
    return askcam_fail(err, ASKCAM_ERR_USAGE, context, "no such entry in the queue");
}

static enum askcam_status run_show(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err)
{
    enum askcam_queue_place place = ASKCAM_QUEUE_NEW;
    struct askcam_folder folder;
    struct askcam_job job;
    bool found = false;

    enum askcam_status status = askcam_queue_find(queue, id, &place, &found, err);
    if (status == ASKCAM_OK && found) {
        status = askcam_queue_open_entry(queue, place, id, &folder, &found, err);
    }
    if (status != ASKCAM_OK || !found) {
        return status == ASKCAM_OK ? no_entry(id, err) : status;
    }
    status = askcam_job_open(&job, &folder, err);
    char *const text = status == ASKCAM_OK ? askcam_job_text(&job) : NULL;
    if (text != NULL) {
        status = put_line(program, text);
    }
    free(text);
    askcam_job_close(&job);
    askcam_folder_close(&folder);
    return status;
}

static enum askcam_status run_drop(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err)
{
    (void)program;
    return askcam_queue_drop(queue, id, err);
}

static enum askcam_status run_retry(struct program *program, struct askcam_queue *queue,
                                    const char *id, struct askcam_error *err)
{
    (void)program;
    return askcam_queue_retry(queue, id, err);
}

/* -- add ------------------------------------------------------------------------------------------
 */

static enum askcam_status take_and_keep(struct ask_run *run, const char *question,
                                        struct askcam_queue *queue, char id[ASKCAM_QUEUE_ID_BYTES],
                                        struct askcam_error *err)
{
    struct askcam_shot shot;

    run->takes_offline = true;
    enum askcam_status status = ask_run_open_pictures(run, err);
    if (status == ASKCAM_OK) {
        status = queue_keep_check(run, run->program->options, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_take(run, question, NULL, &shot, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    status = queue_keep(run, queue, &shot, id, err);
    askcam_ask_end(&run->ask);
    return status;
}

static enum askcam_status run_add(struct program *program, struct askcam_queue *queue,
                                  const char *id, struct askcam_error *err)
{
    static struct ask_run run;
    struct question question = {.text = NULL};
    char added[ASKCAM_QUEUE_ID_BYTES] = "";
    struct options options = *program->options;

    (void)id;
    memmove(options.words, options.words + 1, (OPTION_WORDS - 1) * sizeof options.words[0]);
    options.words_count--; /* "add" */
    struct program asking = *program;
    asking.options = &options;
    enum askcam_status status = question_open(&question, &options, program->host, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open(&run, &asking, err);
    }
    if (status == ASKCAM_OK) {
        status = take_and_keep(&run, question.text, queue, added, err);
    }
    ask_run_close(&run);
    question_close(&question);
    return status == ASKCAM_OK ? put_line(program, added) : status;
}

/* -- send
 * ------------------------------------------------------------------------------------------ */

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

    if (as_json(program)) {
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

static enum askcam_status run_send(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err)
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

    (void)id;
    sending.program = program;
    enum askcam_status status = askcam_queue_expire(queue, &bounds, err);
    if (status == ASKCAM_OK) {
        status = askcam_queue_send(queue, &config, &result, err);
        status = status == ASKCAM_OK ? conclude(&result, err) : ended_by(status, err);
    }
    return status;
}

/* -- the command
 * ------------------------------------------------------------------------------------ */

static const struct subcommand {
    const char *name;
    bool takes_id;
    enum askcam_status (*run)(struct program *program, struct askcam_queue *queue, const char *id,
                              struct askcam_error *err);
} SUBCOMMANDS[] = {
    {"ls", false, run_ls},     {"show", true, run_show},   {"add", false, run_add},
    {"send", false, run_send}, {"retry", true, run_retry}, {"drop", true, run_drop},
};

static const struct subcommand *find(const char *name)
{
    for (size_t i = 0; i < sizeof SUBCOMMANDS / sizeof SUBCOMMANDS[0]; i++) {
        if (strcmp(SUBCOMMANDS[i].name, name) == 0) {
            return &SUBCOMMANDS[i];
        }
    }
    return NULL;
}

enum askcam_status cmd_queue(struct program *program, struct askcam_error *err)
{
    static struct askcam_queue queue;
    const struct options *const options = program->options;
    const struct askcam_error_context context = {"queue",
                                                 "use ls, show ID, add, send, retry ID or drop ID"};
    const struct subcommand *const command =
        options->words_count > 0 ? find(options->words[0]) : NULL;

    if (command == NULL) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "%s",
                           options->words_count > 0 ? "unknown subcommand" : "missing subcommand");
    }
    if ((command->takes_id && options->words_count != 2) ||
        (!command->takes_id && command->run != run_add && options->words_count != 1)) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "wrong number of arguments for %s",
                           command->name);
    }
    enum askcam_status status = queue_keep_open(&queue, program, err);
    if (status == ASKCAM_OK) {
        status = command->run(program, &queue, command->takes_id ? options->words[1] : NULL, err);
    }
    askcam_queue_close(&queue);
    return status;
}
