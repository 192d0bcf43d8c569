/* SPDX-License-Identifier: MIT */
/*
 * surrogates.c - see surrogates.h.
 *
 * No character of UTF-8 begins with ED A0..BF, so three bytes that do are a half.
 */
#include "surrogates.h"

#include <string.h>

#include "utf8.h"

enum { HALF_BYTES = 3, HALF_LEAD = 0xED };

/* The UTF-16 unit of the half that the text begins with, or 0. */
static uint16_t half_at(const char *text, size_t text_bytes)
{
    const unsigned char *const at = (const unsigned char *)text;

    if (text_bytes < HALF_BYTES || at[0] != HALF_LEAD || at[1] < 0xA0U) {
        return 0;
    }
    return (uint16_t)(0xD000U | (at[1] & 0x3FU) << 6 | (at[2] & 0x3FU));
}

static bool is_low(uint16_t unit)
{
    return unit >= 0xDC00U;
}

bool askcam_surrogates_is_half(const char *text, size_t text_bytes)
{
    return half_at(text, text_bytes) != 0;
}

bool askcam_surrogates_completes(const char *text, size_t text_bytes)
{
    return is_low(half_at(text, text_bytes));
}

void askcam_surrogates_init(struct askcam_surrogates *surrogates, struct askcam_text_out out)
{
    *surrogates = (struct askcam_surrogates){.out = out};
}

enum askcam_status askcam_surrogates_finish(struct askcam_surrogates *surrogates)
{
    if (surrogates->high == 0) {
        return ASKCAM_OK;
    }
    surrogates->high = 0;
    return askcam_text_put(&surrogates->out, surrogates->is_thinking, ASKCAM_UTF8_REPLACEMENT,
                           ASKCAM_UTF8_REPLACEMENT_BYTES);
}

/* The bytes before the next half, or all. */
static size_t plain_bytes(const char *text, size_t text_bytes)
{
    const char *const end = text + text_bytes;
    const char *at = memchr(text, HALF_LEAD, text_bytes);

    while (at != NULL && half_at(at, (size_t)(end - at)) == 0) {
        at++;
        at = memchr(at, HALF_LEAD, (size_t)(end - at));
    }
    return at == NULL ? text_bytes : (size_t)(at - text);
}

/* A half that is not at the start of a pair's second piece. */
static enum askcam_status put_half(struct askcam_surrogates *surrogates, bool is_thinking,
                                   uint16_t unit)
{
    char character[ASKCAM_UTF8_CHARACTER_BYTES];

    if (is_low(unit) && surrogates->high != 0) {
        const uint32_t scalar =
            0x10000U + ((uint32_t)(surrogates->high - 0xD800U) << 10) + (unit - 0xDC00U);
        surrogates->high = 0;
        return askcam_text_put(&surrogates->out, is_thinking, character,
                               askcam_utf8_put(scalar, character));
    }
    const enum askcam_status status = askcam_surrogates_finish(surrogates);
    surrogates->high = unit;
    surrogates->is_thinking = is_thinking;
    return status == ASKCAM_OK && is_low(unit) ? askcam_surrogates_finish(surrogates) : status;
}

enum askcam_status askcam_surrogates_push(struct askcam_surrogates *surrogates, bool is_thinking,
                                          const char *text, size_t text_bytes)
{
    enum askcam_status status = ASKCAM_OK;

    if (text_bytes > 0 && surrogates->is_thinking != is_thinking) {
        status = askcam_surrogates_finish(surrogates);
    }
    while (text_bytes > 0 && status == ASKCAM_OK) {
        const size_t plain = plain_bytes(text, text_bytes);
        if (plain > 0) {
            status = askcam_surrogates_finish(surrogates);
            status = status == ASKCAM_OK
                         ? askcam_text_put(&surrogates->out, is_thinking, text, plain)
                         : status;
        } else {
            status = put_half(surrogates, is_thinking, half_at(text, text_bytes));
        }
        const size_t taken = plain > 0 ? plain : HALF_BYTES;
        text += taken;
        text_bytes -= taken;
    }
    return status;
}
