/* SPDX-License-Identifier: MIT */
/*
 * text_out.h - where thinking and answer text goes next, between the stages of a reply.
 *
 * For: think_split.h and cumulative.h, which hand on what they are given, in order.
 */
#ifndef ASKCAM_TEXT_OUT_H
#define ASKCAM_TEXT_OUT_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

/* Text is whole UTF-8 characters, borrowed for the call.  A failure stops the stage. */
struct askcam_text_out {
    enum askcam_status (*text)(void *ctx, bool is_thinking, const char *text, size_t text_bytes);
    void *ctx;
};

static inline enum askcam_status askcam_text_put(const struct askcam_text_out *out,
                                                 bool is_thinking, const char *text,
                                                 size_t text_bytes)
{
    return text_bytes == 0 ? ASKCAM_OK : out->text(out->ctx, is_thinking, text, text_bytes);
}

#endif
