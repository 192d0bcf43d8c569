/* SPDX-License-Identifier: MIT */
/*
 * wipe.h - secrets, cleared so that the compiler cannot drop it.
 *
 * For: keys, and buffers that a key went through.
 */
#ifndef ASKCAM_WIPE_H
#define ASKCAM_WIPE_H

#include <stddef.h>

/* As memset to 0, but not left out although the bytes are not read again. */
void askcam_wipe(void *bytes, size_t bytes_len);

#endif
