/* SPDX-License-Identifier: MIT */
/* json_scalar.c - see json_inside.h; numbers, true, false and null. */
#include <string.h>

#include "json.h"
#include "json_inside.h"

/* RFC 8259 section 6; the number is over where the table says so. */
enum number_state { START, MINUS, ZERO, INTEGER, POINT, FRACTION, E, E_SIGN, EXPONENT, OVER };
enum number_byte { IS_ZERO, IS_DIGIT, IS_MINUS, IS_PLUS, IS_POINT, IS_E, IS_OTHER };

static const uint8_t NEXT[OVER][IS_OTHER + 1] = {
    [START] = {ZERO, INTEGER, MINUS, OVER, OVER, OVER, OVER},
    [MINUS] = {ZERO, INTEGER, OVER, OVER, OVER, OVER, OVER},
    [ZERO] = {OVER, OVER, OVER, OVER, POINT, E, OVER},
    [INTEGER] = {INTEGER, INTEGER, OVER, OVER, POINT, E, OVER},
    [POINT] = {FRACTION, FRACTION, OVER, OVER, OVER, OVER, OVER},
    [FRACTION] = {FRACTION, FRACTION, OVER, OVER, OVER, E, OVER},
    [E] = {EXPONENT, EXPONENT, E_SIGN, E_SIGN, OVER, OVER, OVER},
    [E_SIGN] = {EXPONENT, EXPONENT, OVER, OVER, OVER, OVER, OVER},
    [EXPONENT] = {EXPONENT, EXPONENT, OVER, OVER, OVER, OVER, OVER},
};

static enum number_byte kind_of(uint8_t byte)
{
    switch (byte) {
    case '0':
        return IS_ZERO;
    case '-':
        return IS_MINUS;
    case '+':
        return IS_PLUS;
    case '.':
        return IS_POINT;
    case 'e':
    case 'E':
        return IS_E;
    default:
        return byte >= '1' && byte <= '9' ? IS_DIGIT : IS_OTHER;
    }
}

static bool may_end(uint8_t state)
{
    return state == ZERO || state == INTEGER || state == FRACTION || state == EXPONENT;
}

void askcam_json_begin_number(struct askcam_json *scan)
{
    scan->state = IN_NUMBER;
    scan->scalar_state = START;
    scan->text_bytes = 0;
}

static void end_number(struct askcam_json *scan, const char *text, size_t text_bytes)
{
    if (!may_end(scan->scalar_state)) {
        scan->status = ASKCAM_ERR_PROTOCOL;
        return;
    }
    if (scan->named != 0) {
        askcam_json_hand_on(scan, ASKCAM_JSON_NUMBER, text, text_bytes, true);
    }
    askcam_json_end_value(scan);
}

void askcam_json_end_number(struct askcam_json *scan)
{
    end_number(scan, scan->text, scan->text_bytes);
}

const uint8_t *askcam_json_number(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const uint8_t *start = at;
    uint8_t state = scan->scalar_state;

    for (; at < end; at++) {
        const uint8_t next = NEXT[state][kind_of(*at)];
        if (next == OVER) {
            break;
        }
        state = next;
    }
    scan->scalar_state = state;
    const size_t run_bytes = (size_t)(at - start);
    if (run_bytes > ASKCAM_JSON_SCALAR_BYTES - scan->text_bytes) {
        return askcam_json_refuse(scan, end);
    }
    if (at < end && scan->text_bytes == 0) { /* most are whole: no need to gather them */
        end_number(scan, (const char *)start, run_bytes);
        return at;
    }
    memcpy(scan->text + scan->text_bytes, start, run_bytes);
    scan->text_bytes += run_bytes;
    if (at < end) {
        askcam_json_end_number(scan);
    }
    return at;
}

static const struct literal {
    const char *text;
    uint8_t text_bytes;
    enum askcam_json_type type;
} LITERALS[] = {
    {"true", 4, ASKCAM_JSON_TRUE},
    {"false", 5, ASKCAM_JSON_FALSE},
    {"null", 4, ASKCAM_JSON_NULL},
};

void askcam_json_begin_literal(struct askcam_json *scan, uint8_t first)
{
    scan->state = IN_LITERAL;
    scan->scalar_state = first == 't' ? 0 : first == 'f' ? 1 : 2;
    scan->digits = 0;
}

const uint8_t *askcam_json_literal(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const struct literal *literal = &LITERALS[scan->scalar_state];

    while (at < end && scan->digits < literal->text_bytes) {
        if (*at != (uint8_t)literal->text[scan->digits]) {
            return askcam_json_refuse(scan, end);
        }
        at++;
        scan->digits++;
    }
    if (scan->digits == literal->text_bytes) {
        if (scan->named != 0) {
            askcam_json_hand_on(scan, literal->type, literal->text, literal->text_bytes, true);
        }
        askcam_json_end_value(scan);
    }
    return at;
}
