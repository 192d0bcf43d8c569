/* SPDX-License-Identifier: MIT */
/*
 * ask_run.h - asks as the options say: checked, sent, printed, recorded.
 *
 * For: `ask`, which asks once, and `chat` and `watch`, which ask many times.
 */
#ifndef ASKCAM_ASK_RUN_H
#define ASKCAM_ASK_RUN_H

#include "ask.h"
#include "catalogue.h"
#include "printer.h"
#include "program.h"
#include "proxy_route.h"
#include "session_dir.h"
#include "setup.h"
#include "setup_pictures.h"
#include "spool_file.h"

struct ask_run;

/*
 * Keeps the pictures of an ask that failed; called before they are given back.  Its status becomes
 * that of the ask: ASKCAM_ERR_QUEUED once they are kept.  err holds the cause of the failure, and
 * is replaced.
 */
struct ask_run_keeper {
    void *ctx;
    enum askcam_status (*keep)(void *ctx, struct ask_run *run, enum askcam_status failure,
                               struct askcam_error *err);
};

/* In static memory, zeroed: it is too large for a small board's stack.  Zeroed is closed. */
struct ask_run {
    struct program *program;
    bool keeps_connection; /* further asks follow */
    bool checks_early;     /* with a frame filter: also before the connection is made */
    bool rereads_key;      /* before each ask; without a new one the old one stays */
    bool lacks_new_key;    /* … which has been reported */
    bool says_size;        /* of each first picture, on stderr */
    bool takes_offline;    /* pictures are taken without a connection */
    bool hides_answer;     /* in text mode: it goes to the listener alone */
    const struct ask_run_keeper *keeper; /* borrowed; NULL: nothing is kept */
    struct askcam_wall taken;            /* when the pictures were */
    struct stamp stamp;                  /* of what is printed */
    struct askcam_chat chat;
    struct askcam_model model;
    struct askcam_url url;
    char region[ASKCAM_PRICE_WORD_BYTES];  /* whose prices hold at the URL; "": none's */
    char key_variable[KEY_VARIABLE_BYTES]; /* that belongs to the URL's host; "": none does */
    char *schema;
    struct setup_pictures pictures;
    uint64_t deadline_ms; /* of the one ask, question and sources included; 0: of each by itself */
    struct proxy_route route;
    struct askcam_net net;
    struct askcam_session_dir session_dir;
    struct askcam_session_store sessions;
    struct askcam_ledger ledger;
    struct askcam_spending spending;
    char ledger_path[ASKCAM_STORE_PATH_BYTES];
    char session_path[ASKCAM_STORE_PATH_BYTES];
    struct askcam_spool_file spool_file; /* one for all asks */
    struct askcam_spool spool;
    struct askcam_frame_filter filter; /* keeps the last accepted frame from one ask to the next */
    bool has_filter;                   /* the filter is in use */
    struct askcam_ask_config config;
    struct askcam_ask ask;
    struct askcam_ask_result result;
    struct printer printer;
    struct answer_text answer; /* for its line `done` */
};

/*
 * Checks what can be wrong without a camera or a network, in this order: the catalogue, URL, CA
 * file, schema, model.  *program is borrowed until ask_run_close().
 */
enum askcam_status ask_run_open(struct ask_run *run, struct program *program,
                                struct askcam_error *err);

/* Finds the program's key.  Call it after the sources, so that a wrong file name comes first. */
enum askcam_status ask_run_find_key(struct ask_run *run, struct askcam_error *err);

/* Opens the sources of the options for the next ask; none were open. */
enum askcam_status ask_run_open_pictures(struct ask_run *run, struct askcam_error *err);

/* Opens those of them that have been closed since. */
enum askcam_status ask_run_open_pictures_again(struct ask_run *run, struct askcam_error *err);

/* Closes them; the next ask goes without pictures. */
void ask_run_close_pictures(struct ask_run *run);

/* Gets each part of the answer as it is printed. */
struct ask_run_listener {
    void *ctx;
    void (*on_answer)(void *ctx, const char *text, size_t text_bytes);
};

/*
 * Asks, prints and records the usage.  The connection stays open for the next ask.
 * listener is borrowed for the call; NULL: none.
 */
enum askcam_status ask_run_send(struct ask_run *run, const char *question,
                                const struct ask_run_listener *listener, struct askcam_error *err);

/*
 * The two halves of ask_run_send().  take() takes the pictures into *shot, which holds until
 * deliver(); that asks about them, prints and records the usage.  After a failure of take() there
 * is nothing to deliver.
 */
enum askcam_status ask_run_take(struct ask_run *run, const char *question,
                                const struct ask_run_listener *listener, struct askcam_shot *shot,
                                struct askcam_error *err);
enum askcam_status ask_run_deliver(struct ask_run *run, struct askcam_error *err);

/* Prints the request that would be sent. */
enum askcam_status ask_run_dry_run(struct ask_run *run, const char *question,
                                   struct askcam_error *err);

/* Idempotent.  The key stays: the program's last line may have to mask it. */
void ask_run_close(struct ask_run *run);

#endif
