/* SPDX-License-Identifier: MIT */
/*
 * http_reply.h - an HTTP/1.1 reply out of bytes that arrive in pieces.
 *
 * For: a status, the few headers that matter, and the body's bytes with their framing taken off.
 * Knows RFC 9112: 1xx replies, Content-Length, chunks with extensions and trailers, bodies that
 * end with the connection.  Must not know: sockets, what the body holds, the heap.
 */
#ifndef ASKCAM_HTTP_REPLY_H
#define ASKCAM_HTTP_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "sink.h"
#include "status.h"

enum {
    ASKCAM_HTTP_VALUE_BYTES = 128,  /* of a kept header's value; the rest is dropped */
    ASKCAM_HTTP_LINE_BYTES = 256,   /* read of one line about framing; the rest is skipped */
    ASKCAM_HTTP_FIELD_BYTES = 1024, /* likewise of a header's line */
    ASKCAM_HTTP_HEAD_BYTES = 65536, /* of all heads and trailers; more is ASKCAM_ERR_PROTOCOL */
    ASKCAM_HTTP_INTERIM_COUNT = 8,  /* 1xx replies before the final one; more is likewise */
};

/*
 * What a head said.  Texts are "" where the header was absent, printable ASCII ('?' for anything
 * else), and the first header's if there are several.  The secret is masked in them.
 */
struct askcam_http_head {
    int status;                                 /* 200..599; 1xx are skipped */
    char content_type[ASKCAM_HTTP_VALUE_BYTES]; /* as sent, with parameters */
    /* "" also for "identity" and "none", which mean that there is no encoding. */
    char content_encoding[ASKCAM_HTTP_VALUE_BYTES];
    char location[ASKCAM_HTTP_VALUE_BYTES];
    char request_id[ASKCAM_REQUEST_ID_BYTES];  /* x-request-id, else x-dashscope-request-id */
    char retry_after[ASKCAM_HTTP_VALUE_BYTES]; /* as sent; retry_after.h reads it */
    char date[ASKCAM_HTTP_VALUE_BYTES];        /* likewise */
    bool partial;                              /* x-dashscope-partialresponse: true */
    bool closes;                               /* the connection ends with this reply */
    bool has_length;
    uint64_t length_bytes;
    bool chunked;
};

/* A header as it was sent, not masked; texts are not ended by '\0' and borrowed for the call. */
struct askcam_http_field {
    const char *name;
    size_t name_bytes;
    const char *value; /* without the blanks around it */
    size_t value_bytes;
};

/*
 * field() comes with each header of the final head that is sound and fits a line, in their order,
 * also with one that struct askcam_http_head has; NULL: not wanted.
 * head() comes once, when the final head is whole and sound; then body() with the body's bytes.
 * Anything but ASKCAM_OK stops the parser and comes back from push().
 */
struct askcam_http_callbacks {
    void *ctx;
    void (*field)(void *ctx, const struct askcam_http_field *field);
    enum askcam_status (*head)(void *ctx, const struct askcam_http_head *head);
    enum askcam_status (*body)(void *ctx, const void *bytes, size_t bytes_len);
};

/* Parser state, in the caller's memory; fields belong to http_reply.c and http_head.c. */
struct askcam_http_reply {
    struct askcam_http_callbacks callbacks;
    struct askcam_http_head head;
    struct askcam_error *err;  /* gets the cause of ASKCAM_ERR_PROTOCOL; may be NULL */
    const char *secret;        /* masked in every text; NULL: none */
    enum askcam_status status; /* first failure; stays until init */
    uint8_t state;
    uint8_t interim_count;
    uint8_t minor_version; /* of the head in progress: HTTP/1.N */
    bool keeps_alive;      /* Connection: keep-alive */
    uint32_t head_bytes;   /* of heads and trailers so far */
    uint64_t left_bytes;   /* of the body or of the chunk */
    uint64_t body_bytes;   /* passed on so far */
    size_t line_bytes;     /* of line[] in use */
    bool line_cut;         /* the line was longer */
    bool line_folded;      /* it goes on from the line before */
    char line[ASKCAM_HTTP_FIELD_BYTES];
};

/* Start a reply.  err is borrowed until the last call.  Cannot fail. */
void askcam_http_reply_init(struct askcam_http_reply *reply,
                            const struct askcam_http_callbacks *callbacks,
                            struct askcam_error *err);

/*
 * Mask a secret, and beginnings of it (mask.h), in the head's texts and in the cause of a failure,
 * before they are cut.  Between init and the first push; secret is borrowed until the last call.
 */
void askcam_http_reply_mask(struct askcam_http_reply *reply, const char *secret);

/*
 * Feed the next bytes, in pieces of any size; what is taken does not depend on the cuts.
 * *taken_bytes is how many belonged to this reply: fewer than given only at its end, or after
 * a failure.  ASKCAM_ERR_PROTOCOL, with a cause, for what is not HTTP/1.0 or 1.1, for 101, for
 * lengths that are not numbers or differ, Transfer-Encoding beside Content-Length or other than
 * `chunked`, a header about framing that is folded or has blanks before its colon, and broken
 * chunks.  What is not about framing is taken as other clients take it: folded headers are joined,
 * lines that are not headers are skipped, lines may end with LF alone.
 */
enum askcam_status askcam_http_reply_push(struct askcam_http_reply *reply, const void *bytes,
                                          size_t bytes_len, size_t *taken_bytes);

/* The reply's end has been seen: its length, its last chunk, or no body at all. */
bool askcam_http_reply_is_whole(const struct askcam_http_reply *reply);

/*
 * The connection has ended.  ASKCAM_OK if the reply is whole or ends with the connection;
 * ASKCAM_ERR_CLOSED if not even its first byte had come; else ASKCAM_ERR_PROTOCOL with a cause.
 */
enum askcam_status askcam_http_reply_finish(struct askcam_http_reply *reply);

#endif
