/* SPDX-License-Identifier: MIT */
/*
 * json_string.c - see json_string.h; escapes resolved, invalid bytes replaced.
 *
 * Plain bytes are found eight at a time and passed on from where they lie if the whole string
 * does; else they are gathered in text[].  A string that no path names is only checked: any byte
 * above 0x7F will do there, since no byte is refused for not being UTF-8.  Between steps at most
 * one of these waits: cut[], the start of a character, or `high`, the first half of a surrogate
 * pair; whatever does not complete it turns it into U+FFFD.
 */
#include "json_string.h"

#include <assert.h>
#include <string.h>

#include "json_paths.h"
#include "json_plain.h"
#include "json_value.h"
#include "utf8.h"

/* RFC 8259 section 7: what may follow a backslash beside 'u', and what it means; else 0. */
static const char ESCAPED[UINT8_MAX + 1] = {
    ['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
    ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t',
};

static_assert(ASKCAM_JSON_KEY_BYTES <= ASKCAM_JSON_TEXT_BYTES, "keys are gathered in text[]");
static_assert(ASKCAM_JSON_SCALAR_BYTES <= ASKCAM_JSON_TEXT_BYTES, "so are numbers");

/* Past bytes of any value but quotes, backslashes and control characters. */
static const uint8_t *skip_plain(const uint8_t *at, const uint8_t *end)
{
    for (; end - at >= 8; at += 8) {
        const uint64_t word = askcam_json_load(at);
        const uint64_t quote = word ^ ASKCAM_JSON_EVERY('"');
        const uint64_t slash = word ^ ASKCAM_JSON_EVERY('\\');
        const uint64_t hits =
            (((quote - ASKCAM_JSON_EVERY(1)) & ~quote) | ((slash - ASKCAM_JSON_EVERY(1)) & ~slash) |
             ((word - ASKCAM_JSON_EVERY(0x20)) & ~word)) &
            ASKCAM_JSON_EVERY(0x80);
        if (hits != 0 && ASKCAM_JSON_FIRST_IS_LOWEST) {
            return at + __builtin_ctzll(hits) / 8;
        }
        if (hits != 0) {
            break;
        }
    }
    while (at < end && askcam_json_is_plain(*at)) {
        at++;
    }
    return at;
}

const uint8_t *askcam_json_skip_text(const uint8_t *at, const uint8_t *end)
{
    at = askcam_json_skip_ascii(at, end);
    while (at < end && *at >= 0x80U) {
        const int step = askcam_utf8_next(at, (size_t)(end - at));
        if (step <= 0) {
            return at;
        }
        at += step;
        if (at < end && *at < 0x80U) {
            at = askcam_json_skip_ascii(at, end);
        }
    }
    return at;
}

const uint8_t *askcam_json_unescape(const uint8_t *at, const uint8_t *end,
                                    char text[ASKCAM_JSON_TEXT_BYTES], size_t *text_bytes)
{
    char *out = text;

    if (end - at > ASKCAM_JSON_TEXT_BYTES) {
        end = at + ASKCAM_JSON_TEXT_BYTES; /* the text is never longer than what is written */
    }
    for (; at < end && *at != '"'; at++) {
        const bool is_escape = *at == '\\';
        at += is_escape ? 1 : 0;
        char byte = '\0';
        if (!is_escape) {
            byte = (char)*at;
        } else if (at < end) {
            byte = ESCAPED[*at];
        }
        if (byte == '\0' || (!is_escape && (*at < 0x20U || *at >= 0x80U))) {
            return NULL;
        }
        *out++ = byte;
    }
    *text_bytes = (size_t)(out - text);
    return at < end ? at + 1 : NULL;
}

static void flush(struct askcam_json *scan)
{
    if (scan->text_bytes > 0) {
        askcam_json_hand_on(scan, ASKCAM_JSON_STRING, scan->text, scan->text_bytes, false);
        scan->text_bytes = 0;
    }
}

/* Gather whole characters of a string that a path names. */
static void keep(struct askcam_json *scan, const void *text, size_t bytes)
{
    if (!scan->wanted || bytes == 0) {
        return;
    }
    if (bytes > ASKCAM_JSON_TEXT_BYTES - scan->text_bytes) {
        if (scan->is_key) {
            scan->wanted = false; /* longer than any name of a path */
            return;
        }
        flush(scan);
        if (bytes > ASKCAM_JSON_TEXT_BYTES) {
            askcam_json_hand_on(scan, ASKCAM_JSON_STRING, text, bytes, false);
            return;
        }
    }
    memcpy(scan->text + scan->text_bytes, text, bytes);
    scan->text_bytes += bytes;
}

/* The same for what an escape stands for, which is one byte: not worth a memcpy. */
static void keep_byte(struct askcam_json *scan, char byte)
{
    if (scan->wanted && scan->text_bytes < ASKCAM_JSON_TEXT_BYTES) {
        scan->text[scan->text_bytes++] = byte;
    } else {
        keep(scan, &byte, 1);
    }
}

static void keep_replacement(struct askcam_json *scan)
{
    keep(scan, ASKCAM_UTF8_REPLACEMENT, ASKCAM_UTF8_REPLACEMENT_BYTES);
}

void askcam_json_drain(struct askcam_json *scan)
{
    const bool in_string =
        scan->state == IN_STRING || scan->state == IN_ESCAPE || scan->state == IN_UNICODE;

    if (in_string && scan->wanted && !scan->is_key) {
        flush(scan);
    }
}

/* Not JSON: what came before is passed on, as it would have been by other cuts. */
static const uint8_t *refuse(struct askcam_json *scan, const uint8_t *end)
{
    askcam_json_drain(scan);
    return askcam_json_refuse(scan, end);
}

static void end_string(struct askcam_json *scan, const char *text, size_t bytes)
{
    if (scan->is_key) {
        scan->value_paths = scan->wanted ? askcam_json_match_name(scan, text, bytes) : 0;
        scan->state = IN_COLON;
        return;
    }
    if (scan->wanted) {
        askcam_json_hand_on(scan, ASKCAM_JSON_STRING, text, bytes, true);
    }
    askcam_json_end_value(scan);
}

/* A run of plain text that ends with the string. */
static void end_with(struct askcam_json *scan, const uint8_t *text, size_t bytes)
{
    if (scan->text_bytes == 0) { /* most strings are whole: no need to gather them */
        end_string(scan, (const char *)text, bytes);
        return;
    }
    keep(scan, text, bytes);
    end_string(scan, scan->text, scan->text_bytes);
}

/* One more byte for a character that was cut between two pushes. */
static const uint8_t *complete_cut(struct askcam_json *scan, const uint8_t *at)
{
    scan->cut[scan->cut_bytes] = *at;
    const int step = askcam_utf8_next(scan->cut, scan->cut_bytes + 1U);
    if (step == 0) {
        scan->cut_bytes++;
        return at + 1;
    }
    scan->cut_bytes = 0;
    if (step > 0) {
        keep(scan, scan->cut, (size_t)step);
        return at + 1;
    }
    keep_replacement(scan); /* for what was there before; this byte is read again */
    return at;
}

/* A byte above 0x7F that does not begin a whole character. */
static const uint8_t *on_broken(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const size_t left_bytes = (size_t)(end - at);
    const int step = askcam_utf8_next(at, left_bytes);

    assert(step <= 0);
    if (step == 0) {
        memcpy(scan->cut, at, left_bytes); /* at most three: else it were whole or broken */
        scan->cut_bytes = (uint8_t)left_bytes;
        return end;
    }
    keep_replacement(scan);
    return at - step;
}

/* A surrogate without its other half. */
static void keep_half(struct askcam_json *scan, uint16_t unit)
{
    const char half[] = {(char)0xED, (char)(0x80U | (unit >> 6 & 0x3FU)),
                         (char)(0x80U | (unit & 0x3FU))};

    if (scan->keeps_halves) {
        keep(scan, half, sizeof half);
    } else {
        keep_replacement(scan);
    }
}

static void drop_high(struct askcam_json *scan)
{
    if (scan->high != 0) {
        keep_half(scan, scan->high);
        scan->high = 0;
    }
}

/* What stands for itself after a backslash, or for one other byte; false if this byte does not. */
static bool on_short_escape(struct askcam_json *scan, uint8_t byte)
{
    if (ESCAPED[byte] == 0) {
        return false;
    }
    drop_high(scan);
    keep_byte(scan, ESCAPED[byte]);
    return true;
}

/* A run of text from `at` on; up to `stop` it was seen to be plain. */
static const uint8_t *on_text(struct askcam_json *scan, const uint8_t *at, const uint8_t *stop,
                              const uint8_t *end)
{
    for (;; at = stop) {
        stop = scan->wanted ? askcam_json_skip_text(stop, end) : skip_plain(stop, end);
        if (stop < end && *stop == '"') {
            end_with(scan, at, (size_t)(stop - at));
            return stop + 1;
        }
        keep(scan, at, (size_t)(stop - at));
        if (stop == end) {
            return end;
        }
        if (*stop != '\\') {
            break;
        }
        stop++;
        if (stop == end || !on_short_escape(scan, *stop)) {
            scan->state = IN_ESCAPE;
            return stop;
        }
        stop++;
    }
    return *stop < 0x20U ? refuse(scan, end) : on_broken(scan, stop, end);
}

const uint8_t *askcam_json_string(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (scan->cut_bytes > 0) {
        return complete_cut(scan, at);
    }
    if (*at != '\\') {
        drop_high(scan);
    }
    return on_text(scan, at, at, end);
}

const uint8_t *askcam_json_begin_string(struct askcam_json *scan, bool is_key, const uint8_t *at,
                                        const uint8_t *stop, const uint8_t *end)
{
    scan->state = IN_STRING;
    scan->is_key = is_key;
    scan->wanted = is_key ? askcam_json_live(scan) != 0 : scan->named != 0;
    scan->cut_bytes = 0;
    scan->high = 0;
    scan->text_bytes = 0;
    return on_text(scan, at, stop, end);
}

const uint8_t *askcam_json_escape(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    if (*at == 'u') {
        scan->state = IN_UNICODE;
        scan->unit = 0;
        scan->digits = 0;
        return at + 1;
    }
    if (!on_short_escape(scan, *at)) {
        return refuse(scan, end);
    }
    scan->state = IN_STRING;
    return at + 1;
}

static void on_unit(struct askcam_json *scan, uint16_t unit)
{
    const bool is_low = unit >= 0xDC00U && unit <= 0xDFFFU;
    char character[ASKCAM_UTF8_CHARACTER_BYTES];
    uint32_t scalar = unit;

    if (scan->high != 0 && is_low) {
        scalar = 0x10000U + ((uint32_t)(scan->high - 0xD800U) << 10) + (unit - 0xDC00U);
        scan->high = 0;
    } else if (is_low) {
        keep_half(scan, unit);
        return;
    }
    drop_high(scan);
    if (scalar >= 0xD800U && scalar <= 0xDBFFU) {
        scan->high = unit;
        return;
    }
    keep(scan, character, askcam_utf8_put(scalar, character));
}

static int digit_of(uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    const uint8_t letter = byte | 0x20U;
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

const uint8_t *askcam_json_unicode(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const int digit = digit_of(*at);

    if (digit < 0) {
        return refuse(scan, end);
    }
    scan->unit = (uint16_t)(scan->unit << 4 | digit);
    if (++scan->digits == 4) {
        scan->state = IN_STRING;
        on_unit(scan, scan->unit);
    }
    return at + 1;
}
