/* SPDX-License-Identifier: MIT */
/*
 * errno_text.h - an errno value in words.
 *
 * For: the "why" of an error line.  Must not know: what failed.
 */
#ifndef ASKCAM_ERRNO_TEXT_H
#define ASKCAM_ERRNO_TEXT_H

#include <string.h>

/* `error` is positive.  Static text, never NULL, safe with threads (strerror() is not). */
static inline const char *askcam_errno_text(int error)
{
    const char *text = strerrordesc_np(error);
    return text != NULL ? text : "unknown error";
}

#endif
