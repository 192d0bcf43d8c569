/* SPDX-License-Identifier: MIT */
/*
 * chat_request.h - a question with pictures as a request body, in segments.
 *
 * For: a body whose text is made by cJSON (so user text is never escaped by hand) and whose
 * pictures are written into their places while it is sent, however many they are.
 * Knows both APIs' request shapes.  Must not know: where pictures come from, HTTP framing.
 */
#ifndef ASKCAM_CHAT_REQUEST_H
#define ASKCAM_CHAT_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "api.h"
#include "error.h"
#include "host.h"
#include "media.h"

enum {
    ASKCAM_CHAT_IMAGES = 64, /* groups of pictures (--source options) in one question */
    ASKCAM_CHAT_SEGMENTS = 2 * ASKCAM_CHAT_IMAGES + 1,
};

enum askcam_thinking {
    ASKCAM_THINKING_DEFAULT, /* nothing is sent */
    ASKCAM_THINKING_ON,
    ASKCAM_THINKING_OFF,
};

/* One --source: a picture by URL, or `count` pictures whose bytes are written into the body. */
struct askcam_chat_image {
    const char *url;         /* by reference; NULL: bytes */
    uint32_t count;          /* of pictures, for bytes; 1 or more */
    bool as_video;           /* the count pictures are one frame list */
    enum askcam_media media; /* of those bytes; frames of a video are JPEGs */
    uint32_t fps_milli;      /* of the frame list, in thousandths; 0: not sent */
};

/* An earlier message of a conversation. */
struct askcam_chat_turn {
    const char *role; /* "user" or "assistant" */
    const char *text;
};

/* Numbers that the user may leave out: nothing is sent that was not set. */
struct askcam_chat_number {
    bool set;
    double value;
};

/* A whole question.  All texts are borrowed, valid UTF-8; NULL or zero means: not sent. */
struct askcam_chat {
    enum askcam_api api;
    const char *model;
    const char *system;
    const struct askcam_chat_turn *turns; /* before the question, oldest first */
    size_t turns_count;
    const struct askcam_chat_image *images; /* before the question's text, in order */
    size_t images_count;
    const char *question;
    bool no_stream;
    enum askcam_thinking thinking;
    struct askcam_chat_number thinking_budget;
    const char *thinking_effort; /* reasoning_effort: a word of the model's */
    struct askcam_chat_number max_tokens;
    struct askcam_chat_number max_completion_tokens; /* wins over max_tokens */
    struct askcam_chat_number temperature;
    struct askcam_chat_number top_p;
    struct askcam_chat_number seed;
    bool json;               /* response_format json_object */
    const char *json_schema; /* JSON text: a bare schema or the API's wrapper */
    const char *extra;       /* JSON text of an object, merged last and winning */
    bool increments_anyway;  /* DashScope: do not ask for increments; askcam_model_settle() */
};

/*
 * A body is segments in order.  TEXT is written as it is.  PICTURES stands for `count` pictures,
 * numbered on from `first`: before each one `before`, then its base64, then `after`; between two
 * of them `between`.
 */
struct askcam_chat_segment {
    bool is_pictures;
    const char *text; /* TEXT */
    size_t text_bytes;
    uint32_t first; /* PICTURES */
    uint32_t count;
    const char *before;
    size_t before_bytes;
    const char *after;
    size_t after_bytes;
    const char *between;
    size_t between_bytes;
};

/* A finished body; segments point into its own heap text (cJSON's), freed by close. */
struct askcam_chat_body {
    size_t segments_count;
    uint32_t pictures_count;
    char *owned; /* fields from here belong to chat_request.c */
    struct askcam_chat_segment segments[ASKCAM_CHAT_SEGMENTS];
};

/*
 * Makes the body.  host gives the chance that keeps the place-holders apart from user text.
 * ASKCAM_ERR_USAGE, with a cause: invalid UTF-8, --extra that is not a JSON object, a schema that
 * is not JSON; ASKCAM_ERR_INTERNAL: out of memory.
 */
enum askcam_status askcam_chat_body_open(struct askcam_chat_body *body,
                                         const struct askcam_chat *chat,
                                         const struct askcam_host *host, struct askcam_error *err);

/* Frees; idempotent, also on a zeroed body. */
void askcam_chat_body_close(struct askcam_chat_body *body);

/*
 * Bytes of the body for pictures whose JPEGs are jpeg_bytes in all; base64 is counted picture by
 * picture, so the caller gives the sum of their base64 lengths (ASKCAM_B64_TEXT_BYTES of each).
 */
uint64_t askcam_chat_body_bytes(const struct askcam_chat_body *body, uint64_t base64_bytes);

/* The path of the call, appended to the base URL. */
const char *askcam_api_path(enum askcam_api api);

/* Headers of the API beside Authorization and Content-Type, such as X-DashScope-SSE: row i, or
 * false past the last.  `no_stream` as in the chat. */
bool askcam_api_header(enum askcam_api api, bool no_stream, size_t i, const char **name,
                       const char **value);

#endif
