/* SPDX-License-Identifier: MIT */
/*
 * get_source.h - pictures that a camera serves over HTTP: a JPEG, or a stream of them.
 *
 * For: askcam_source_open(), and tests that put another network behind it.
 * Must not know: what a picture is for, the API's server.
 *
 * Each take() makes a request of its own and takes the newest picture that comes: of a stream, the
 * one behind which nothing more is there to read, since servers may have older ones in store.  So
 * no connection is held while no picture is wanted, except one that brought a whole reply.
 * Pictures are found by their bytes (mjpeg_split.h): neither the media type nor the boundary nor
 * the headers of a part matter.
 */
#ifndef ASKCAM_GET_SOURCE_H
#define ASKCAM_GET_SOURCE_H

#include "net.h"
#include "source.h"

enum {
    ASKCAM_GET_TIMEOUT_MS = 10000,     /* for a picture, from the look-up of the name on */
    ASKCAM_GET_REPLY_BYTES = 20000000, /* of one reply at most, the pictures in it together */
    ASKCAM_GET_REQUESTS = 8,           /* for a picture: redirects, and logging in */
    ASKCAM_GET_BURST_MS = 1000,        /* a stream that never pauses: the newest after this time */
};

/* The connection of a source, and what frees it; the source takes both, also if it fails. */
struct askcam_get_net {
    struct askcam_net net;
    void (*release)(struct askcam_net *net);
};

/*
 * net is taken over, whatever the outcome, and released by release_net.  The state is one
 * allocation of 60 KB.  The picture is kept in a second one, as it is sent only after the whole of
 * it was good; with a part of the next one of a stream it has at most ASKCAM_GET_REPLY_BYTES,
 * rounded up to the next power of two.
 *
 * take() fails with ASKCAM_ERR_SOURCE: not reachable, refused, no picture within the bounds;
 * ASKCAM_ERR_TLS: not trusted; ASKCAM_ERR_CONFIG: ca_file; ASKCAM_ERR_UNAVAILABLE: the deadline;
 * ASKCAM_ERR_INTERRUPTED, ASKCAM_ERR_INTERNAL.  Neither texts nor frames have a user name, a
 * password or a query in them.
 */
enum askcam_status askcam_get_source_open(struct askcam_source *source,
                                          const struct askcam_host *host,
                                          const struct askcam_get_net *net, const char *spec,
                                          const struct askcam_source_options *options,
                                          struct askcam_error *err);

#endif
