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
#include "host_linux.h"
#include "line_edit.h"
#include "notes.h"
#include "paths.h"
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
                           "/quit             end the conversation (so does Ctrl-D)\n"
                           "Ctrl-C clears the line, or stops the answer.\n";

static const char *const COMMANDS[] = {"/look", "/forget", "/help", "/quit", NULL};

static void keep_answer(void *ctx, const char *text, size_t text_bytes)
{
    askcam_conversation_answer(ctx, text, text_bytes);
}

static void warn_if_cut(const struct chat *chat)
{
    const struct askcam_host *host = chat->run.program->host;

    if (chat->turns.dropped > 0) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: the oldest %u turns are no longer sent (the limit is %d turns and "
                   "%d KiB)",
                   chat->turns.dropped, (int)ASKCAM_CONVERSATION_TURNS,
                   (int)ASKCAM_CONVERSATION_BYTES / 1024);
    }
    if (chat->turns.answer_cut) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: this answer is too long; later requests include only its start");
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

static bool is_word(const char *line, const char *word)
{
    return strncmp(line, word, strlen(word)) == 0 &&
           line[strlen(word) + strspn(line + strlen(word), " \t")] == '\0';
}

/* The help; first a note that names a command that there is not. */
static void print_help(const char *line)
{
    if (line[0] == '/' && !is_word(line, "/help")) {
        notes_line("askcam: unknown command %.*s\n", (int)strcspn(line, " \t"), line);
    }
    notes_line("%s", HELP);
}

/* Runs what is a command, help and quit alone among them; returns the question, or NULL. */
static const char *command(struct chat *chat, const char *line)
{
    if (strncmp(line, "/look", 5) == 0 && (line[5] == '\0' || line[5] == ' ')) {
        chat->takes_picture = true;
        const char *question = line + 5 + strspn(line + 5, " ");
        return question[0] != '\0' ? question : NULL;
    }
    if (is_word(line, "/quit") || is_word(line, "quit") || is_word(line, "exit")) {
        chat->ended = true;
    } else if (is_word(line, "/forget")) {
        askcam_conversation_clear(&chat->turns);
        chat->takes_picture = true;
    } else if (line[0] == '/' || is_word(line, "help")) {
        print_help(line);
    } else {
        return line;
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

/* After a Ctrl-C on a terminal the conversation goes on; nothing else can be taken back. */
static bool goes_on(const struct chat *chat, enum askcam_status status)
{
    return status == ASKCAM_ERR_INTERRUPTED && chat->edit.is_terminal &&
           askcam_host_linux_take_interrupt(chat->run.program->host->ctx);
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
    const char *question = command(chat, chat->line + strspn(chat->line, " \t"));

    if (question == NULL || question[0] == '\0') {
        return ASKCAM_OK;
    }
    ask(chat, question, err);
    if (chat->last == ASKCAM_OK) {
        return ASKCAM_OK;
    }
    if (goes_on(chat, chat->last)) {
        notes_line("%s", "askcam: interrupted; the question is forgotten\n");
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
        if (goes_on(chat, status)) {
            continue;
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
    for (size_t i = 0; i < options->sources_count; i++) {
        if (strcmp(options->sources[i], "-") == 0) {
            const struct askcam_error_context context = {"--source -", "use another source"};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                               "chat reads questions from standard input");
        }
    }
    return ASKCAM_OK;
}

/* Opens the sources once, so that a missing camera is an error before anything is typed. */
static enum askcam_status try_sources(struct chat *chat, struct askcam_error *err)
{
    const enum askcam_status status = ask_run_open_pictures(&chat->run, err);

    ask_run_close_pictures(&chat->run);
    return status;
}

static void start(struct chat *chat, const struct program *program)
{
    static char history_path[ASKCAM_STORE_PATH_BYTES];
    const bool is_kept = !program->options->no_history &&
                         askcam_path_of(ASKCAM_PATH_STATE, "chat_history", history_path);
    const struct line_edit_config config = {.host = program->host,
                                            .prompt = "> ",
                                            .commands = COMMANDS,
                                            .history_path = is_kept ? history_path : NULL};

    chat->takes_picture = true;
    chat->run.keeps_connection = true;
    chat->run.says_size = !program->options->quiet;
    line_edit_open(&chat->edit, &config);
    if (chat->edit.is_terminal && !program->options->quiet) {
        notes_line("%s", "Commands: /look, /forget, /help, /quit\n");
    }
}

enum askcam_status cmd_chat(struct program *program, struct askcam_error *err)
{
    static struct chat chat;

    enum askcam_status status = check(program->options, err);
    if (status == ASKCAM_OK) {
        status = ask_run_open(&chat.run, program, err);
    }
    if (status == ASKCAM_OK) {
        status = try_sources(&chat, err);
    }
    if (status == ASKCAM_OK) {
        status = ask_run_find_key(&chat.run, err);
    }
    if (status == ASKCAM_OK) {
        start(&chat, program);
        status = converse(&chat, err);
    }
    ask_run_close(&chat.run);
    if (status != ASKCAM_OK) {
        return status;
    }
    program->exit_status = chat.last;
    return ASKCAM_OK;
}
