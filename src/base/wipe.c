/* SPDX-License-Identifier: MIT */
/* wipe.c - see wipe.h. */
#include "wipe.h"

void askcam_wipe(void *bytes, size_t bytes_len)
{
    volatile unsigned char *const at = bytes; /* what is written through volatile is written */

    for (size_t i = 0; i < bytes_len; i++) {
        at[i] = 0;
    }
}
