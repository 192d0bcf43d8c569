/* SPDX-License-Identifier: MIT */
/*
 * wrap.c - see wrap.h.
 *
 * Between two characters the line has `column` columns on the terminal; `spaces` and then word[]
 * are still to come.  word_columns <= columns, so a word always fits a line of its own.
 */
#include "wrap.h"

#include <string.h>

#include "char_width.h"
#include "terminal.h"

enum { TAB_COLUMNS = 8 };

static void put(struct wrap *wrap, const char *text, size_t text_bytes)
{
    if (wrap->status == ASKCAM_OK && text_bytes > 0) {
        wrap->status = askcam_sink_write(wrap->out, text, text_bytes);
    }
}

static void end_line(struct wrap *wrap)
{
    put(wrap, "\n", 1);
    wrap->column = 0;
    wrap->spaces = 0;
}

static void put_word(struct wrap *wrap)
{
    if (wrap->word_bytes == 0) {
        return;
    }
    if (wrap->column + wrap->spaces + wrap->word_columns > wrap->columns) {
        if (wrap->column > 0) {
            end_line(wrap);
        }
        wrap->spaces = 0; /* an indentation that leaves no space for the word */
    }
    for (; wrap->spaces > 0; wrap->spaces--) {
        put(wrap, " ", 1);
        wrap->column++;
    }
    put(wrap, wrap->word, wrap->word_bytes);
    wrap->column += wrap->word_columns;
    wrap->word_bytes = 0;
    wrap->word_columns = 0;
}

static void add_character(struct wrap *wrap, const char *text, size_t bytes)
{
    const unsigned width = char_width(text, bytes);

    if (width == 2 || wrap->word_columns + width > wrap->columns ||
        bytes > sizeof wrap->word - wrap->word_bytes) {
        put_word(wrap);
    }
    memcpy(wrap->word + wrap->word_bytes, text, bytes);
    wrap->word_bytes += bytes;
    wrap->word_columns += width;
    if (width == 2) {
        put_word(wrap);
    }
}

static void step(struct wrap *wrap, const char *text, size_t bytes)
{
    switch (text[0]) {
    case '\n':
        put_word(wrap);
        end_line(wrap);
        break;
    case ' ':
        put_word(wrap);
        wrap->spaces++;
        break;
    case '\t':
        put_word(wrap);
        wrap->spaces += TAB_COLUMNS - (wrap->column + wrap->spaces) % TAB_COLUMNS;
        break;
    default:
        add_character(wrap, text, bytes);
    }
}

void wrap_init(struct wrap *wrap, struct askcam_sink out, unsigned columns)
{
    wrap->out = out;
    wrap->status = ASKCAM_OK;
    wrap->columns = columns;
    wrap->column = 0;
    wrap->spaces = 0;
    wrap->word_columns = 0;
    wrap->word_bytes = 0;
}

enum askcam_status wrap_push(struct wrap *wrap, const char *text, size_t text_bytes)
{
    if (wrap->columns == 0) {
        put(wrap, text, text_bytes);
        return wrap->status;
    }
    while (text_bytes > 0 && wrap->status == ASKCAM_OK) {
        size_t bytes = 0;
        (void)askcam_terminal_next(text, text_bytes, &bytes);
        step(wrap, text, bytes);
        text += bytes;
        text_bytes -= bytes;
    }
    return wrap->status;
}

enum askcam_status wrap_finish(struct wrap *wrap)
{
    put_word(wrap);
    return wrap->status;
}

static enum askcam_status sink_write(void *ctx, const void *bytes, size_t bytes_len)
{
    return wrap_push(ctx, bytes, bytes_len);
}

struct askcam_sink wrap_sink(struct wrap *wrap)
{
    return (struct askcam_sink){.write = sink_write, .ctx = wrap};
}
