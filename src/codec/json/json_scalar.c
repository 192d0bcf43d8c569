/* SPDX-License-Identifier: MIT */
/* json_scalar.c - see json_scalar.h. */
#include "json_scalar.h"

#include <string.h>

#include "json_value.h"

/* RFC 8259 section 6; the number is over where the table says so. */
enum number_state { START, MINUS, ZERO, INTEGER, POINT, FRACTION, E, E_SIGN, EXPONENT, OVER };
enum number_byte { IS_OTHER, IS_ZERO, IS_DIGIT, IS_MINUS, IS_PLUS, IS_POINT, IS_E };

static const uint8_t KIND_OF[UINT8_MAX + 1] = {
    ['0'] = IS_ZERO,  ['1'] = IS_DIGIT, ['2'] = IS_DIGIT, ['3'] = IS_DIGIT, ['4'] = IS_DIGIT,
    ['5'] = IS_DIGIT, ['6'] = IS_DIGIT, ['7'] = IS_DIGIT, ['8'] = IS_DIGIT, ['9'] = IS_DIGIT,
    ['-'] = IS_MINUS, ['+'] = IS_PLUS,  ['.'] = IS_POINT, ['e'] = IS_E,     ['E'] = IS_E,
};

static const uint8_t NEXT[OVER][IS_E + 1] = {
    [START] = {OVER, ZERO, INTEGER, MINUS, OVER, OVER, OVER},
    [MINUS] = {OVER, ZERO, INTEGER, OVER, OVER, OVER, OVER},
    [ZERO] = {OVER, OVER, OVER, OVER, OVER, POINT, E},
    [INTEGER] = {OVER, INTEGER, INTEGER, OVER, OVER, POINT, E},
    [POINT] = {OVER, FRACTION, FRACTION, OVER, OVER, OVER, OVER},
    [FRACTION] = {OVER, FRACTION, FRACTION, OVER, OVER, OVER, E},
    [E] = {OVER, EXPONENT, EXPONENT, E_SIGN, E_SIGN, OVER, OVER},
    [E_SIGN] = {OVER, EXPONENT, EXPONENT, OVER, OVER, OVER, OVER},
    [EXPONENT] = {OVER, EXPONENT, EXPONENT, OVER, OVER, OVER, OVER},
};

static bool may_end(uint8_t state)
{
    return state == ZERO || state == INTEGER || state == FRACTION || state == EXPONENT;
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
        const uint8_t next = NEXT[state][KIND_OF[*at]];
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

const uint8_t *askcam_json_begin_number(struct askcam_json *scan, const uint8_t *at,
                                        const uint8_t *end)
{
    scan->state = IN_NUMBER;
    scan->scalar_state = START;
    scan->text_bytes = 0;
    return askcam_json_number(scan, at, end);
}

static const struct literal {
    const char *text;
    uint8_t text_bytes;
    enum askcam_json_type type;
} LITERALS[] = {
    [IS_TRUE] = {"true", 4, ASKCAM_JSON_TRUE},
    [IS_FALSE] = {"false", 5, ASKCAM_JSON_FALSE},
    [IS_NULL] = {"null", 4, ASKCAM_JSON_NULL},
};

static void end_literal(struct askcam_json *scan, const struct literal *literal)
{
    if (scan->named != 0) {
        askcam_json_hand_on(scan, literal->type, literal->text, literal->text_bytes, true);
    }
    askcam_json_end_value(scan);
}

const uint8_t *askcam_json_literal(struct askcam_json *scan, const uint8_t *at, const uint8_t *end)
{
    const struct literal *literal = &LITERALS[scan->scalar_state];

    for (; at < end && scan->digits < literal->text_bytes; at++) {
        if (*at != (uint8_t)literal->text[scan->digits]) {
            return askcam_json_refuse(scan, end);
        }
        scan->digits++;
    }
    if (scan->digits == literal->text_bytes) {
        end_literal(scan, literal);
    }
    return at;
}

const uint8_t *askcam_json_begin_literal(struct askcam_json *scan, uint8_t which, const uint8_t *at,
                                         const uint8_t *end)
{
    const struct literal *literal = &LITERALS[which];

    if (end - at >= literal->text_bytes) { /* the first byte is known: the last four decide */
        at += literal->text_bytes;
        if (memcmp(at - 4, literal->text + literal->text_bytes - 4, 4) != 0) {
            return askcam_json_refuse(scan, end);
        }
        end_literal(scan, literal);
        return at;
    }
    scan->state = IN_LITERAL;
    scan->scalar_state = which;
    scan->digits = 0;
    return askcam_json_literal(scan, at, end);
}
