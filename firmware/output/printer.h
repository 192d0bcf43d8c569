/* SPDX-License-Identifier: MIT */
/*
 * printer.h - the output of an ask, as text or as JSON lines.
 *
 * For: `askcam ask`.  Text: the answer on stdout and nothing else, thinking dimmed on stderr, a
 * line of progress on a terminal.  JSON: one object a line on stdout.
 */
#ifndef ASKCAM_PRINTER_H
#define ASKCAM_PRINTER_H

#include <stdbool.h>

#include "ask.h"
#include "ask_lines.h"
#include "error.h"
#include "host.h"
#include "mask.h"
#include "progress.h"
#include "terminal.h"
#include "wrap.h"

struct printer_config {
    const struct askcam_host *host;
    struct ask_lines lines; /* with stdout; the text goes there too */
    bool as_json;
    bool show_thinking; /* even if stderr is not a terminal */
    bool hide_thinking;
    bool hides_answer; /* in text mode: only the listener gets it */
    bool timestamps;   /* in text mode: the stamp's local time comes before the answer */
    bool quiet;
    bool verbose;
    struct progress *progress;  /* of stderr */
    struct answer_text *answer; /* gets the answer for the line `done`; not in text mode */
    const char *key;            /* masked in thinking and answer; NULL: none */
    bool reports_requests;      /* prints the request line */
    /* Checks an attempt before it is reported; anything but ASKCAM_OK ends the ask. */
    enum askcam_status (*check)(void *ctx, const struct askcam_ask_request *request);
    void *check_ctx;
    /* Hears each piece of the answer too; may be NULL. */
    void (*hear)(void *ctx, const char *text, size_t text_bytes);
    void *hear_ctx;
};

struct printer {
    struct printer_config config;
    struct askcam_mask thinking_mask;
    struct askcam_mask answer_mask;
    struct askcam_terminal terminal; /* of stderr */
    struct wrap wrap;                /* likewise */
    uint64_t body_bytes;             /* of the request; 0: not known */
    bool thinks;                     /* thinking is shown */
    bool shows_progress;
    bool stdout_is_terminal;
    bool dimmed;       /* stderr is in the middle of dimmed text */
    char thought_last; /* the last byte of thinking */
    bool waits;        /* for a second or longer */
    bool text_shown;   /* on the terminal: there is no progress any more */
    bool answer_begun;
};

/* Finds out about the terminal.  Everything is borrowed until the last call. */
void printer_init(struct printer *printer, const struct printer_config *config);

/* The callbacks of an ask that print. */
struct askcam_ask_callbacks printer_callbacks(struct printer *printer);

/* The end of a good ask: usage, done.  The status is that of stdout. */
enum askcam_status printer_done(struct printer *printer, const struct askcam_ask_result *result,
                                struct ask_cost cost);

/* Leaves the terminal clean before an error is printed; usage is printed as far as it is known. */
void printer_abandon(struct printer *printer, const struct askcam_ask_result *result,
                     struct ask_cost cost);

#endif
