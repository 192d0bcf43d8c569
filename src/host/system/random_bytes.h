/* SPDX-License-Identifier: MIT */
/*
 * random_bytes.h - random bytes of the kernel, without waiting for them.
 *
 * For: host_linux.c.  Knows getrandom.  Must not know: what they are for.
 */
#ifndef ASKCAM_RANDOM_BYTES_H
#define ASKCAM_RANDOM_BYTES_H

#include <stdbool.h>
#include <stddef.h>

/* Fills buf with bytes fit for keys; false while the kernel has none yet, and buf is undefined. */
bool askcam_try_random(void *buf, size_t bytes_len);

/* As host.h says of quick_random. */
void askcam_quick_random(void *ctx, void *buf, size_t bytes_len);

#endif
