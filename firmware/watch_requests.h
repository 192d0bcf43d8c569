/* SPDX-License-Identifier: MIT */
/*
 * watch_requests.h - what is asked of `watch` while it runs: by signals, and by lines on stdin.
 *
 * For: cmd_watch.c.  Must not know: what is done about it.
 */
#ifndef ASKCAM_WATCH_REQUESTS_H
#define ASKCAM_WATCH_REQUESTS_H

#include <stdbool.h>

#include "error.h"
#include "host_linux.h"

/* In the caller's memory; zeroed is closed. */
struct watch_requests {
    struct askcam_host_linux *linux_host;
    int fd;           /* readable once there are some, or standard input has bytes */
    bool reads_stdin; /* until its end */
    unsigned came;    /* before the loop ran */
    bool is_open;
};

/* Catches SIGUSR1; each line on standard input requests a picture if reads_stdin. */
enum askcam_status watch_requests_open(struct watch_requests *requests,
                                       struct askcam_host_linux *linux_host, bool reads_stdin,
                                       struct askcam_error *err);

/* Takes those that have come: bits of enum askcam_watch_request.  Does not wait. */
unsigned watch_requests_take(struct watch_requests *requests);

/* Idempotent. */
void watch_requests_close(struct watch_requests *requests);

#endif
