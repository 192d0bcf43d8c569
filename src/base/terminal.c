/* SPDX-License-Identifier: MIT */
/* terminal.c - see terminal.h. */
#include "terminal.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "utf8.h"

static_assert(sizeof((struct askcam_terminal *)NULL)->cut == ASKCAM_UTF8_CHARACTER_BYTES,
              "the longest character fits");

static bool is_within(unsigned byte, unsigned first, unsigned last)
{
    return byte >= first && byte <= last;
}

/* U+0080..U+009F, U+202A..U+202E and U+2066..U+2069. */
static bool is_control(const uint8_t *text, size_t length_bytes)
{
    if (length_bytes == 1) {
        return text[0] < 0x20U || text[0] == 0x7FU;
    }
    if (length_bytes == 2) {
        return text[0] == 0xC2U && text[1] < 0xA0U;
    }
    return length_bytes == 3 && text[0] == 0xE2U &&
           ((text[1] == 0x80U && is_within(text[2], 0xAA, 0xAE)) ||
            (text[1] == 0x81U && is_within(text[2], 0xA6, 0xA9)));
}

enum askcam_terminal_class askcam_terminal_next(const char *text, size_t bytes,
                                                size_t *length_bytes)
{
    const uint8_t *at = (const uint8_t *)text;
    const int step = askcam_utf8_next(at, bytes);

    *length_bytes = step > 0 ? (size_t)step : step < 0 ? (size_t)-step : bytes;
    if (step <= 0) {
        return step < 0 ? ASKCAM_TERMINAL_BROKEN : ASKCAM_TERMINAL_CUT;
    }
    if (at[0] == '\n' || at[0] == '\t') {
        return ASKCAM_TERMINAL_LINE;
    }
    return is_control(at, *length_bytes) ? ASKCAM_TERMINAL_CONTROL : ASKCAM_TERMINAL_TEXT;
}

static enum askcam_status put_unprintable(struct askcam_sink out)
{
    return askcam_sink_write(out, "?", 1);
}

/* One more byte for a cut character; returns the byte count taken. */
static size_t complete(struct askcam_terminal *terminal, char byte, struct askcam_sink out,
                       enum askcam_status *status)
{
    size_t length_bytes = 0;

    terminal->cut[terminal->cut_bytes] = byte;
    const enum askcam_terminal_class class =
        askcam_terminal_next(terminal->cut, terminal->cut_bytes + 1U, &length_bytes);
    if (class == ASKCAM_TERMINAL_CUT) {
        terminal->cut_bytes++;
        return 1;
    }
    *status = class == ASKCAM_TERMINAL_TEXT ? askcam_sink_write(out, terminal->cut, length_bytes)
                                            : put_unprintable(out);
    terminal->cut_bytes = 0;
    return class == ASKCAM_TERMINAL_BROKEN ? 0
                                           : 1; /* then the byte begins a character of its own */
}

/* The printable characters at the start of text; the class of what follows them. */
static size_t printable_run(const char *text, size_t bytes, enum askcam_terminal_class *next,
                            size_t *next_bytes)
{
    size_t run = 0;

    *next = ASKCAM_TERMINAL_TEXT;
    *next_bytes = 0;
    while (run < bytes) {
        *next = askcam_terminal_next(text + run, bytes - run, next_bytes);
        if (*next > ASKCAM_TERMINAL_LINE) {
            return run;
        }
        run += *next_bytes;
        *next_bytes = 0;
    }
    return run;
}

enum askcam_status askcam_terminal_push(struct askcam_terminal *terminal, const char *text,
                                        size_t bytes, struct askcam_sink out)
{
    const char *const end = text + bytes;
    enum askcam_status status = ASKCAM_OK;

    while (text < end && status == ASKCAM_OK) {
        enum askcam_terminal_class next = ASKCAM_TERMINAL_TEXT;
        size_t next_bytes = 0;
        if (terminal->cut_bytes > 0) {
            text += complete(terminal, *text, out, &status);
            continue;
        }
        const size_t run = printable_run(text, (size_t)(end - text), &next, &next_bytes);
        status = askcam_sink_write(out, text, run);
        text += run;
        if (next == ASKCAM_TERMINAL_CUT) {
            memcpy(terminal->cut, text, next_bytes);
            terminal->cut_bytes = (uint8_t)next_bytes;
        } else if (next_bytes > 0 && status == ASKCAM_OK) {
            status = put_unprintable(out);
        }
        text += next_bytes;
    }
    return status;
}

enum askcam_status askcam_terminal_finish(struct askcam_terminal *terminal, struct askcam_sink out)
{
    const bool is_cut = terminal->cut_bytes > 0;

    terminal->cut_bytes = 0;
    return is_cut ? put_unprintable(out) : ASKCAM_OK;
}
