/* SPDX-License-Identifier: MIT */
/*
 * cmd_chat.c - askcam chat: a conversation about what the camera sees.
 *
 * The first question takes a picture, and so does each one after /look; earlier turns are sent
 * along as text.  All turns go over one connection while the server keeps it.
 */
#include <stdio.h>
#include <string.h>

#include "asking.h"
#include "history.h"
#include "line_edit.h"
#include "program.h"
#include "report.h"

struct conversation {
    struct asking asking;
    struct history history;
    struct line_edit edit;
    bool looks; /* the next question takes a picture */
    bool ended;
    enum askcam_status last; /* outcome of the last question */
    char line[LINE_BYTES];
};

static const char HELP[] = "/look [QUESTION]  take a new picture for the next question\n"
                           "/forget           begin a new conversation\n"
                           "/help             this text\n"
                           "/quit             end (so does Ctrl-D)\n";

static void hear(void *ctx, const char *text, size_t text_bytes)
{
    history_hear(ctx, text, text_bytes);
}

static void note_cut(struct conversation *chat)
{
    const struct askcam_host *host = chat->asking.program->host;

    if (chat->history.dropped > 0) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: the oldest %u turns are no longer sent along (the bound is %d turns and "
                   "%d KiB)",
                   chat->history.dropped, (int)HISTORY_PAIRS, (int)HISTORY_BYTES / 1024);
    }
    if (chat->history.answer_cut) {
        askcam_log(host, ASKCAM_LOG_WARNING,
                   "chat: this answer is too long to be sent along whole");
    }
}

/* One question to its answer.  A failure of it is told, and the conversation goes on. */
static void ask(struct conversation *chat, const char *question, struct askcam_error *err)
{
    struct asking *asking = &chat->asking;

    *err = (struct askcam_error){0};
    asking->filter.has_last = false; /* each look is one by itself */
    history_ask(&chat->history, question);
    asking->chat.turns = history_turns(&chat->history, &asking->chat.turns_count);
    chat->last = chat->looks ? asking_open_pictures(asking) : ASKCAM_OK;
    if (chat->last == ASKCAM_OK) {
        chat->last = asking_run(asking, question, hear, &chat->history);
    }
    asking_close_pictures(asking);
    if (chat->last == ASKCAM_OK) {
        chat->looks = false;
        note_cut(chat);
    } else {
        history_undo(&chat->history);
    }
}

/* A line that begins with '/'; returns the question in it, or NULL. */
static const char *command(struct conversation *chat, const char *line)
{
    if (strncmp(line, "/look", 5) == 0 && (line[5] == '\0' || line[5] == ' ')) {
        chat->looks = true;
        const char *question = line + 5 + strspn(line + 5, " ");
        return question[0] != '\0' ? question : NULL;
    }
    if (strcmp(line, "/forget") == 0) {
        history_clear(&chat->history);
        chat->looks = true;
    } else if (strcmp(line, "/quit") == 0) {
        chat->ended = true;
    } else {
        (void)fputs(HELP, stderr); /* also for what is no command */
    }
    return NULL;
}

static void print_failure(struct conversation *chat, struct askcam_error *err)
{
    (void)report_failure(chat->last, err, chat->asking.program->key->text,
                         chat->asking.program->options->output_json != 0,
                         out_sink(chat->asking.program->out), NULL);
    (void)out_flush(chat->asking.program->out); /* its failure ends the loop below */
}

/* Whether the conversation cannot go on after this. */
static bool is_fatal(const struct conversation *chat)
{
    return chat->last == ASKCAM_ERR_INTERRUPTED || chat->last == ASKCAM_ERR_STORAGE ||
           chat->last == ASKCAM_ERR_AUTH || chat->last == ASKCAM_ERR_TLS ||
           chat->asking.program->out->status != ASKCAM_OK;
}

static enum askcam_status turn(struct conversation *chat, struct askcam_error *err)
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

/* A line that is too long is told like a question that failed, and is none. */
static enum askcam_status refuse_line(struct conversation *chat, struct askcam_error *err)
{
    const struct askcam_error_context context = {"line", "ask a shorter question"};

    *err = (struct askcam_error){0};
    chat->last =
        askcam_fail(err, ASKCAM_ERR_USAGE, context, "longer than %d bytes", (int)LINE_BYTES - 1);
    print_failure(chat, err);
    chat->line[0] = '\0';
    return chat->asking.program->out->status;
}

/* Reads and asks until the end of input; the outcome is that of the last question. */
static enum askcam_status talk(struct conversation *chat, struct askcam_error *err)
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
            status = turn(chat, err);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status check(const struct options *options, struct askcam_error *err)
{
    if (options->words_count > 0) {
        const struct askcam_error_context context = {options->words[0],
                                                     "type questions line by line"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "chat takes options only");
    }
    if (options->dry_run) {
        const struct askcam_error_context context = {"--dry-run", "use it with ask"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "chat sends what is typed");
    }
    for (size_t i = 0; i < options->sources_count; i++) {
        if (strcmp(options->sources[i], "-") == 0) {
            const struct askcam_error_context context = {"--source -",
                                                         "take pictures from elsewhere"};
            return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                               "standard input is for the questions");
        }
    }
    return ASKCAM_OK;
}

enum askcam_status cmd_chat(struct program *program, struct askcam_error *err)
{
    static struct conversation chat;

    enum askcam_status status = check(program->options, err);
    if (status == ASKCAM_OK) {
        status = asking_open(&chat.asking, program, err);
    }
    if (status == ASKCAM_OK) {
        status = asking_find_key(&chat.asking);
    }
    if (status == ASKCAM_OK) {
        chat.looks = true;
        chat.asking.asks_again = true;
        line_edit_open(&chat.edit, program->host, "> ");
        status = talk(&chat, err);
    }
    asking_close(&chat.asking);
    if (status != ASKCAM_OK) {
        return status;
    }
    program->exit_status = chat.last;
    return ASKCAM_OK;
}
