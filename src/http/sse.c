/* SPDX-License-Identifier: MIT */
/*
 * sse.c - see sse.h.
 *
 * A step takes a run of bytes that belong together: a line end, the rest of a name, a piece of a
 * value.  Nothing is held of data; of other lines the start of name and value is.  Bytes that
 * begin like the byte order mark are held as a number, bom_bytes, and become part of the first
 * line if they turn out to be something else.
 */
#include "sse.h"

#include <assert.h>
#include <string.h>

enum { AT_START, AT_LINE, IN_NAME, AT_VALUE, IN_VALUE };

static const char BOM[] = "\xEF\xBB\xBF";
enum { BOM_BYTES = sizeof BOM - 1 };

static const char DATA[] = "data";
static const char ERROR[] = "error";
enum { DATA_BYTES = sizeof DATA - 1, ERROR_BYTES = sizeof ERROR - 1 };

static void append(char *text, uint8_t *text_bytes, const char *bytes, size_t bytes_len)
{
    const size_t free_bytes = (size_t)ASKCAM_SSE_FIELD_BYTES - *text_bytes;

    if (bytes_len > free_bytes) {
        bytes_len = free_bytes;
    }
    memcpy(text + *text_bytes, bytes, bytes_len);
    *text_bytes = (uint8_t)(*text_bytes + bytes_len);
}

static void hand_on(struct askcam_sse *sse, const char *bytes, size_t bytes_len)
{
    if (bytes_len > 0 && sse->status == ASKCAM_OK) {
        sse->status = sse->callbacks.data(sse->callbacks.ctx, bytes, bytes_len);
    }
}

static void begin_line(struct askcam_sse *sse)
{
    sse->is_data = false;
    sse->name_bytes = 0;
    sse->value_bytes = 0;
    sse->state = IN_NAME;
}

static void end_event(struct askcam_sse *sse)
{
    if (sse->status != ASKCAM_OK) {
        return;
    }
    if (sse->has_data) {
        sse->status = sse->callbacks.event(sse->callbacks.ctx);
    } else if (sse->callbacks.no_event != NULL) {
        sse->callbacks.no_event(sse->callbacks.ctx);
    }
    sse->has_data = false;
}

static void hand_on_field(struct askcam_sse *sse)
{
    sse->name[sse->name_bytes] = '\0';
    sse->value[sse->value_bytes] = '\0';
    if (sse->status == ASKCAM_OK) {
        sse->status = sse->callbacks.field(sse->callbacks.ctx, sse->name, sse->value);
    }
}

static bool is_named(const struct askcam_sse *sse, const char *name, size_t name_bytes)
{
    return sse->name_bytes == name_bytes && memcmp(sse->name, name, name_bytes) == 0;
}

/* The name is whole: at the colon, or at the end of a line without one. */
static void end_name(struct askcam_sse *sse)
{
    if (is_named(sse, DATA, DATA_BYTES)) {
        sse->is_data = true;
        if (sse->has_data) {
            hand_on(sse, "\n", 1);
        }
    } else if (is_named(sse, ERROR, ERROR_BYTES)) {
        sse->is_data = true;
        end_event(sse);
        hand_on_field(sse);
    }
    sse->has_data = sse->has_data || sse->is_data;
}

static void end_line(struct askcam_sse *sse)
{
    if (sse->state == AT_LINE) {
        end_event(sse);
        return;
    }
    if (sse->state == IN_NAME) {
        end_name(sse);
    }
    if (!sse->is_data) {
        hand_on_field(sse);
    } else if (is_named(sse, ERROR, ERROR_BYTES)) {
        end_event(sse);
    }
    sse->state = AT_LINE;
}

/* Bytes before the first line end, or all: two fast searches beat one slow one. */
static size_t line_run(const char *at, size_t bytes)
{
    const char *lf = memchr(at, '\n', bytes);
    const size_t to_lf = lf == NULL ? bytes : (size_t)(lf - at);
    const char *cr = memchr(at, '\r', to_lf);
    return cr == NULL ? to_lf : (size_t)(cr - at);
}

static size_t on_line_end(struct askcam_sse *sse, char byte)
{
    const bool ends_crlf = sse->after_cr && byte == '\n';

    sse->after_cr = byte == '\r';
    if (!ends_crlf) {
        end_line(sse);
    }
    return 1;
}

static size_t on_name(struct askcam_sse *sse, const char *at, size_t bytes)
{
    size_t run = 0;

    while (run < bytes && at[run] != ':' && at[run] != '\n' && at[run] != '\r') {
        run++;
    }
    append(sse->name, &sse->name_bytes, at, run);
    if (run < bytes && at[run] == ':') {
        end_name(sse);
        sse->state = AT_VALUE;
        run++;
    }
    return run;
}

static size_t on_value(struct askcam_sse *sse, const char *at, size_t bytes)
{
    const size_t run = line_run(at, bytes);

    sse->state = IN_VALUE;
    if (sse->is_data) {
        hand_on(sse, at, run);
    } else {
        append(sse->value, &sse->value_bytes, at, run);
    }
    return run;
}

/* The bytes that looked like a byte order mark were the first line's. */
static void replay_bom(struct askcam_sse *sse)
{
    sse->state = AT_LINE;
    if (sse->bom_bytes > 0 && sse->bom_bytes < BOM_BYTES) {
        begin_line(sse);
        append(sse->name, &sse->name_bytes, BOM, sse->bom_bytes);
    }
    sse->bom_bytes = BOM_BYTES;
}

static size_t on_start(struct askcam_sse *sse, char byte)
{
    if (sse->bom_bytes < BOM_BYTES && byte == BOM[sse->bom_bytes]) {
        sse->bom_bytes++;
        return 1;
    }
    replay_bom(sse);
    return 0;
}

/* Takes at least one of the bytes, or changes the state; returns how many it took. */
static size_t step(struct askcam_sse *sse, const char *at, size_t bytes)
{
    if (sse->state == AT_START) {
        return on_start(sse, *at);
    }
    if (*at == '\n' || *at == '\r') {
        return on_line_end(sse, *at);
    }
    sse->after_cr = false;
    switch (sse->state) {
    case AT_LINE:
        begin_line(sse);
        return on_name(sse, at, bytes);
    case IN_NAME:
        return on_name(sse, at, bytes);
    case AT_VALUE:
        sse->state = IN_VALUE;
        return *at == ' ' ? 1 : on_value(sse, at, bytes);
    default:
        return on_value(sse, at, bytes);
    }
}

void askcam_sse_init(struct askcam_sse *sse, const struct askcam_sse_callbacks *callbacks)
{
    assert(callbacks->data != NULL && callbacks->event != NULL && callbacks->field != NULL);
    *sse = (struct askcam_sse){.callbacks = *callbacks, .state = AT_START};
}

enum askcam_status askcam_sse_push(struct askcam_sse *sse, const void *bytes, size_t bytes_len)
{
    const char *in = bytes;

    for (size_t at = 0; at < bytes_len && sse->status == ASKCAM_OK;) {
        at += step(sse, in + at, bytes_len - at);
    }
    return sse->status;
}

enum askcam_status askcam_sse_finish(struct askcam_sse *sse)
{
    if (sse->status == ASKCAM_OK && sse->state == AT_START) {
        replay_bom(sse);
    }
    if (sse->status == ASKCAM_OK && sse->state != AT_LINE) {
        end_line(sse);
    }
    end_event(sse);
    return sse->status;
}
