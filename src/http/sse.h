/* SPDX-License-Identifier: MIT */
/*
 * sse.h - server-sent events out of bytes that arrive in pieces.
 *
 * For: passing on each event's data while it arrives, so that an event of any length fits in
 * bounded memory.  Knows the WHATWG event-stream format (BOM; CR, LF and CRLF; one space after
 * the colon; comments), and llama.cpp's lines that begin with `error:`, which are not part of it.
 * Must not know: HTTP, JSON, what an event means, the heap.
 */
#ifndef ASKCAM_SSE_H
#define ASKCAM_SSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum { ASKCAM_SSE_FIELD_BYTES = 64 }; /* of a short field's name or value; the rest is dropped */

/*
 * What the parser passes on; every function but no_event must be set.  Anything but ASKCAM_OK stops
 * the parser and comes back from push().
 */
struct askcam_sse_callbacks {
    void *ctx;
    /* Bytes of the event's data, in order; several data lines are joined by LF. */
    enum askcam_status (*data)(void *ctx, const char *bytes, size_t bytes_len);
    /* The event is over (a blank line, or the end of the stream); data() was called at least once
     * with this event's bytes, or its data was empty. */
    enum askcam_status (*event)(void *ctx);
    /* Any other line: a comment (name ""), "event", "id", "retry", "status" or a line of another
     * protocol.  Both texts end with '\0' and are cut at ASKCAM_SSE_FIELD_BYTES; they are bytes as
     * sent, which need not be UTF-8.  A line "error" is an event of its own: this is called with
     * an empty value, then data() with the line's value, however long, then event(). */
    enum askcam_status (*field)(void *ctx, const char *name, const char *value);
    /* A blank line without data before it: no event, and what its fields said is void.  May be
     * NULL. */
    void (*no_event)(void *ctx);
};

/* Parser state, in the caller's memory; fields belong to sse.c. */
struct askcam_sse {
    struct askcam_sse_callbacks callbacks;
    enum askcam_status status; /* first failure; stays until init */
    uint8_t state;
    uint8_t bom_bytes; /* of the byte order mark seen at the start; past it: 3 */
    bool has_data;     /* the event in progress has a data line */
    bool after_cr;
    bool is_data; /* the line in progress is one */
    uint8_t name_bytes;
    uint8_t value_bytes;
    char name[ASKCAM_SSE_FIELD_BYTES + 1];
    char value[ASKCAM_SSE_FIELD_BYTES + 1];
};

/* Start a new stream.  Cannot fail. */
void askcam_sse_init(struct askcam_sse *sse, const struct askcam_sse_callbacks *callbacks);

/* Feed the next bytes, in pieces of any size; what is taken does not depend on the cuts. */
enum askcam_status askcam_sse_push(struct askcam_sse *sse, const void *bytes, size_t bytes_len);

/* The stream is over: an event whose blank line is missing is taken all the same. */
enum askcam_status askcam_sse_finish(struct askcam_sse *sse);

#endif
