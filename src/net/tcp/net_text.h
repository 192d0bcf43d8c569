/* SPDX-License-Identifier: MIT */
/*
 * net_text.h - messages and hints for the system's errors.
 *
 * For: translating errno and getaddrinfo()'s codes in one place.  Must not know: mbedTLS.
 */
#ifndef ASKCAM_NET_TEXT_H
#define ASKCAM_NET_TEXT_H

#include "status.h"

struct askcam_net_text {
    int number;
    enum askcam_status kind;
    const char *why; /* NULL: not in the table; give the number instead */
    const char *hint;
};

/* Of a failed system call.  Never NULL. */
const struct askcam_net_text *askcam_net_text_of_errno(int number);

/* Of a failed getaddrinfo().  Never NULL. */
const struct askcam_net_text *askcam_net_text_of_lookup(int code);

#endif
