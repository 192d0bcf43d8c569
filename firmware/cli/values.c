/* SPDX-License-Identifier: MIT */
/* values.c - see values.h. */
#include "values.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits at *at, which moves behind them; at most 18, so that nothing overflows. */
static bool take_digits(const char **at, uint64_t *value)
{
    const char *const start = *at;
    uint64_t number = 0;

    while (is_digit(**at) && *at - start < 18) {
        number = number * 10 + (uint64_t)(**at - '0');
        (*at)++;
    }
    *value = number;
    return *at > start && !is_digit(**at);
}

bool value_integer(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
    uint64_t number = 0;

    if (!take_digits(&text, &number) || *text != '\0' || number < least || number > most) {
        return false;
    }
    *value = number;
    return true;
}

bool value_number(const char *text, double *value)
{
    char *end = NULL;

    const bool has_mark = text[0] == '-' || text[0] == '.';

    if (!is_digit(text[has_mark ? 1 : 0])) {
        return false; /* strtod would take blanks, "inf", "nan" and hexadecimal too */
    }
    if (strspn(text, "-+.0123456789eE") != strlen(text)) {
        return false;
    }
    errno = 0;
    const double number = strtod(text, &end);
    if (*end != '\0' || errno != 0) {
        return false;
    }
    *value = number;
    return true;
}

bool value_duration(const char *text, uint64_t *value_ms)
{
    static const struct {
        const char *name;
        uint64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}, {"h", 3600000}, {"d", 86400000}};
    uint64_t number = 0;

    if (strcmp(text, "none") == 0) {
        *value_ms = ASKCAM_NEVER;
        return true;
    }
    if (!take_digits(&text, &number) || number > UINT32_MAX) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(text, units[i].name) == 0) {
            *value_ms = number * units[i].ms;
            return true;
        }
    }
    return false;
}

/* Two digits below the limit at *at, which moves behind them. */
static bool take_pair(const char **at, uint32_t limit, uint32_t *value)
{
    const char *const text = *at;

    if (!is_digit(text[0]) || !is_digit(text[1])) {
        return false;
    }
    *value = (uint32_t)(text[0] - '0') * 10 + (uint32_t)(text[1] - '0');
    *at += 2;
    return *value < limit;
}

bool value_time_of_day(const char **at, uint32_t *value_ms)
{
    uint32_t hours = 0;
    uint32_t minutes = 0;
    uint32_t seconds = 0;

    if (!take_pair(at, 24, &hours) || **at != ':') {
        return false;
    }
    (*at)++;
    if (!take_pair(at, 60, &minutes)) {
        return false;
    }
    if (**at == ':') {
        (*at)++;
        if (!take_pair(at, 60, &seconds)) {
            return false;
        }
    }
    *value_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000;
    return true;
}

bool value_size(const char *text, uint32_t *width_px, uint32_t *height_px)
{
    uint64_t width = 0;
    uint64_t height = 0;

    if (!take_digits(&text, &width) || *text != 'x') {
        return false;
    }
    text++;
    if (!take_digits(&text, &height) || *text != '\0' || width < 1 || width > UINT16_MAX ||
        height < 1 || height > UINT16_MAX) {
        return false;
    }
    *width_px = (uint32_t)width;
    *height_px = (uint32_t)height;
    return true;
}

/* "12" pixels, "12%" or "12.5%"; *at moves behind it. */
static bool take_extent(const char **at, struct askcam_extent *extent)
{
    uint64_t whole = 0;
    uint64_t hundredths = 0;
    bool has_fraction = false;

    if (!take_digits(at, &whole) || whole > 1000000) {
        return false;
    }
    if (**at == '.') {
        has_fraction = true;
        (*at)++;
        for (unsigned place = 10; place > 0 && is_digit(**at); place /= 10) {
            hundredths += (uint64_t)(**at - '0') * place;
            (*at)++;
        }
    }
    const bool is_percent = **at == '%';
    if (is_percent) {
        (*at)++;
        *extent = (struct askcam_extent){(uint32_t)(whole * 100 + hundredths), true};
        return extent->value <= 10000;
    }
    *extent = (struct askcam_extent){(uint32_t)whole, false};
    return !has_fraction;
}

bool value_rect(const char *text, struct askcam_rect_spec *rect)
{
    struct askcam_extent parts[4];

    for (size_t i = 0; i < 4; i++) {
        if (!take_extent(&text, &parts[i]) || *text != (i < 3 ? ',' : '\0')) {
            return false;
        }
        text++;
    }
    if (parts[2].value == 0 || parts[3].value == 0) {
        return false;
    }
    *rect = (struct askcam_rect_spec){parts[0], parts[1], parts[2], parts[3]};
    return true;
}
