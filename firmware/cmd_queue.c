/* SPDX-License-Identifier: MIT */
/*
 * cmd_queue.c - askcam queue: pictures that wait on disk, kept, listed, sent, removed.
 */
#include <string.h>

#include "ask_run.h"
#include "print.h"
#include "program.h"
#include "question.h"
#include "queue_keep.h"
#include "queue_list.h"
#include "queue_sending.h"

static enum askcam_status run_ls(struct program *program, struct askcam_queue *queue,
                                 const char *id, struct askcam_error *err)
{
    (void)id;
    return queue_list_run(program, queue, err);
}

static enum askcam_status run_send(struct program *program, struct askcam_queue *queue,
                                   const char *id, struct askcam_error *err)
{
    (void)id;
    return queue_sending_run(program, queue, err);
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
    if (status == ASKCAM_OK) {
        print_text(program->out, "%s\n", added);
        status = program->out->status;
    }
    return status;
}

static const struct subcommand {
    const char *name;
    bool takes_id;
    enum askcam_status (*run)(struct program *program, struct askcam_queue *queue, const char *id,
                              struct askcam_error *err);
} SUBCOMMANDS[] = {
    {"ls", false, run_ls},     {"show", true, queue_list_show}, {"add", false, run_add},
    {"send", false, run_send}, {"retry", true, run_retry},      {"drop", true, run_drop},
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
