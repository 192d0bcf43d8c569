/* SPDX-License-Identifier: MIT */
/*
 * cumulative.h - streams whose events repeat the whole text so far, made into increments.
 *
 * For: DashScope, where a server that ignores incremental_output sends "2", "2 + 2",
 * "2 + 2 = 4".  Bounded: of what was handed on, only the length, a hash and the first
 * ASKCAM_CUMULATIVE_KEPT_BYTES are kept.
 *
 * A text that does not begin with all the text so far settles that the stream is incremental;
 * in such streams that is the second event nearly always, and nothing is held.  A text that does
 * begin with it, and is longer, makes the stream cumulative, at once if that was
 * ASKCAM_CUMULATIVE_SURE_BYTES or more; a shorter agreement may be chance ("1", "12", "3"), so
 * that event's text waits for the next one to decide.  If no text follows: it is cumulative if
 * its own event was the last, incremental if an event without text was.
 * The same text again is dropped if it is that long or comes with the stream's end; else it is an
 * increment ("ha", "ha").
 */
#ifndef ASKCAM_CUMULATIVE_H
#define ASKCAM_CUMULATIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text_out.h"

enum {
    ASKCAM_CUMULATIVE_KEPT_BYTES = 256,
    ASKCAM_CUMULATIVE_SURE_BYTES = 16,
};

/* Thinking and answer grow apart; fields belong to cumulative.c. */
struct askcam_cumulative_text {
    uint8_t mode;
    uint8_t event;       /* what this event's text is doing */
    uint64_t seen_bytes; /* of the text so far, as the longest event had it */
    uint64_t seen_hash;
    uint64_t out_bytes; /* of those, handed on; fewer only while an event waits */
    uint64_t at_bytes;  /* of this event's text that equal the text so far */
    uint64_t at_hash;
    char kept[ASKCAM_CUMULATIVE_KEPT_BYTES]; /* the first of the seen bytes */
};

struct askcam_cumulative {
    struct askcam_text_out out;
    struct askcam_cumulative_text texts[2]; /* answer, thinking */
};

/* Start a new stream.  Cannot fail. */
void askcam_cumulative_init(struct askcam_cumulative *cumulative, struct askcam_text_out out);

/*
 * The next piece of the event's answer or thinking, whole characters.
 * ASKCAM_ERR_PROTOCOL: a cumulative text that is not what it was.
 */
enum askcam_status askcam_cumulative_push(struct askcam_cumulative *cumulative, bool is_thinking,
                                          const char *text, size_t text_bytes);

/* The text, at an event's start, may be the whole text so far once more. */
bool askcam_cumulative_repeats(const struct askcam_cumulative *cumulative, bool is_thinking,
                               const char *text, size_t text_bytes);

/* The event is over; `finished` if it named a finish reason. */
enum askcam_status askcam_cumulative_event(struct askcam_cumulative *cumulative, bool finished);

/* The stream is over: what waits is handed on. */
enum askcam_status askcam_cumulative_finish(struct askcam_cumulative *cumulative);

#endif
