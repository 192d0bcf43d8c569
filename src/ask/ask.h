/* SPDX-License-Identifier: MIT */
/*
 * ask.h - the one flow: pictures, a question, an answer.
 *
 * For: whoever has sources, a connection and a place for text.  Starts the sources, dials while
 * exposure settles, takes fresh pictures, streams them into the request, hears an early reply,
 * hands thinking and answer on while they arrive, tries again where that is safe.
 * Must not know: V4L2, TLS, terminals, files.
 */
#ifndef ASKCAM_ASK_H
#define ASKCAM_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_reply.h"
#include "chat_request.h"
#include "client.h"
#include "error.h"
#include "host.h"
#include "net.h"
#include "picture_set.h"
#include "source.h"
#include "spending.h"
#include "spool.h"
#include "url.h"

enum { ASKCAM_HEADERS = 8 }; /* of a request, beside Host and the framing */

enum askcam_body_mode {
    ASKCAM_BODY_AUTO,
    ASKCAM_BODY_LENGTH,
    ASKCAM_BODY_CHUNKED,
};

/* What one attempt is about to send. */
struct askcam_ask_request {
    unsigned attempt; /* from 1 */
    uint32_t images;
    bool has_lengths; /* of raw pictures in a chunked body they are not known */
    uint64_t image_bytes;
    uint64_t body_bytes;
    uint32_t width_px; /* of the first picture; 0 if all are by URL */
    uint32_t height_px;
    const struct askcam_estimate *estimate; /* NULL where nothing is booked */
};

enum askcam_ask_stage {
    ASKCAM_STAGE_CAPTURING,
    ASKCAM_STAGE_CONNECTING,
    ASKCAM_STAGE_SENDING,
    ASKCAM_STAGE_WAITING, /* for the reply to begin */
    ASKCAM_STAGE_READING,
};

/* Where an ask is. */
struct askcam_ask_progress {
    enum askcam_ask_stage stage;
    uint64_t stage_ms;   /* since the stage began */
    uint64_t sent_bytes; /* of the request, head and body, in the stage of sending */
};

/*
 * What the flow reports while it runs; every function must be set.  Any status but ASKCAM_OK ends
 * the ask with that status; the callback keeps the cause.
 */
struct askcam_ask_callbacks {
    void *ctx;
    enum askcam_status (*request)(void *ctx, const struct askcam_ask_request *request);
    enum askcam_status (*thinking)(void *ctx, const char *text, size_t text_bytes);
    enum askcam_status (*answer)(void *ctx, const char *text, size_t text_bytes);
    /* No more text is there for now: buffered text is written out. */
    enum askcam_status (*flush)(void *ctx);
    /* Where it is; called when the stage changes, and about once a second while it lasts. */
    void (*progress)(void *ctx, const struct askcam_ask_progress *progress);
};

/* What an ask is made of; all borrowed until askcam_ask_run() has returned. */
struct askcam_ask_config {
    const struct askcam_host *host;
    struct askcam_net net;
    const struct askcam_url *url;                /* the base URL */
    const char *ca_file;                         /* NULL: the system's bundle */
    const struct askcam_session_store *sessions; /* of earlier runs; NULL: none */
    const struct askcam_proxy *proxy;            /* these three: see client.h */
    const char *route_hint;
    bool allows_local;
    const char *key; /* NULL: none is sent */
    const struct askcam_chat *chat;
    struct askcam_source *sources; /* one for each image of the chat, opened; not for URLs */
    const struct askcam_picture_options *picture;
    struct askcam_spending *spending; /* reserved before each attempt, settled behind it; NULL:
                                         nothing is booked */
    struct askcam_spool spool;
    struct askcam_frame_filter *filter;   /* NULL: frames are not judged */
    const struct askcam_frame_plan *plan; /* see picture_set.h */
    enum askcam_body_mode body_mode;
    uint64_t max_body_bytes;
    uint64_t connect_timeout_ms; /* all time-outs: ASKCAM_NEVER for none */
    uint64_t first_byte_timeout_ms;
    uint64_t idle_timeout_ms;
    uint64_t total_timeout_ms;
    unsigned retries;        /* attempts beside the first */
    bool starts_in_thinking; /* see chat_reply.h */
    bool keeps_connection;   /* another ask will follow: the end of HTTP is waited for */
    bool looks_first;        /* a frame is judged before the dialling too: one that is refused costs
                                no connection; and see picture_set.h, passes_unchanged */
    bool takes_offline; /* pictures are taken without a connection, and kept in the spool: neither
                           waits taking for the service, nor a camera for the delivery */
    struct askcam_ask_callbacks callbacks;
};

/* Times from the start of the ask, in ms; ASKCAM_NEVER where it did not come to that. */
struct askcam_ask_times {
    uint64_t capture_ms; /* spent on it; so are the next two */
    uint64_t connect_ms;
    uint64_t upload_ms;
    uint64_t first_thinking_ms;
    uint64_t first_answer_ms;
    uint64_t total_ms;
};

struct askcam_ask_result {
    struct askcam_chat_result chat; /* also after a failure, as far as it is known */
    struct askcam_ask_times times;
    struct askcam_cost cost; /* of the last attempt; amount -1: not known */
    unsigned attempts;
    enum askcam_verdict rejected; /* ASKCAM_ERR_SOURCE: why no frame was good enough, if that was
                                     the cause; else ASKCAM_VERDICT_OK */
};

/* Pictures that have been taken and are not delivered yet. */
struct askcam_shot {
    /* When the first was exposed, where its source says so, else when it was taken.  is_right is
     * about now: a clock that is set later tells how to correct it, by boot id and monotonic time.
     */
    struct askcam_wall taken;
    /* The pictures: askcam_picture_set_write() gives each as JPEG, as often as it is called. */
    struct askcam_picture_set *set;
};

/* One ask, in the caller's memory; about 80 KB.  Fields belong to the module `ask`. */
struct askcam_ask {
    const struct askcam_ask_config *config;
    struct askcam_picture_set set;
    struct askcam_chat_body body;
    bool taken;  /* the pictures have been */
    bool shrunk; /* … and made smaller because the service named its limit */
    uint64_t started_ms;
    uint64_t deadline_ms; /* of the whole ask */
    struct askcam_ask_times times;

    /* one attempt */
    struct askcam_error *err; /* of this attempt */
    unsigned attempt;
    enum askcam_ask_stage stage;
    uint64_t stage_since_ms;
    uint64_t reported_ms;
    uint64_t content_events;
    bool was_sent;                  /* at least a part of this attempt may have been */
    struct askcam_error unused_err; /* of a reply that is read only for what it said */
    struct askcam_chat_reply reply;
    struct askcam_client client;
};

/*
 * Runs an ask to its end.  ASKCAM_OK: the answer is complete and has been handed on.  Else the
 * cause is in err and what had arrived has been handed on.  *result is always written.
 * Sources stay open; the connection stays open where it can be used again.
 */
enum askcam_status askcam_ask_run(struct askcam_ask *ask, const struct askcam_ask_config *config,
                                  struct askcam_ask_result *result, struct askcam_error *err);

/*
 * The two halves of askcam_ask_run(), between which the pictures may wait, and a queue may keep
 * them.
 *
 * take() takes the pictures: with config->takes_offline at once, else over a connection, so that
 * they were exposed after it was established.  *shot is written on success, and holds until
 * askcam_ask_end().  deliver() sends them and hands the answer on; it may be called again after a
 * failure.  The total time-out counts from take().  *result is written by both.
 *
 * askcam_ask_end() gives the pictures back, also after a failure of take(); idempotent.
 */
enum askcam_status askcam_ask_take(struct askcam_ask *ask, const struct askcam_ask_config *config,
                                   struct askcam_shot *shot, struct askcam_ask_result *result,
                                   struct askcam_error *err);
enum askcam_status askcam_ask_deliver(struct askcam_ask *ask, struct askcam_ask_result *result,
                                      struct askcam_error *err);
void askcam_ask_end(struct askcam_ask *ask);

/*
 * Takes the pictures and writes the request that would be sent to out: head and body, with the key
 * masked and each picture's base64 cut to its beginning and its length.  Nothing is dialled.
 */
enum askcam_status askcam_ask_dry_run(struct askcam_ask *ask,
                                      const struct askcam_ask_config *config,
                                      struct askcam_sink out, struct askcam_error *err);

#endif
