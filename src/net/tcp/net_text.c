/* SPDX-License-Identifier: MIT */
/* net_text.c - see net_text.h. */
#include "net_text.h"

#include <errno.h>
#include <netdb.h>
#include <stddef.h>

#define CHECK_NETWORK "check the network of this device"
#define CHECK_NAME    "check the host's name and the name server of this device"

static const struct askcam_net_text ERRNO_WORDS[] = {
    {ECONNREFUSED, ASKCAM_ERR_UNAVAILABLE, "connection refused",
     "check that the server runs and the port is right"},
    {ETIMEDOUT, ASKCAM_ERR_UNAVAILABLE, "no answer",
     "check the network and that no firewall drops the connection"},
    {ENETUNREACH, ASKCAM_ERR_UNAVAILABLE, "no route to that network", CHECK_NETWORK},
    {EHOSTUNREACH, ASKCAM_ERR_UNAVAILABLE, "no route to that host", CHECK_NETWORK},
    {ENETDOWN, ASKCAM_ERR_UNAVAILABLE, "the network is down", CHECK_NETWORK},
    {EADDRNOTAVAIL, ASKCAM_ERR_UNAVAILABLE, "this device has no address for it", CHECK_NETWORK},
    {EAFNOSUPPORT, ASKCAM_ERR_UNAVAILABLE, "this device does not support that kind of address",
     CHECK_NETWORK},
    {ECONNRESET, ASKCAM_ERR_UNAVAILABLE, "connection reset",
     "check that the server runs and the port is right"},
    {EACCES, ASKCAM_ERR_UNAVAILABLE, "forbidden by this device's firewall",
     "allow the connection in the firewall of this device"},
    {EPERM, ASKCAM_ERR_UNAVAILABLE, "forbidden by this device's firewall",
     "allow the connection in the firewall of this device"},
    {EMFILE, ASKCAM_ERR_INTERNAL, "too many open files", "raise the limit of open files"},
    {ENFILE, ASKCAM_ERR_INTERNAL, "too many open files on this device", "close other programs"},
    {ENOMEM, ASKCAM_ERR_INTERNAL, "out of memory", "free memory on this device"},
    {ENOBUFS, ASKCAM_ERR_INTERNAL, "out of memory for the network", "free memory on this device"},
    {0, ASKCAM_ERR_UNAVAILABLE, NULL, CHECK_NETWORK},
};

static const struct askcam_net_text LOOKUP_WORDS[] = {
    {EAI_NONAME, ASKCAM_ERR_UNAVAILABLE, "no such host name", CHECK_NAME},
#ifdef EAI_NODATA
    {EAI_NODATA, ASKCAM_ERR_UNAVAILABLE, "the host name has no address", CHECK_NAME},
#endif
    {EAI_AGAIN, ASKCAM_ERR_UNAVAILABLE, "the name server did not answer", CHECK_NAME},
    {EAI_FAIL, ASKCAM_ERR_UNAVAILABLE, "the name server could not look the host up", CHECK_NAME},
    {EAI_MEMORY, ASKCAM_ERR_INTERNAL, "out of memory", "free memory on this device"},
    {0, ASKCAM_ERR_UNAVAILABLE, NULL, CHECK_NAME},
};

/* The row of number; the last row, which ends the table, is for all others. */
static const struct askcam_net_text *find(const struct askcam_net_text *row, int number)
{
    while (row->why != NULL && row->number != number) {
        row++;
    }
    return row;
}

const struct askcam_net_text *askcam_net_text_of_errno(int number)
{
    return find(ERRNO_WORDS, number);
}

const struct askcam_net_text *askcam_net_text_of_lookup(int code)
{
    return find(LOOKUP_WORDS, code);
}
