/* SPDX-License-Identifier: MIT */
/*
 * chat_reply.h - thinking, answer, usage and end out of a reply's body, or its error.
 *
 * For: both APIs and their look-alikes, streamed or whole, while the bytes arrive.  What a field
 * means is in one table of paths per API (dialect.c); what an error means in another (fault.c).
 * Must not know: sockets, clocks, terminals.
 */
#ifndef ASKCAM_CHAT_REPLY_H
#define ASKCAM_CHAT_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "error.h"
#include "http_reply.h"
#include "json.h"
#include "sse.h"

/*
 * Takes text while it arrives: valid UTF-8 cut between characters, borrowed for the call.
 * Anything but ASKCAM_OK stops the reply and comes back from push().
 */
struct askcam_chat_taker {
    void *ctx;
    enum askcam_status (*thinking)(void *ctx, const char *text, size_t text_bytes);
    enum askcam_status (*answer)(void *ctx, const char *text, size_t text_bytes);
};

/* Tokens; -1 where the service did not say. */
struct askcam_usage {
    int64_t input, output, reasoning, image, cached, total;
};

/* What is known once the reply has ended. */
struct askcam_chat_result {
    bool complete;
    char finish_reason[32]; /* "" if the service named none */
    char request_id[ASKCAM_REQUEST_ID_BYTES];
    char model[64]; /* as echoed */
    struct askcam_usage usage;
    uint64_t thinking_bytes;
    uint64_t answer_bytes;
};

enum askcam_chat_end {
    ASKCAM_CHAT_OPEN,     /* more is to come */
    ASKCAM_CHAT_FINISHED, /* a finish reason was named; usage may follow */
    ASKCAM_CHAT_DONE,     /* [DONE], or a whole JSON reply: nothing of interest follows */
};

/*
 * Reply state, in the caller's memory; from `api` on fields belong to chat_reply.c.  Bounded: it
 * does not grow with the reply or with one event.
 */
struct askcam_chat_reply;

/*
 * Start a reply.  `streamed` tells whether the request asked for events; a reply of the other
 * kind is taken all the same if it is what it should be.  err gets the cause of a failure.
 * Cannot fail.
 */
void askcam_chat_reply_init(struct askcam_chat_reply *reply, enum askcam_api api, bool streamed,
                            const struct askcam_chat_taker *taker, struct askcam_error *err);

/* The reply's head: status, media type, request id.  ASKCAM_ERR_PROTOCOL for a 2xx that cannot be
 * a reply (text/html, an encoding that was not asked for). */
enum askcam_status askcam_chat_reply_head(struct askcam_chat_reply *reply,
                                          const struct askcam_http_head *head);

/* The body's next bytes, in pieces of any size; the events do not depend on the cuts. */
enum askcam_status askcam_chat_reply_push(struct askcam_chat_reply *reply, const void *bytes,
                                          size_t bytes_len);

/* How far the reply is; after ASKCAM_CHAT_FINISHED a missing end of HTTP is no failure. */
enum askcam_chat_end askcam_chat_reply_end(const struct askcam_chat_reply *reply);

/* Events with thinking or answer text so far, for the clock that watches a stream with life signs
 * but no content. */
uint64_t askcam_chat_reply_content_events(const struct askcam_chat_reply *reply);

/*
 * The verdict, once the body has ended or broken off (body_whole false).  ASKCAM_OK and
 * *result->complete, or the failure with kind, status, code, message, request id, retryable and
 * mend in err.  *result is written in either case, as far as it is known.
 */
enum askcam_status askcam_chat_reply_finish(struct askcam_chat_reply *reply, bool body_whole,
                                            struct askcam_chat_result *result);

#endif
