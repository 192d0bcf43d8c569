/* SPDX-License-Identifier: MIT */
/*
 * line_edit.c - see line_edit.h.
 *
 * libedit's callback interface is used: it gets one key at a time when poll() says that there is
 * one, so the waiting stays with the host, which notices the user's Ctrl-C.
 */
#include "line_edit.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef void line_handler(char *line);

/* What is used of libedit's readline interface (editline/readline.h). */
static struct {
    void (*install)(const char *prompt, line_handler *handler);
    void (*read_char)(void);
    void (*remove)(void);
    int (*add_history)(const char *line);
} editline;

/* The handler has no context of its own: one terminal, one line being typed. */
static struct {
    bool is_done;
    bool is_end;
    char *line;
} typed;

static void on_line(char *line)
{
    typed.is_done = true;
    typed.is_end = line == NULL;
    typed.line = line;
    editline.remove();
}

/* POSIX allows a function pointer from dlsym() through its bytes only. */
static bool find(void *library, const char *name, void *function)
{
    void *const symbol = dlsym(library, name);

    memcpy(function, &symbol, sizeof symbol);
    return symbol != NULL;
}

static void *load(void)
{
    void *library = dlopen("libedit.so.2", RTLD_NOW | RTLD_LOCAL);

    if (library != NULL && find(library, "rl_callback_handler_install", &editline.install) &&
        find(library, "rl_callback_read_char", &editline.read_char) &&
        find(library, "rl_callback_handler_remove", &editline.remove) &&
        find(library, "add_history", &editline.add_history)) {
        return library;
    }
    if (library != NULL) {
        (void)dlclose(library); /* another version: lines are read plainly */
    }
    return NULL;
}

void line_edit_open(struct line_edit *edit, const struct askcam_host *host, const char *prompt)
{
    *edit = (struct line_edit){.host = host, .prompt = prompt};
    edit->is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    edit->library = edit->is_terminal ? load() : NULL;
}

static enum askcam_status wait_for_input(const struct line_edit *edit)
{
    unsigned ready = 0;

    return edit->host->wait(edit->host->ctx, STDIN_FILENO, ASKCAM_WAIT_READ, ASKCAM_NEVER, &ready);
}

static enum askcam_status take_typed(char line[LINE_BYTES])
{
    if (typed.is_end) {
        return ASKCAM_ERR_CLOSED;
    }
    const size_t bytes = strlen(typed.line);
    const bool fits = bytes < LINE_BYTES;
    if (fits) {
        memcpy(line, typed.line, bytes + 1);
        if (bytes > 0) {
            (void)editline.add_history(typed.line); /* a failure costs only comfort */
        }
    }
    free(typed.line);
    return fits ? ASKCAM_OK : ASKCAM_ERR_TOO_LARGE;
}

static enum askcam_status read_edited(struct line_edit *edit, char line[LINE_BYTES])
{
    typed.is_done = false;
    editline.install(edit->prompt, on_line);
    while (!typed.is_done) {
        const enum askcam_status status = wait_for_input(edit);
        if (status != ASKCAM_OK) {
            editline.remove();
            return status;
        }
        editline.read_char();
    }
    return take_typed(line);
}

/* Takes the first line of what is held; false if there is no whole one. */
static bool take_held(struct line_edit *edit, char line[LINE_BYTES])
{
    const char *end = memchr(edit->held, '\n', edit->held_bytes);

    if (end == NULL && !(edit->ended && edit->held_bytes > 0)) {
        return false;
    }
    const size_t bytes = end != NULL ? (size_t)(end - edit->held) : edit->held_bytes;
    const size_t used = end != NULL ? bytes + 1 : bytes;
    memcpy(line, edit->held, bytes);
    line[bytes] = '\0';
    edit->held_bytes -= used;
    memmove(edit->held, edit->held + used, edit->held_bytes);
    return true;
}

/* Reads more; what does not fit a line is dropped up to the line's end. */
static enum askcam_status fill(struct line_edit *edit, bool *is_cut)
{
    if (edit->held_bytes == sizeof edit->held - 1) {
        *is_cut = true;
        edit->held_bytes = 0;
    }
    const enum askcam_status status = wait_for_input(edit);
    if (status != ASKCAM_OK) {
        return status;
    }
    const ssize_t got =
        read(STDIN_FILENO, edit->held + edit->held_bytes, sizeof edit->held - 1 - edit->held_bytes);
    if (got < 0 && errno == EINTR) {
        return ASKCAM_OK;
    }
    edit->ended = got <= 0;
    edit->held_bytes += got > 0 ? (size_t)got : 0;
    return ASKCAM_OK;
}

static enum askcam_status read_plainly(struct line_edit *edit, char line[LINE_BYTES])
{
    bool is_cut = false;

    if (edit->is_terminal) {
        (void)fputs(edit->prompt, stdout);
        (void)fflush(stdout); /* a terminal */
    }
    while (!take_held(edit, line)) {
        if (edit->ended) {
            return is_cut ? ASKCAM_ERR_TOO_LARGE : ASKCAM_ERR_CLOSED;
        }
        const enum askcam_status status = fill(edit, &is_cut);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return is_cut ? ASKCAM_ERR_TOO_LARGE : ASKCAM_OK;
}

enum askcam_status line_edit_read(struct line_edit *edit, char line[LINE_BYTES])
{
    return edit->library != NULL ? read_edited(edit, line) : read_plainly(edit, line);
}
