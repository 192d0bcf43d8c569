/* SPDX-License-Identifier: MIT */
/*
 * asking.h - asks by the options: checked, connected, printed, booked.
 *
 * For: `ask`, which asks once, and `chat` and `watch`, which ask many times.
 */
#ifndef ASKCAM_ASKING_H
#define ASKCAM_ASKING_H

#include "ask.h"
#include "catalogue.h"
#include "printer.h"
#include "program.h"
#include "session_dir.h"
#include "setup.h"
#include "spool_file.h"

/* In static memory, zeroed: it is too large for a small board's stack.  Zeroed is closed. */
struct asking {
    struct program *program;
    struct askcam_error *err;
    bool asks_again;    /* the connection is worth keeping */
    bool looks_first;   /* where frames may be refused, one is judged before the dialling too */
    struct stamp stamp; /* of what is printed */
    struct askcam_chat chat;
    struct askcam_model model;
    struct askcam_url url;
    char *schema;
    struct setup_pictures pictures;
    struct askcam_net net;
    struct askcam_session_dir session_dir;
    struct askcam_session_store sessions;
    char session_path[PATH_TEXT_BYTES];
    struct askcam_spool_file spool; /* one for all asks */
    struct askcam_spool spool_face;
    struct askcam_frame_filter filter; /* keeps the frame accepted last from one ask to the next */
    bool judges;                       /* … and is in force */
    struct askcam_ask_config config;
    struct askcam_ask ask;
    struct askcam_ask_result result;
    struct printer printer;
};

/* There is one question among the words: ASKCAM_ERR_USAGE if not. */
enum askcam_status asking_check_question(const struct options *options, struct askcam_error *err);

/*
 * Checks everything that can be wrong without a camera or a network, in this order: URL, schema,
 * model.
 */
enum askcam_status asking_open(struct asking *asking, struct program *program,
                               struct askcam_error *err);

/* Finds the program's key: after the sources, so that a wrong file name is told first. */
enum askcam_status asking_find_key(struct asking *asking);

/* Opens the sources of the options for the next ask; none were open. */
enum askcam_status asking_open_pictures(struct asking *asking);

/* Opens those of them that somebody has closed since. */
enum askcam_status asking_open_pictures_again(struct asking *asking);

/* Closes them; the next ask goes without pictures. */
void asking_close_pictures(struct asking *asking);

/* What is called for each piece of the answer, beside its printing; NULL: nothing. */
typedef void asking_hear(void *ctx, const char *text, size_t text_bytes);

/* Asks, prints, books.  The connection stays open for the next one. */
enum askcam_status asking_run(struct asking *asking, const char *question, asking_hear *hear,
                              void *hear_ctx);

/* Prints the request that would be sent. */
enum askcam_status asking_show(struct asking *asking, const char *question);

/* Idempotent.  The key stays until the program has printed its last line. */
void asking_close(struct asking *asking);

#endif
