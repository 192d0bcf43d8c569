/* SPDX-License-Identifier: MIT */
/* report.c - see report.h. */
#include "report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "mask.h"
#include "notes.h"
#include "screen.h"
#include "wrap.h"

static const struct {
    enum askcam_status status;
    int code; /* the names are those of sysexits.h, where it has one */
} EXIT_CODES[] = {
    {ASKCAM_OK, 0},
    {ASKCAM_ERR_USAGE, 64},       /* EX_USAGE */
    {ASKCAM_ERR_REFUSED, 65},     /* EX_DATAERR */
    {ASKCAM_ERR_NO_ANSWER, 65},   /* EX_DATAERR */
    {ASKCAM_ERR_SOURCE, 66},      /* EX_NOINPUT */
    {ASKCAM_ERR_UNAVAILABLE, 69}, /* EX_UNAVAILABLE */
    {ASKCAM_ERR_STORAGE, 73},     /* EX_CANTCREAT */
    {ASKCAM_ERR_QUEUED, 75},      /* EX_TEMPFAIL */
    {ASKCAM_ERR_LIMIT, 75},
    {ASKCAM_ERR_PROTOCOL, 76}, /* EX_PROTOCOL */
    {ASKCAM_ERR_AUTH, 77},     /* EX_NOPERM */
    {ASKCAM_ERR_CONFIG, 78},   /* EX_CONFIG */
    {ASKCAM_ERR_TLS, 79},
    {ASKCAM_ERR_INTERRUPTED, 130}, /* 128 + SIGINT, as shells do */
};

enum { EXIT_INTERNAL = 70 }; /* EX_SOFTWARE */

int report_exit_code(enum askcam_status status)
{
    for (size_t i = 0; i < sizeof EXIT_CODES / sizeof EXIT_CODES[0]; i++) {
        if (EXIT_CODES[i].status == status) {
            return EXIT_CODES[i].code;
        }
    }
    return EXIT_INTERNAL;
}

static void print_json(const struct askcam_error *err, enum askcam_status kind,
                       struct askcam_sink out, const struct stamp *stamp)
{
    char message[ASKCAM_ERROR_WHAT_BYTES + ASKCAM_ERROR_WHY_BYTES + 2];
    struct askcam_json_line line;

    (void)snprintf(message, sizeof message, "%s%s%s", err->what, err->what[0] != '\0' ? ": " : "",
                   err->why);
    stamp_begin(&line, out, "error", stamp, true);
    askcam_json_line_text(&line, "kind", askcam_status_text(kind));
    if (err->http_status != 0) {
        askcam_json_line_integer(&line, "status", err->http_status);
    }
    askcam_json_line_text(&line, "code", err->code);
    askcam_json_line_text(&line, "message", message);
    askcam_json_line_text(&line, "hint", err->hint);
    askcam_json_line_text(&line, "request_id", err->request_id);
    askcam_json_line_bool(&line, "retryable", err->retryable);
    (void)askcam_json_line_end(
        &line); /* if stdout is gone, the line on stderr and the exit code stay */
}

/* Gathers what is written as one piece, so that it is shown whole or not at all. */
struct piece {
    char text[NOTES_LINE_BYTES];
    size_t bytes;
};

static enum askcam_status add_to_piece(void *ctx, const void *bytes, size_t bytes_len)
{
    struct piece *piece = ctx;
    const size_t left_bytes = sizeof piece->text - 1 - piece->bytes;
    const size_t add_bytes = bytes_len < left_bytes ? bytes_len : left_bytes;

    memcpy(piece->text + piece->bytes, bytes, add_bytes);
    piece->bytes += add_bytes;
    piece->text[piece->bytes] = '\0';
    return ASKCAM_OK;
}

/* One line; on a terminal, as many as its width needs. */
static void print_line(const struct askcam_error *err)
{
    char text[sizeof err->what + sizeof err->why + sizeof err->hint + 16];
    const struct screen screen = screen_of(STDERR_FILENO);
    const unsigned columns = screen_columns(&screen);
    struct piece piece = {.bytes = 0};
    struct wrap wrap;

    if (err->what[0] == '\0') {
        (void)snprintf(text, sizeof text, "askcam: %s", err->why); /* the user knows why */
    } else {
        (void)snprintf(text, sizeof text, "askcam: %s: %s; %s", err->what, err->why, err->hint);
    }
    wrap_init(&wrap, (struct askcam_sink){.write = add_to_piece, .ctx = &piece},
              columns > 0 ? columns - 1 : 0);
    (void)wrap_push(&wrap, text, strlen(text)); /* add_to_piece() cannot fail */
    (void)wrap_finish(&wrap);
    notes_line_at(NOTES_ERROR, "%s\n", piece.text);
}

int report_failure(enum askcam_status status, const struct askcam_error *err, const char *key,
                   bool as_json, struct askcam_sink out, const struct stamp *stamp)
{
    struct askcam_error shown = *err;

    if (status == ASKCAM_ERR_INTERRUPTED) {
        shown = (struct askcam_error){0};
        (void)askcam_fail(&shown, status,
                          (struct askcam_error_context){"", "run the command again"},
                          "interrupted");
    } else if (shown.kind == ASKCAM_OK) {
        (void)askcam_fail(&shown, ASKCAM_ERR_INTERNAL,
                          (struct askcam_error_context){"this run", "please report this as a bug"},
                          "ended with \"%s\" and no cause", askcam_status_text(status));
    }
    askcam_mask_message(shown.what, key);
    askcam_mask_message(shown.why, key);
    askcam_mask_message(shown.hint, key);
    askcam_mask_message(shown.code, key);
    askcam_mask_message(shown.request_id, key);
    if (as_json) {
        print_json(&shown, shown.kind, out, stamp);
    }
    print_line(&shown);
    return report_exit_code(shown.kind);
}
