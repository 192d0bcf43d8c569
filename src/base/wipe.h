/* SPDX-License-Identifier: MIT */
/*
 * wipe.h - bytes that nobody shall find any more.
 *
 * For: keys, and buffers that a key went through.
 */
#ifndef ASKCAM_WIPE_H
#define ASKCAM_WIPE_H

#include <stddef.h>

/* As memset to 0, but never left out because nobody reads the bytes again. */
void askcam_wipe(void *bytes, size_t bytes_len);

#endif
