/* SPDX-License-Identifier: MIT */
/*
 * client.h - one HTTP exchange: a request out, its reply in, over a connection that may be kept.
 *
 * For: whatever talks HTTP: the ask, a picture to fetch, a line to deliver.  The body comes from a
 * writer and is never held whole, the reply goes to callbacks while it arrives, also while the
 * request is still being sent.  Knows RFC 9110, RFC 9112 and deadlines.
 * Must not know: what a body means, what is tried again.
 */
#ifndef ASKCAM_CLIENT_H
#define ASKCAM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "connect.h"
#include "error.h"
#include "host.h"
#include "http_reply.h"
#include "net.h"
#include "proxy_url.h"
#include "request_head.h"
#include "ring.h"
#include "sink.h"
#include "url.h"

enum {
    ASKCAM_CLIENT_RING_BYTES = 16384, /* of a reply held at most */
    ASKCAM_CLIENT_HEAD_BYTES = 8192,  /* of a request head at most */
    ASKCAM_CLIENT_GRACE_MS = 2000,    /* for the rest of a reply whose outcome is decided */
};

/*
 * Whom to reach, and how long to wait.  Everything is borrowed until the last call.  A time-out
 * may be ASKCAM_NEVER.
 */
struct askcam_client_config {
    const struct askcam_host *host;
    struct askcam_net net;
    const struct askcam_url *url;                /* of the server: scheme, host and port */
    const char *ca_file;                         /* NULL: the system's bundle */
    const struct askcam_session_store *sessions; /* of earlier runs; NULL: none */
    const char *secret;               /* masked in causes where the server echoes it; NULL: none */
    const struct askcam_proxy *proxy; /* NULL: connect directly; for a URL with TLS only */
    const char *route_hint; /* added to the hint when no connection can be made; NULL: nothing is */
    bool allows_local;      /* see net.h */
    bool allows_plain;      /* likewise */
    uint64_t connect_timeout_ms;    /* look-up, connection and TLS handshake together */
    uint64_t first_byte_timeout_ms; /* from the request's last byte to the reply's first */
    uint64_t idle_timeout_ms;       /* no byte moves, or the reply has no content */
    uint64_t deadline_ms;           /* of everything, on the monotonic clock */
};

struct askcam_client_request {
    const char *method; /* not HEAD */
    const char *path;   /* begins with '/'; goes between the path and the query of the URL */
    const struct askcam_header *headers; /* beside Host and the framing */
    size_t headers_count;
    enum askcam_framing framing;
    uint64_t body_bytes; /* for ASKCAM_FRAMING_LENGTH */

    /*
     * Writes the body; NULL: there is none.  It may be called a second time, for a new connection,
     * and must then write the same.  A failure of `out` is returned as it is.
     */
    enum askcam_status (*write_body)(void *ctx, struct askcam_sink out);
    void *ctx;
};

enum askcam_client_stage {
    ASKCAM_CLIENT_SENDING,
    ASKCAM_CLIENT_WAITING, /* for the reply's first byte */
    ASKCAM_CLIENT_READING,
};

/*
 * What becomes of the reply.  Anything but ASKCAM_OK ends the exchange with that status, and the
 * callback keeps the cause.
 */
struct askcam_client_callbacks {
    void *ctx;
    /* Each header before head(), as http_reply.h says.  NULL: not wanted. */
    void (*field)(void *ctx, const struct askcam_http_field *field);
    /* Once: the status and the headers that http_reply.h keeps.  NULL: not wanted. */
    enum askcam_status (*head)(void *ctx, const struct askcam_http_head *head);
    /* The body's bytes without their framing, in order.  May call askcam_client_content(),
     * askcam_client_decided() and askcam_client_enough(). */
    enum askcam_status (*body)(void *ctx, const void *bytes, size_t bytes_len);
    /* No more bytes are there for now: what was held back goes out.  NULL: nothing is. */
    enum askcam_status (*flush)(void *ctx);
    /* Where the exchange is; at least once a second.  NULL: not wanted. */
    void (*progress)(void *ctx, enum askcam_client_stage stage);
    bool marks_content; /* body() calls askcam_client_content(); else every byte is content */
};

/* How far the reply came. */
struct askcam_client_reply {
    bool has_head;
    bool is_whole; /* to its end, or as far as it was wanted */
    struct askcam_http_head head;
};

/*
 * Client state, in the caller's memory; about 34 KB.  Fields belong to the module; the times may be
 * read.  It points into itself: it must not move during an exchange.
 */
struct askcam_client {
    struct askcam_client_config config;
    bool is_fresh;       /* the connection is this client's own and has carried no exchange */
    bool is_reused;      /* it has carried one */
    uint64_t connect_ms; /* spent on connecting, since init */
    uint64_t upload_ms;  /* spent on sending, since init */

    /* one exchange */
    const struct askcam_client_request *request;
    const struct askcam_client_callbacks *callbacks;
    struct askcam_client_reply *reply;
    struct askcam_error *err;
    bool is_sending;
    bool is_sent;            /* the request is, to its last byte */
    bool has_begun;          /* the reply's first byte has come */
    bool is_stale;           /* the kept connection was of no use for this request */
    bool is_enough;          /* the callback wants no more */
    uint64_t sent_bytes;     /* of the request, head and body */
    uint64_t sent_ms;        /* when a byte of the request moved last */
    uint64_t received_ms;    /* when a byte of the reply came last */
    uint64_t content_ms;     /* when content came last */
    uint64_t decided_ms;     /* when the outcome was decided; ASKCAM_NEVER: it is open */
    uint64_t interrupted_ms; /* when the user's wish to end was looked for last */
    struct askcam_error http_err;
    struct askcam_http_reply http;
    struct askcam_ring ring;
    struct askcam_body framer;
    struct askcam_connect connect; /* while dialling through a proxy; then wiped */
    uint8_t ring_bytes[ASKCAM_CLIENT_RING_BYTES];
};

/* Starts a client over config's net, whose connection may be open already.  Cannot fail. */
void askcam_client_init(struct askcam_client *client, const struct askcam_client_config *config);

/*
 * Makes sure that there is a connection, through the proxy if there is one: a proxy that refuses is
 * ASKCAM_ERR_UNAVAILABLE, one that wants a password ASKCAM_ERR_AUTH, and nothing but CONNECT is
 * sent to it before the server behind it is trusted.  A kept one on which anything came, or whose
 * peer closed, is dropped, and a new one made (RFC 9112 section 9.2); so is one to another server,
 * or by another way. As dial of net.h, with ASKCAM_ERR_UNAVAILABLE and a cause for a time-out.
 */
enum askcam_status askcam_client_connect(struct askcam_client *client, struct askcam_error *err);

/*
 * Sends the request and hands the reply on; connects where that has not been done.  A kept
 * connection that turns out to be of no use is replaced by a new one, once: it broke before the
 * reply's first byte, or a reply came before the request was written, or 408 (RFC 9110 section
 * 15.5.9).
 *
 * ASKCAM_OK           the reply is over, or as good as: its outcome was decided, or that was enough
 * ASKCAM_ERR_TOO_LARGE  the writer wrote more or less than body_bytes; no cause
 * ASKCAM_ERR_PROTOCOL   not HTTP, or it broke off (retryable)
 * ASKCAM_ERR_UNAVAILABLE, TLS, USAGE, INTERNAL with a cause, INTERRUPTED, and what a callback or
 * the writer returned.
 *
 * *reply is always written.  A status of 300 or more decides the outcome, and ends the upload.  The
 * connection stays open where it can carry another exchange; else it is closed.
 */
enum askcam_status askcam_client_exchange(struct askcam_client *client,
                                          const struct askcam_client_request *request,
                                          const struct askcam_client_callbacks *callbacks,
                                          struct askcam_client_reply *reply,
                                          struct askcam_error *err);

/* For body(): these bytes had content, so that the idle time-out starts anew. */
void askcam_client_content(struct askcam_client *client);

/*
 * For body(): the outcome is decided.  The rest of the reply is waited for ASKCAM_CLIENT_GRACE_MS
 * from now, whatever comes; later calls change nothing.
 */
void askcam_client_decided(struct askcam_client *client);

/*
 * For body(): no more of the reply is wanted.  What came already is still handed on, then the
 * exchange ends with ASKCAM_OK; if the reply is not whole then, the connection is closed.
 */
void askcam_client_enough(struct askcam_client *client);

/* Ends the connection.  Idempotent. */
void askcam_client_close(struct askcam_client *client);

/*
 * Writes a request's head as one piece.  ASKCAM_ERR_USAGE with a cause, and nothing written, if it
 * does not fit ASKCAM_CLIENT_HEAD_BYTES or a header cannot be sent.
 */
enum askcam_status askcam_client_write_head(const struct askcam_url *url,
                                            const struct askcam_client_request *request,
                                            struct askcam_sink out, struct askcam_error *err);

#endif
