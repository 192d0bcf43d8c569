/* SPDX-License-Identifier: MIT */
/*
 * net_text.h - the system's network errors in words, with what the user can do.
 *
 * For: translating errno and getaddrinfo()'s codes in one place.  Must not know: mbedTLS.
 */
#ifndef ASKCAM_NET_TEXT_H
#define ASKCAM_NET_TEXT_H

#include "status.h"

struct askcam_net_text {
    int number;
    enum askcam_status kind;
    const char *why; /* NULL: not in the table; say the number */
    const char *hint;
};

/* Of a failed connect().  Never NULL. */
const struct askcam_net_text *askcam_net_text_of_errno(int number);

/* Of a failed getaddrinfo().  Never NULL. */
const struct askcam_net_text *askcam_net_text_of_lookup(int code);

#endif
