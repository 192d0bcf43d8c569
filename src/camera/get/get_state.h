/* SPDX-License-Identifier: MIT */
/* get_state.h - what the files of a get: source share. */
#ifndef ASKCAM_GET_STATE_H
#define ASKCAM_GET_STATE_H

#include "client.h"
#include "get_source.h"
#include "get_url.h"
#include "http_auth.h"
#include "mjpeg_selector.h"
#include "source_deadline.h"

enum { ASKCAM_GET_HEAD_BYTES = 512, ASKCAM_GET_SHOWN_BYTES = 200, ASKCAM_GET_LINE_BYTES = 1024 };

struct askcam_get {
    const struct askcam_host *host;
    struct askcam_net net;
    void (*release_net)(struct askcam_net *net);
    const char *ca_file; /* borrowed */
    struct askcam_source_deadline deadline;
    char shown[ASKCAM_GET_SHOWN_BYTES]; /* the source's name in texts */
    struct askcam_get_url url;
    struct askcam_mjpeg_selector selector;

    /* logging in */
    struct askcam_challenge challenge; /* in force; scheme NONE: nothing is sent */
    uint32_t nonce_count;
    askcam_hash *hash;
    char cnonce[ASKCAM_AUTH_CNONCE_BYTES];
    char authorization[ASKCAM_AUTH_HEADER_BYTES];

    /* one picture */
    uint64_t ends_ms;                     /* of ASKCAM_GET_TIMEOUT_MS */
    char target[ASKCAM_GET_TARGET_BYTES]; /* of the request; redirects change it */
    uint64_t taken_ms;                    /* the kept picture's first byte */

    /* one reply */
    bool is_connected; /* the request has begun to be sent */
    struct askcam_client_reply reply;
    struct askcam_challenge asked; /* by its headers */
    char location[ASKCAM_GET_LINE_BYTES];
    uint64_t body_bytes;
    uint64_t first_good_ms; /* ASKCAM_NEVER: none yet */
    bool is_too_large;
    size_t head_bytes;                   /* of head[] in use */
    uint8_t head[ASKCAM_GET_HEAD_BYTES]; /* the body's first bytes, which tell what came instead */
    struct askcam_error cause;           /* of the client */
    struct askcam_client client;
};

/*
 * One request and its reply: pictures are in get->selector, the newest one kept.  As
 * askcam_client_exchange(), whose cause is in get->cause; ASKCAM_ERR_INTERNAL and
 * ASKCAM_ERR_INTERRUPTED with a cause in err.
 */
enum askcam_status askcam_get_exchange(struct askcam_get *get, struct askcam_error *err);

/*
 * After a reply without a picture: what to do next.  ASKCAM_OK: another request, as get->target and
 * get->challenge say now; else the cause is in err.
 */
enum askcam_status askcam_get_follow(struct askcam_get *get, struct askcam_error *err);

/* No picture came, and no status explains it: ASKCAM_ERR_SOURCE and so on with the cause in err. */
enum askcam_status askcam_get_fail(struct askcam_get *get, enum askcam_status status,
                                   struct askcam_error *err);

#endif
