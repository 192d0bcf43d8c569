/* SPDX-License-Identifier: MIT */
/* cmd_ask.c - askcam ask: sends a picture and a question, prints the thinking and the answer. */
#include <string.h>

#include "answer_file.h"
#include "ask_run.h"
#include "program.h"
#include "question.h"
#include "queue_keep.h"

/* Without a camera and without a key both are reported, the camera last: it sets the exit code. */
static void warn_of_key(struct ask_run *run)
{
    const struct program *program = run->program;
    struct askcam_error err = {0};

    if (program->options->sources_count == 0 && ask_run_find_key(run, &err) == ASKCAM_ERR_AUTH) {
        askcam_log(program->host, ASKCAM_LOG_WARNING, "%s: %s; %s", err.what, err.why, err.hint);
    }
}

/* Of the answer; NULL: standard output, also for a dash. */
static const char *output_path(const struct ask_run *run)
{
    const char *const path = run->program->options->output_file;

    return path != NULL && strcmp(path, "-") == 0 ? NULL : path;
}

static enum askcam_status ask_into_file(struct ask_run *run, const char *question,
                                        struct askcam_error *err)
{
    static struct answer_file answer; /* too large for a small board's stack */
    const struct ask_run_listener listener = answer_file_listener(&answer);

    enum askcam_status status =
        answer_file_open(&answer, run->program->host, output_path(run), err);
    if (status == ASKCAM_OK) {
        run->hides_answer = true;
        status = ask_run_send(run, question, &listener, err);
        if (status == ASKCAM_OK) {
            status = answer_file_commit(&answer);
        }
    }
    answer_file_close(&answer);
    return status;
}

static enum askcam_status ask(struct ask_run *run, const char *question, struct askcam_error *err)
{
    enum askcam_status status = ask_run_open_pictures(run, err);

    if (status == ASKCAM_OK && run->keeper != NULL) {
        status = queue_keep_check(run, run->program->options, err);
    }
    if (status == ASKCAM_ERR_SOURCE) {
        warn_of_key(run);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_find_key(run, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    return run->program->options->dry_run ? ask_run_dry_run(run, question, err)
           : output_path(run) != NULL     ? ask_into_file(run, question, err)
                                          : ask_run_send(run, question, NULL, err);
}

/* The queue of --queue, opened before anything is asked; path "": there is none. */
static enum askcam_status open_queue(struct askcam_queue *queue, struct ask_run *run,
                                     struct ask_run_keeper *keeper, struct askcam_error *err)
{
    const struct program *const program = run->program;

    if (program->options->queue == NULL || program->options->dry_run) {
        return ASKCAM_OK;
    }
    const enum askcam_status status = queue_keep_open(queue, program, err);
    if (status == ASKCAM_OK) {
        *keeper = queue_keeper(queue);
        run->keeper = keeper;
        run->takes_offline = true; /* the picture is needed though no connection can be made */
    }
    return status;
}

enum askcam_status cmd_ask(struct program *program, struct askcam_error *err)
{
    static struct ask_run run;
    static struct askcam_queue queue;
    struct ask_run_keeper keeper;
    struct question question = {.text = NULL};

    run.deadline_ms = askcam_deadline(program->host, program->options->total_timeout_ms);
    enum askcam_status status = question_open(&question, program->options, program->host, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open(&run, program, err);
    }
    if (status == ASKCAM_OK) {
        status = open_queue(&queue, &run, &keeper, err);
    }
    if (status == ASKCAM_OK) {
        status = ask(&run, question.text, err);
    }
    ask_run_close(&run);
    askcam_queue_close(&queue);
    question_close(&question);
    return status;
}
