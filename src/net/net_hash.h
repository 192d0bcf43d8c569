/* SPDX-License-Identifier: MIT */
/* net_hash.h - the hashes of hash.h by mbedTLS. */
#ifndef ASKCAM_NET_HASH_H
#define ASKCAM_NET_HASH_H

#include "hash.h"

askcam_hash askcam_net_hash;

#endif
