/* SPDX-License-Identifier: MIT */
/*
 * think_split.c - see think_split.h.
 *
 * held[] has what may yet turn out to be white space before a tag, the start of a tag, or (in
 * HELD) text of either kind; its end is matched_bytes of the tag searched for.  In neither
 * tag is a '<' anywhere but at the front, so after a mismatch only the byte itself can begin one.
 */
#include "think_split.h"

#include <assert.h>
#include <string.h>

enum {
    AT_START,  /* white space and a tag may come */
    IN_HELD,   /* of either kind, until </think> */
    IN_THINK,  /* until </think> */
    IN_ANSWER, /* to the end */
};

static const char OPEN[] = "<think>";
static const char CLOSE[] = "</think>";

enum {
    OPEN_BYTES = sizeof OPEN - 1,
    CLOSE_BYTES = sizeof CLOSE - 1,
    BLANKS_BYTES = 64, /* before a tag; more is text */
};

void askcam_think_split_init(struct askcam_think_split *split, struct askcam_text_out out)
{
    split->out = out;
    split->state = AT_START;
    split->matched_bytes = 0;
    split->starts_in_thinking = false;
    split->closing = false;
    split->held_bytes = 0;
}

void askcam_think_split_starts_in_thinking(struct askcam_think_split *split)
{
    split->starts_in_thinking = true;
}

static enum askcam_status let_go(struct askcam_think_split *split, bool is_thinking, uint8_t state)
{
    const size_t bytes = split->held_bytes;

    split->held_bytes = 0;
    split->matched_bytes = 0;
    split->state = state;
    return askcam_text_put(&split->out, is_thinking, split->held, bytes);
}

enum askcam_status askcam_think_split_no_hold(struct askcam_think_split *split)
{
    split->starts_in_thinking = false;
    return split->state == IN_HELD ? let_go(split, false, IN_ANSWER) : ASKCAM_OK;
}

/* What was held begins with no tag: it is text, whose kind may stay open. */
static enum askcam_status end_start(struct askcam_think_split *split)
{
    if (!split->starts_in_thinking) {
        return let_go(split, false, IN_ANSWER);
    }
    if (!split->closing) {
        split->matched_bytes = 0;
    }
    split->state = IN_HELD;
    return ASKCAM_OK;
}

/* A whole tag: it and the white space before it are dropped. */
static void take_tag(struct askcam_think_split *split)
{
    split->held_bytes = 0;
    split->matched_bytes = 0;
    split->state = split->closing ? IN_ANSWER : IN_THINK;
}

/* Each step takes some of the text, or none of it and another state; *taken gets how much. */
static enum askcam_status on_start(struct askcam_think_split *split, char byte, size_t *taken)
{
    const bool is_blank =
        split->matched_bytes == 0 && byte != '\0' && strchr(" \t\r\n", byte) != NULL;

    split->closing = split->closing || (split->matched_bytes == 1 && byte == CLOSE[1]);
    const char wanted = (split->closing ? CLOSE : OPEN)[split->matched_bytes];
    if (is_blank ? split->held_bytes == BLANKS_BYTES : byte != wanted) {
        return end_start(split);
    }
    *taken = 1;
    split->held[split->held_bytes++] = byte;
    split->matched_bytes = (uint8_t)(split->matched_bytes + !is_blank);
    if (split->matched_bytes == (split->closing ? CLOSE_BYTES : OPEN_BYTES)) {
        take_tag(split);
    }
    return ASKCAM_OK;
}

/* The matched part of a closing tag after one byte more. */
static uint8_t matched_after(uint8_t matched_bytes, char byte)
{
    if (byte == CLOSE[matched_bytes]) {
        return (uint8_t)(matched_bytes + 1);
    }
    return byte == CLOSE[0];
}

/* One whole character of the text: none may be cut where held[] is full. */
static size_t character_bytes(const char *text, size_t text_bytes)
{
    size_t bytes = 1;

    while (bytes < text_bytes && ((unsigned char)text[bytes] & 0xC0U) == 0x80U) {
        bytes++;
    }
    return bytes;
}

static enum askcam_status on_held(struct askcam_think_split *split, const char *text,
                                  size_t text_bytes, size_t *taken)
{
    const size_t bytes = character_bytes(text, text_bytes);

    if (bytes > sizeof split->held - split->held_bytes) {
        const uint8_t matched_bytes = split->matched_bytes;
        split->held_bytes -= matched_bytes;
        const enum askcam_status status = let_go(split, true, IN_THINK);
        memcpy(split->held, CLOSE, matched_bytes);
        split->held_bytes = matched_bytes;
        split->matched_bytes = matched_bytes;
        return status;
    }
    memcpy(split->held + split->held_bytes, text, bytes);
    split->held_bytes += bytes;
    *taken = bytes;
    split->matched_bytes = matched_after(split->matched_bytes, *text);
    if (split->matched_bytes == CLOSE_BYTES) {
        split->held_bytes -= CLOSE_BYTES;
        return let_go(split, true, IN_ANSWER);
    }
    return ASKCAM_OK;
}

/* Runs without '<' go through at once; only a started tag is held. */
static enum askcam_status on_think(struct askcam_think_split *split, const char *text,
                                   size_t text_bytes, size_t *taken)
{
    if (split->matched_bytes == 0) {
        const char *const tag = memchr(text, CLOSE[0], text_bytes);
        *taken = tag == NULL ? text_bytes : (size_t)(tag - text);
        split->matched_bytes = tag != NULL;
        if (tag != NULL) {
            split->held[split->held_bytes++] = *tag;
        }
        const size_t run_bytes = *taken;
        *taken += tag != NULL;
        return askcam_text_put(&split->out, true, text, run_bytes);
    }
    if (*text != CLOSE[split->matched_bytes]) {
        return let_go(split, true, IN_THINK);
    }
    *taken = 1;
    split->held[split->held_bytes++] = *text;
    if (++split->matched_bytes == CLOSE_BYTES) {
        split->closing = true;
        take_tag(split);
    }
    return ASKCAM_OK;
}

static enum askcam_status step(struct askcam_think_split *split, const char *text,
                               size_t text_bytes, size_t *taken)
{
    switch (split->state) {
    case AT_START:
        return on_start(split, *text, taken);
    case IN_HELD:
        return on_held(split, text, text_bytes, taken);
    case IN_THINK:
        return on_think(split, text, text_bytes, taken);
    default:
        *taken = text_bytes;
        return askcam_text_put(&split->out, false, text, text_bytes);
    }
}

enum askcam_status askcam_think_split_push(struct askcam_think_split *split, const char *text,
                                           size_t text_bytes)
{
    enum askcam_status status = ASKCAM_OK;

    while (text_bytes > 0 && status == ASKCAM_OK) {
        size_t taken = 0;
        status = step(split, text, text_bytes, &taken);
        assert(taken <= text_bytes);
        text += taken;
        text_bytes -= taken;
    }
    return status;
}

enum askcam_status askcam_think_split_finish(struct askcam_think_split *split, bool whole)
{
    switch (split->state) {
    case AT_START: /* white space, or the start of a tag that never was one */
        return let_go(split, split->starts_in_thinking && !whole, IN_ANSWER);
    case IN_HELD:
        return let_go(split, !whole, IN_ANSWER);
    case IN_THINK:
        return let_go(split, true, IN_THINK);
    default:
        return ASKCAM_OK;
    }
}
