/* SPDX-License-Identifier: MIT */
/*
 * cumulative.c - see cumulative.h.
 *
 * In OPEN mode the matched part of an event's text is not held: it equals kept[], and is handed
 * on from there if the event turns out to be an increment.  That is why matching more than kept[]
 * has settles the matter.
 */
#include "cumulative.h"

#include <string.h>

enum mode {
    OPEN,        /* nothing is settled */
    INCREMENTAL, /* settled */
    CUMULATIVE,  /* settled */
};

enum event {
    MATCHING, /* like the text so far, as far as it goes */
    GROWING,  /* beyond it, and handed on */
    WAITING,  /* beyond it, and kept until the next event */
};

enum { KEPT = ASKCAM_CUMULATIVE_KEPT_BYTES, SURE = ASKCAM_CUMULATIVE_SURE_BYTES };

#define HASH_START UINT64_C(0xcbf29ce484222325) /* FNV-1a */

static uint64_t hashed(uint64_t hash, const char *text, size_t text_bytes)
{
    for (size_t i = 0; i < text_bytes; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return hash;
}

void askcam_cumulative_init(struct askcam_cumulative *cumulative, struct askcam_text_out out)
{
    cumulative->out = out;
    for (size_t i = 0; i < 2; i++) {
        struct askcam_cumulative_text *const text = &cumulative->texts[i];
        text->mode = OPEN;
        text->event = MATCHING;
        text->seen_bytes = 0;
        text->out_bytes = 0;
        text->at_bytes = 0;
        text->seen_hash = HASH_START;
        text->at_hash = HASH_START;
    }
}

/* One of the two texts, with where it goes. */
struct lane {
    struct askcam_cumulative_text *text;
    const struct askcam_text_out *out;
    bool is_thinking;
};

static struct lane lane_of(struct askcam_cumulative *cumulative, bool is_thinking)
{
    return (struct lane){&cumulative->texts[is_thinking], &cumulative->out, is_thinking};
}

static enum askcam_status put(struct lane lane, const char *text, size_t text_bytes)
{
    return askcam_text_put(lane.out, lane.is_thinking, text, text_bytes);
}

static bool waits(const struct askcam_cumulative_text *text)
{
    return text->mode == OPEN && text->out_bytes < text->seen_bytes;
}

/* The text so far grows by what this event has beyond it. */
static void see(struct askcam_cumulative_text *text, const char *more, size_t more_bytes)
{
    if (text->seen_bytes < KEPT) {
        const size_t free_bytes = KEPT - (size_t)text->seen_bytes;
        memcpy(text->kept + text->seen_bytes, more,
               more_bytes < free_bytes ? more_bytes : free_bytes);
    }
    text->seen_hash = hashed(text->seen_hash, more, more_bytes);
    text->seen_bytes += more_bytes;
    text->at_bytes = text->seen_bytes;
    text->at_hash = text->seen_hash;
}

/* What waits is the rest of a cumulative text. */
static enum askcam_status settle_cumulative(struct lane lane)
{
    struct askcam_cumulative_text *const text = lane.text;
    const uint64_t from = text->out_bytes;

    text->mode = CUMULATIVE;
    text->out_bytes = text->seen_bytes;
    return put(lane, text->kept + (from < KEPT ? from : 0), (size_t)(text->seen_bytes - from));
}

/* What waits was an increment, and so is what this event has matched of it. */
static enum askcam_status settle_incremental(struct lane lane)
{
    struct askcam_cumulative_text *const text = lane.text;
    enum askcam_status status = ASKCAM_OK;

    if (waits(text)) {
        status = put(lane, text->kept, (size_t)text->seen_bytes);
    }
    text->mode = INCREMENTAL;
    return status == ASKCAM_OK ? put(lane, text->kept, (size_t)text->at_bytes) : status;
}

/* The bytes of the piece that go on as the text so far does, to the end of a character. */
static size_t matching_bytes(const struct askcam_cumulative_text *text, const char *piece,
                             size_t piece_bytes)
{
    const size_t at = (size_t)text->at_bytes;
    const size_t end = text->seen_bytes < KEPT ? (size_t)text->seen_bytes : KEPT;
    size_t same = 0;

    while (same < piece_bytes && at + same < end && piece[same] == text->kept[at + same]) {
        same++;
    }
    if (same < piece_bytes && at + same < end) {
        while (same > 0 && ((unsigned char)piece[same] & 0xC0U) == 0x80U) {
            same--;
        }
    }
    return same;
}

/* Skips what is known by its hash and hands on the rest. */
static enum askcam_status push_cumulative(struct lane lane, const char *piece, size_t piece_bytes)
{
    struct askcam_cumulative_text *const text = lane.text;
    const uint64_t left_bytes = text->seen_bytes - text->at_bytes;
    const size_t known_bytes = left_bytes < piece_bytes ? (size_t)left_bytes : piece_bytes;

    text->at_hash = hashed(text->at_hash, piece, known_bytes);
    text->at_bytes += known_bytes;
    if (known_bytes == piece_bytes) {
        return ASKCAM_OK;
    }
    if (text->at_hash != text->seen_hash) {
        return ASKCAM_ERR_PROTOCOL;
    }
    see(text, piece + known_bytes, piece_bytes - known_bytes);
    text->out_bytes = text->seen_bytes;
    return put(lane, piece + known_bytes, piece_bytes - known_bytes);
}

static enum askcam_status now_cumulative(struct lane lane, const char *piece, size_t piece_bytes)
{
    const enum askcam_status status = settle_cumulative(lane);

    return status == ASKCAM_OK ? push_cumulative(lane, piece, piece_bytes) : status;
}

/* The piece goes on past all the text so far, of which nothing is settled. */
static enum askcam_status push_beyond(struct lane lane, const char *piece, size_t piece_bytes)
{
    struct askcam_cumulative_text *const text = lane.text;

    if (text->event == MATCHING && (waits(text) || text->seen_bytes >= SURE)) {
        return now_cumulative(lane, piece, piece_bytes);
    }
    if (text->seen_bytes + piece_bytes > KEPT) {
        return now_cumulative(lane, piece, piece_bytes);
    }
    text->event = WAITING;
    see(text, piece, piece_bytes);
    return ASKCAM_OK;
}

static enum askcam_status push_matching(struct lane lane, const char *piece, size_t piece_bytes)
{
    struct askcam_cumulative_text *const text = lane.text;
    const size_t same_bytes = matching_bytes(text, piece, piece_bytes);

    text->at_hash = hashed(text->at_hash, piece, same_bytes);
    text->at_bytes += same_bytes;
    piece += same_bytes;
    piece_bytes -= same_bytes;
    if (text->at_bytes == KEPT) {
        return now_cumulative(lane, piece, piece_bytes);
    }
    if (piece_bytes == 0) {
        return ASKCAM_OK;
    }
    if (text->at_bytes == text->seen_bytes) {
        return push_beyond(lane, piece, piece_bytes);
    }
    const enum askcam_status status = settle_incremental(lane);
    return status == ASKCAM_OK ? put(lane, piece, piece_bytes) : status;
}

static enum askcam_status push_open(struct lane lane, const char *piece, size_t piece_bytes)
{
    struct askcam_cumulative_text *const text = lane.text;

    if (text->seen_bytes == 0) { /* the stream's first event with such text */
        text->event = GROWING;
    }
    switch (text->event) {
    case MATCHING:
        return push_matching(lane, piece, piece_bytes);
    case WAITING:
        return push_beyond(lane, piece, piece_bytes);
    default:
        see(text, piece, piece_bytes);
        text->out_bytes = text->seen_bytes;
        return put(lane, piece, piece_bytes);
    }
}

/*
 * What the one text settled holds for the other, unless that has begun on its own: by then the
 * one may have been settled by the lack of more, which is a guess.
 */
static void adopt(struct askcam_cumulative_text *text, const struct askcam_cumulative_text *other)
{
    if (text->mode == OPEN && text->seen_bytes == 0 &&
        (other->mode == INCREMENTAL || other->mode == CUMULATIVE)) {
        text->mode = other->mode;
    }
}

enum askcam_status askcam_cumulative_push(struct askcam_cumulative *cumulative, bool is_thinking,
                                          const char *text, size_t text_bytes)
{
    const struct lane lane = lane_of(cumulative, is_thinking);
    const struct lane other = lane_of(cumulative, !is_thinking);

    if (text_bytes == 0) {
        return ASKCAM_OK;
    }
    adopt(lane.text, other.text);
    if (waits(other.text) && other.text->event == MATCHING && other.text->at_bytes == 0) {
        const enum askcam_status status = settle_incremental(other);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    switch (lane.text->mode) {
    case OPEN:
        return push_open(lane, text, text_bytes);
    case CUMULATIVE:
        return push_cumulative(lane, text, text_bytes);
    default:
        return put(lane, text, text_bytes);
    }
}

bool askcam_cumulative_repeats(const struct askcam_cumulative *cumulative, bool is_thinking,
                               const char *text, size_t text_bytes)
{
    const struct askcam_cumulative_text *const seen = &cumulative->texts[is_thinking];
    size_t bytes = seen->seen_bytes < KEPT ? (size_t)seen->seen_bytes : KEPT;

    if (seen->mode != OPEN) {
        return seen->mode == CUMULATIVE;
    }
    bytes = bytes < text_bytes ? bytes : text_bytes;
    return bytes > 0 && memcmp(seen->kept, text, bytes) == 0;
}

static enum askcam_status end_matching(struct lane lane, bool finished)
{
    const struct askcam_cumulative_text *const text = lane.text;

    if (text->at_bytes == 0) { /* no text in this event */
        return waits(text) && finished ? settle_incremental(lane) : ASKCAM_OK;
    }
    if (text->at_bytes == text->seen_bytes &&
        (waits(text) || text->seen_bytes >= SURE || finished)) {
        return settle_cumulative(lane);
    }
    return settle_incremental(lane);
}

static enum askcam_status end_event(struct lane lane, bool finished)
{
    struct askcam_cumulative_text *const text = lane.text;
    enum askcam_status status = ASKCAM_OK;

    if (text->mode == OPEN && text->event == MATCHING) {
        status = end_matching(lane, finished);
    } else if (waits(text) && finished) {
        status = settle_cumulative(lane);
    }
    text->event = MATCHING;
    text->at_bytes = 0;
    text->at_hash = HASH_START;
    return status;
}

enum askcam_status askcam_cumulative_event(struct askcam_cumulative *cumulative, bool finished)
{
    const enum askcam_status status = end_event(lane_of(cumulative, true), finished);

    return status == ASKCAM_OK ? end_event(lane_of(cumulative, false), finished) : status;
}

enum askcam_status askcam_cumulative_finish(struct askcam_cumulative *cumulative)
{
    enum askcam_status status = askcam_cumulative_event(cumulative, false);

    for (size_t i = 0; i < 2 && status == ASKCAM_OK; i++) {
        const struct lane lane = lane_of(cumulative, i == 0);
        status = waits(lane.text) ? settle_cumulative(lane) : ASKCAM_OK;
    }
    return status;
}
