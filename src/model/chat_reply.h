/* SPDX-License-Identifier: MIT */
/*
 * chat_reply.h - thinking, answer, usage and end out of a reply's body, or its error.
 *
 * For: both APIs and their look-alikes, streamed or whole, while the bytes arrive.  What a field
 * means is in one table of paths per API (dialect.c); what an error means in another (api_error.c).
 * Must not know: sockets, clocks, terminals.
 */
#ifndef ASKCAM_CHAT_REPLY_H
#define ASKCAM_CHAT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "api_error.h"
#include "cumulative.h"
#include "error.h"
#include "http_reply.h"
#include "json.h"
#include "sse.h"
#include "surrogates.h"
#include "think_split.h"

/*
 * Called with text while it arrives: valid UTF-8 cut between characters, borrowed for the call.
 * Anything but ASKCAM_OK stops the reply and comes back from push().
 */
struct askcam_chat_callbacks {
    void *ctx;
    enum askcam_status (*thinking)(void *ctx, const char *text, size_t text_bytes);
    enum askcam_status (*answer)(void *ctx, const char *text, size_t text_bytes);
};

/* Tokens; -1 where the service did not say. */
struct askcam_usage {
    int64_t input, output, reasoning, image, cached, total;
};

enum {
    ASKCAM_CHAT_FINISH_BYTES = 32, /* of a finish reason */
    ASKCAM_CHAT_MODEL_BYTES = 64,
    ASKCAM_CHAT_LOCATION_BYTES = 128,
    ASKCAM_CHAT_NAMES_BYTES = 128, /* of events that were passed over */
    ASKCAM_CHAT_REFUSAL_BYTES = 512,
};

/* What is known once the reply has ended. */
struct askcam_chat_result {
    bool complete;
    char finish_reason[ASKCAM_CHAT_FINISH_BYTES]; /* "" if the service named none */
    char request_id[ASKCAM_REQUEST_ID_BYTES];
    char model[ASKCAM_CHAT_MODEL_BYTES]; /* as echoed */
    struct askcam_usage usage;
    uint64_t thinking_bytes;
    uint64_t answer_bytes;
    struct askcam_api_error_limit limit; /* the size that the service refused the request for */
};

enum askcam_chat_end {
    ASKCAM_CHAT_OPEN,     /* more is to come */
    ASKCAM_CHAT_FINISHED, /* a finish reason was named; usage may follow */
    ASKCAM_CHAT_DONE,     /* [DONE], a whole JSON text, or an error: nothing of interest follows */
};

/* What one event (or a whole JSON reply) has said so far; belongs to chat_event.c. */
struct askcam_chat_event {
    uint8_t lead;             /* what its data begins like */
    uint8_t lead_bytes;       /* of lead_text[] */
    char lead_text[8];        /* the start of data that may yet be [DONE] or a second "data:" */
    bool has_choice;          /* it has a first choice */
    bool has_text;            /* thinking or answer text was handed on */
    bool part_is_thinking;    /* the part of content[] in progress */
    uint8_t thinking_meaning; /* the field that thinking is taken from; 0: none yet */
    uint8_t answer_meaning;
    char last;     /* byte of its JSON that is not white space; 0: none yet */
    bool is_error; /* "event: error" */
    bool is_bad;   /* its data is not JSON */
    bool is_other; /* it has a name that is not an answer's */
    int status;    /* of :HTTP_STATUS/NNN or status:NNN */
    char finish_reason[ASKCAM_CHAT_FINISH_BYTES];
    struct askcam_usage usage;
};

/*
 * Reply state, in the caller's memory; fields belong to chat_*.c.  Bounded: it does not grow with
 * the reply or with one event.  It points into itself: it must not move after init.
 */
struct askcam_chat_reply {
    enum askcam_api api;
    bool streamed;
    struct askcam_chat_callbacks callbacks;
    struct askcam_error *err;
    const char *secret; /* masked in every text that is kept; NULL: none */

    enum askcam_status status; /* first failure; stays until init */
    bool callback_failed;      /* … which was a callback's: it gets nothing more */
    enum askcam_chat_end end;
    uint8_t body; /* what the body looks like */
    bool has_head;
    bool usage_ends; /* the last event was a usage chunk */
    bool had_delta;  /* the stream has choices[0].delta: choices[0].message is not its place */
    bool had_choice; /* there was something to answer with, or its usage */
    bool has_answer; /* … that is more than white space */
    bool is_json_whole;
    bool at_end; /* the body is over: an event that is cut off does not count */
    uint64_t content_events;

    int http_status;
    bool partial;
    bool unreadable;   /* an encoding that was not asked for */
    bool is_page;      /* a page of HTML */
    uint8_t bom_bytes; /* of a byte order mark at the body's start */
    bool has_lead;     /* blanks before the body's first byte */
    bool has_blank;    /* … on its line */
    uint64_t retry_after_ms;
    char location[ASKCAM_CHAT_LOCATION_BYTES];
    char head_request_id[ASKCAM_REQUEST_ID_BYTES];
    char chat_id[ASKCAM_REQUEST_ID_BYTES];
    char event_name[ASKCAM_SSE_FIELD_BYTES + 1]; /* of the event in progress, if it has one */
    char passed_over[ASKCAM_CHAT_NAMES_BYTES];   /* names of events, each once, by ", " */
    char refusal[ASKCAM_CHAT_REFUSAL_BYTES];     /* what the model said instead of an answer */
    size_t refusal_bytes;

    struct askcam_chat_result result; /* so far */
    struct askcam_chat_event event;
    struct askcam_api_error api_error;
    struct askcam_sse sse;
    struct askcam_json scan;
    struct askcam_json_memo memo; /* of the stream's events */
    struct askcam_json_paths paths;
    struct askcam_surrogates surrogates;
    struct askcam_cumulative cumulative;
    struct askcam_think_split split;
};

/*
 * Start a reply.  `streamed`: the request asked for events; a reply of the other
 * kind is taken all the same if it is what it should be.  err gets the cause of a failure.
 * Cannot fail.
 */
void askcam_chat_reply_init(struct askcam_chat_reply *reply, enum askcam_api api, bool streamed,
                            const struct askcam_chat_callbacks *callbacks,
                            struct askcam_error *err);

/*
 * Mask a secret, and beginnings of it (mask.h), in every text that is kept: the result's and the
 * error's.  Thinking and answer are handed on as they come.  Between init and the head; secret is
 * borrowed until the last call.
 */
void askcam_chat_reply_mask(struct askcam_chat_reply *reply, const char *secret);

/*
 * The model may open its thinking itself, so that its text begins inside it with only </think> to
 * come (askcam_model_starts_in_thinking()).  Between init and the first push; what it does to
 * text that comes without a reasoning field is in think_split.h.
 */
void askcam_chat_reply_starts_in_thinking(struct askcam_chat_reply *reply);

/*
 * The reply's head: status, media type, request id.  ASKCAM_ERR_PROTOCOL for a 2xx that cannot be
 * a reply (text/html, an encoding that was not asked for).  A status of 300 or more decides at
 * finish(); its body, if it comes, only adds the service's words.
 */
enum askcam_status askcam_chat_reply_head(struct askcam_chat_reply *reply,
                                          const struct askcam_http_head *head);

/*
 * The body's next bytes, in pieces of any size; what is handed on does not depend on the cuts,
 * except where a long text is cut into pieces.  Anything but ASKCAM_OK is final: a callback's
 * status, or the failure that finish() will return too, whose err is complete by then.
 */
enum askcam_status askcam_chat_reply_push(struct askcam_chat_reply *reply, const void *bytes,
                                          size_t bytes_len);

/* How far the reply is; after ASKCAM_CHAT_FINISHED a missing end of HTTP is not a failure. */
enum askcam_chat_end askcam_chat_reply_end(const struct askcam_chat_reply *reply);

/*
 * Events with thinking or answer text so far, for the clock that watches a stream with signs of
 * life but no content.
 */
uint64_t askcam_chat_reply_content_events(const struct askcam_chat_reply *reply);

/*
 * The verdict, once the body has ended or broken off (body_whole false).  ASKCAM_OK and
 * *result->complete, or the failure with kind, status, code, message, request id, retryable and
 * hint in err.  *result is written in either case, as far as it is known.  Text that was held
 * back is handed on first.
 *
 * Complete is: a finish reason, [DONE], a usage chunk at the end, or a whole JSON text, each with
 * some answer text.  `length` with some answer is complete; the caller warns.  Else:
 * ASKCAM_ERR_PROTOCOL   it broke off, also by x-dashscope-partialresponse (retryable), or is not
 *                       what it should be (not retryable);
 * ASKCAM_ERR_NO_ANSWER  it ended without answer text;
 * ASKCAM_ERR_REFUSED    content_filter; and what api_error.h says of errors.
 */
enum askcam_status askcam_chat_reply_finish(struct askcam_chat_reply *reply, bool body_whole,
                                            struct askcam_chat_result *result);

#endif
