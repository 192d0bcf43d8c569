/* SPDX-License-Identifier: MIT */
/*
 * surrogates.h - surrogate pairs that are split over two events, joined.
 *
 * For: servers that cut their text between UTF-16 units and escape each half.  The scanner passes
 * lone halves as three bytes (keeps_halves in json.h); what comes out is valid UTF-8.
 */
#ifndef ASKCAM_SURROGATES_H
#define ASKCAM_SURROGATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_out.h"

/* State, in the caller's memory; fields belong to surrogates.c. */
struct askcam_surrogates {
    struct askcam_text_out out;
    uint16_t high;    /* a first half at the end of the text so far, or 0 */
    bool is_thinking; /* where it is */
};

/* Start a new text.  Cannot fail. */
void askcam_surrogates_init(struct askcam_surrogates *surrogates, struct askcam_text_out out);

/*
 * The next piece of thinking or answer.  A second half at its start completes a first half at the
 * end of the piece before; any other half is passed on as U+FFFD.
 */
enum askcam_status askcam_surrogates_push(struct askcam_surrogates *surrogates, bool is_thinking,
                                          const char *text, size_t text_bytes);

/* The text begins with a half of either kind; with a second half. */
bool askcam_surrogates_is_half(const char *text, size_t text_bytes);
bool askcam_surrogates_completes(const char *text, size_t text_bytes);

/* The text is over: a first half that waits is U+FFFD. */
enum askcam_status askcam_surrogates_finish(struct askcam_surrogates *surrogates);

#endif
