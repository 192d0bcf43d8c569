/* SPDX-License-Identifier: MIT */
/*
 * cmd_chat.c - askcam chat: a conversation about what the camera sees.
 *
 * The first question takes a picture, and so does each one after /look; earlier turns are sent
 * along as text.  All questions go over one connection while the server keeps it open.
 */
#include <stdio.h>
#include <string.h>

#include "ask_run.h"
#include "conversation.h"
#include "line_edit.h"
#include "program.h"
#include "report.h"

struct chat {
    struct ask_run run;
    struct askcam_conversation turns;
    struct line_edit edit;
    bool takes_picture; /* for the next question */
    bool ended;
    enum askcam_status last; /* outcome of the last question */
    char line[LINE_BYTES];
};

static const char HELP[] = "/look [QUESTION]  take a new picture for the next question\n"
                           "/forget           start a new conversation\n"
                           "/help             show this text\n"
                           "/quit             end the conversation (so does Ctrl-D)\n";

static void keep_answer(void *ctx, const char *text, size_t text_bytes)
{
    askcam_conversation_answer(ctx, text, text_bytes);
}

static void warn_if_cut(const struct chat *chat)
{
    const struct askcam_host *host = chat->run.program->host;

    if (chat->turns.dropped > 0) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: the oldest %u turns are no longer sent along (the limit is %d turns and "
                   "%d KiB)",
                   chat->turns.dropped, (int)ASKCAM_CONVERSATION_TURNS,
                   (int)ASKCAM_CONVERSATION_BYTES / 1024);
    }
    if (chat->turns.answer_cut) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: this answer is too long to be sent along whole");
    }
}

/* One question and its answer; the outcome is in chat->last. */
static void ask(struct chat *chat, const char *question, struct askcam_error *err)
{
    struct ask_run *run = &chat->run;
    const struct ask_run_listener listener = {&chat->turns, keep_answer};

    *err = (struct askcam_error){0};
    run->filter.has_last = false; /* pictures of a conversation are not compared */
    askcam_conversation_ask(&chat->turns, question);
    run->chat.turns = askcam_conversation_turns(&chat->turns, &run->chat.turns_count);
    chat->last = chat->takes_picture ? ask_run_open_pictures(run, err) : ASKCAM_OK;
    if (chat->last == ASKCAM_OK) {
        chat->last = ask_run_send(run, question, &listener, err);
    }
    ask_run_close_pictures(run);
    if (chat->last == ASKCAM_OK) {
        chat->takes_picture = false;
        warn_if_cut(chat);
    } else {
        askcam_conversation_undo(&chat->turns);
    }
}

/* A line that starts with '/'; returns the question in it, or NULL. */
static const char *command(struct chat *chat, const char *line)
{
    if (strncmp(line, "/look", 5) == 0 && (line[5] == '\0' || line[5] == ' ')) {
        chat->takes_picture = true;
        const char *question = line + 5 + strspn(line + 5, " ");
        return question[0] != '\0' ? question : NULL;
    }
    if (strcmp(line, "/forget") == 0) {
        askcam_conversation_clear(&chat->turns);
        chat->takes_picture = true;
    } else if (strcmp(line, "/quit") == 0) {
        chat->ended = true;
    } else {
        (void)fputs(HELP, stderr); /* also for an unknown command */
    }
    return NULL;
}

static void print_failure(struct chat *chat, struct askcam_error *err)
{
    const struct program *program = chat->run.program;

    (void)report_failure(chat->last, err, program->key->text, program->options->output_json != 0,
                         out_sink(program->out), NULL);
    (void)out_flush(program->out); /* its failure ends the loop below */
}

/* Whether the conversation cannot go on after this. */
static bool is_fatal(const struct chat *chat)
{
    return chat->last == ASKCAM_ERR_INTERRUPTED || chat->last == ASKCAM_ERR_STORAGE ||
           chat->last == ASKCAM_ERR_AUTH || chat->last == ASKCAM_ERR_TLS ||
           chat->run.program->out->status != ASKCAM_OK;
}

static enum askcam_status take_line(struct chat *chat, struct askcam_error *err)
{
    const char *question = chat->line + strspn(chat->line, " \t");

    if (question[0] == '/') {
        question = command(chat, question);
    }
    if (question == NULL || question[0] == '\0') {
        return ASKCAM_OK;
    }
    ask(chat, question, err);
    if (chat->last == ASKCAM_OK) {
        return ASKCAM_OK;
    }
    if (is_fatal(chat)) {
        return chat->last;
    }
    print_failure(chat, err);
    return ASKCAM_OK;
}

/* A line that is too long is reported like a question that failed, and not asked. */
static enum askcam_status refuse_line(struct chat *chat, struct askcam_error *err)
{
    const struct askcam_error_context context = {"line", "ask a shorter question"};

    *err = (struct askcam_error){0};
    chat->last =
        askcam_fail(err, ASKCAM_ERR_USAGE, context, "longer than %d bytes", (int)LINE_BYTES - 1);
    print_failure(chat, err);
    chat->line[0] = '\0';
    return chat->run.program->out->status;
}

/* Reads and asks until the end of input. */
static enum askcam_status converse(struct chat *chat, struct askcam_error *err)
{
    while (!chat->ended) {
        enum askcam_status status = line_edit_read(&chat->edit, chat->line);
        if (status == ASKCAM_ERR_CLOSED) {
            break;
        }
        if (status == ASKCAM_ERR_TOO_LARGE) {
            status = refuse_line(chat, err);
        }
        if (status == ASKCAM_OK) {
            status = take_line(chat, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status check(const struct options *options, struct askcam_error *err)
{
    if (options->dry_run) {
        const struct askcam_error_context context = {"--dry-run", "use it with askcam ask"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "not available in chat");
    }
    for (size_t i = 0; i < options->sources_count; i++) {
        if (strcmp(options->sources[i], "-") == 0) {
            const struct askcam_error_context context = {"--source -", "use another source"};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                               "chat reads questions from standard input");
        }
    }
    return ASKCAM_OK;
}

enum askcam_status cmd_chat(struct program *program, struct askcam_error *err)
{
    static struct chat chat;

    enum askcam_status status = check(program->options, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open(&chat.run, program, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_find_key(&chat.run, err);
    }
    if (status == ASKCAM_OK) {
        chat.takes_picture = true;
        chat.run.keeps_connection = true;
        line_edit_open(&chat.edit, program->host, "> ");
        status = converse(&chat, err);
    }
    ask_run_close(&chat.run);
    if (status != ASKCAM_OK) {
        return status;
    }
    program->exit_status = chat.last;
    return ASKCAM_OK;
}
