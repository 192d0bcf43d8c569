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
#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "line_history.h"

typedef void line_handler(char *line);
typedef char *completer(const char *text, int state);

/* What is used of libedit's readline interface (editline/readline.h). */
static struct {
    void (*install)(const char *prompt, line_handler *handler);
    void (*read_char)(void);
    void (*remove)(void);
    int (*add_history)(const char *line);
    completer **complete; /* a variable of the library; NULL: an older one has none */
} editline;

static const char *const *completions; /* a completer has no context of its own */

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
        (void)find(library, "rl_completion_entry_function", &editline.complete);
        return library;
    }
    if (library != NULL) {
        (void)dlclose(library); /* another version: lines are read plainly */
    }
    return NULL;
}

/* The next command that starts with text, on the heap as libedit wants it; NULL: no more. */
static char *complete(const char *text, int state)
{
    static size_t next;

    next = state == 0 ? 0 : next;
    while (text[0] == '/' && completions[next] != NULL) {
        const char *command = completions[next++];
        if (strncmp(command, text, strlen(text)) == 0) {
            return strdup(command);
        }
    }
    return NULL;
}

/*
 * libedit drops what the locale has no characters for.  Questions are UTF-8 whatever the locale
 * says, and where none is set, or one that is not installed, C.UTF-8 does.
 */
static bool have_utf8(void)
{
    return (setlocale(LC_CTYPE, "") != NULL && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) ||
           setlocale(LC_CTYPE, "C.UTF-8") != NULL;
}

/* libedit moves the cursor; what is typed on other terminals is read plainly. */
static bool has_escapes(void)
{
    const char *const term = getenv("TERM");

    return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

static void add_loaded(const char *line)
{
    (void)editline.add_history(line); /* a failure costs only comfort */
}

static void prepare(const struct line_edit_config *config)
{
    completions = config->commands;
    if (editline.complete != NULL) {
        *editline.complete = complete;
    }
    if (config->history_path != NULL) {
        line_history_load(config->history_path, add_loaded);
    }
}

void line_edit_open(struct line_edit *edit, const struct line_edit_config *config)
{
    *edit = (struct line_edit){.config = *config};
    edit->is_terminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
    edit->library = edit->is_terminal && has_escapes() && have_utf8() ? load() : NULL;
    if (edit->library != NULL) {
        prepare(config);
    }
}

static enum askcam_status wait_for_input(const struct line_edit *edit)
{
    unsigned ready = 0;

    return edit->config.host->wait(edit->config.host->ctx, STDIN_FILENO, ASKCAM_WAIT_READ,
                                   ASKCAM_NEVER, &ready);
}

static void keep(const struct line_edit *edit, const char *line)
{
    (void)editline.add_history(line); /* a failure costs only comfort */
    if (edit->config.history_path != NULL) {
        line_history_append(edit->config.history_path, line);
    }
}

/* The prompt must not share its line with what comes next. */
static void end_prompt(void)
{
    (void)fputs("\n", stdout);
    (void)fflush(stdout); /* a terminal */
}

static enum askcam_status take_typed(const struct line_edit *edit, char line[LINE_BYTES])
{
    if (typed.is_end) {
        end_prompt();
        return ASKCAM_ERR_CLOSED;
    }
    const size_t bytes = strlen(typed.line);
    const bool fits = bytes < LINE_BYTES;
    if (fits) {
        memcpy(line, typed.line, bytes + 1);
        if (bytes > 0) {
            keep(edit, line);
        }
    }
    free(typed.line);
    return fits ? ASKCAM_OK : ASKCAM_ERR_TOO_LARGE;
}

static enum askcam_status read_edited(struct line_edit *edit, char line[LINE_BYTES])
{
    typed.is_done = false;
    editline.install(edit->config.prompt, on_line);
    while (!typed.is_done) {
        const enum askcam_status status = wait_for_input(edit);
        if (status != ASKCAM_OK) {
            editline.remove();
            end_prompt();
            return status;
        }
        editline.read_char();
    }
    return take_typed(edit, line);
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

static void start_prompt(const struct line_edit *edit)
{
    if (edit->is_terminal) {
        (void)fputs(edit->config.prompt, stdout);
        (void)fflush(stdout); /* a terminal */
    }
}

/* Without a line; what was typed of one is forgotten. */
static void leave_prompt(struct line_edit *edit)
{
    if (edit->is_terminal) {
        edit->held_bytes = 0;
        end_prompt();
    }
}

static enum askcam_status read_plainly(struct line_edit *edit, char line[LINE_BYTES])
{
    enum askcam_status status = ASKCAM_OK;
    bool is_cut = false;

    start_prompt(edit);
    while (status == ASKCAM_OK && !take_held(edit, line)) {
        status = edit->ended ? ASKCAM_ERR_CLOSED : fill(edit, &is_cut);
    }
    if (status != ASKCAM_OK) {
        leave_prompt(edit);
    }
    return is_cut && (status == ASKCAM_OK || status == ASKCAM_ERR_CLOSED) ? ASKCAM_ERR_TOO_LARGE
                                                                          : status;
}

enum askcam_status line_edit_read(struct line_edit *edit, char line[LINE_BYTES])
{
    return edit->library != NULL ? read_edited(edit, line) : read_plainly(edit, line);
}
