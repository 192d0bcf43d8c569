/* SPDX-License-Identifier: MIT */
/*
 * option_text.c - see option_text.h.
 *
 * A printer belongs to the setter that reads the same kind of value, so that one row describes both
 * directions.
 */
#include "option_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "frame_quality.h"
#include "option_setters.h"
#include "proxy_url.h"
#include "url.h"

enum { SHOWN_SOURCE_BYTES = 1024 };

static const void *field(const struct option_row *row, const struct options *options)
{
    return (const char *)options + row->offset;
}

static void print_text_value(const struct option_row *row, const struct options *options,
                             char *text, size_t bytes)
{
    const char *value = *(const char *const *)field(row, options);

    if (value != NULL && value == options->base_url && strchr(value, '@') != NULL) {
        askcam_url_shown(value, text, bytes);
    } else {
        (void)snprintf(text, bytes, "%s", value != NULL ? value : "-");
    }
}

static void print_flag(const struct option_row *row, const struct options *options, char *text,
                       size_t bytes)
{
    (void)snprintf(text, bytes, "%s", *(const bool *)field(row, options) ? "true" : "false");
}

static void print_integer(const struct option_row *row, const struct options *options, char *text,
                          size_t bytes)
{
    (void)snprintf(text, bytes, "%" PRIu64, *(const uint64_t *)field(row, options));
}

/* In seconds, or in the next unit in which the number is not too large to be read back. */
static void print_seconds(uint64_t number, char *text, size_t bytes)
{
    static const struct {
        const char *name;
        unsigned next; /* of these make one of the next unit */
    } units[] = {{"s", 60}, {"m", 60}, {"h", 24}, {"d", 1}};
    size_t unit = 0;

    while (number > UINT32_MAX && units[unit].next > 1) {
        number /= units[unit].next;
        unit++;
    }
    (void)snprintf(text, bytes, "%" PRIu64 "%s", number, units[unit].name);
}

static void print_duration(const struct option_row *row, const struct options *options, char *text,
                           size_t bytes)
{
    const uint64_t ms = *(const uint64_t *)field(row, options);

    if (ms == ASKCAM_NEVER) {
        (void)snprintf(text, bytes, "none");
    } else if (ms % 1000 != 0) {
        (void)snprintf(text, bytes, "%" PRIu64 "ms", ms);
    } else {
        print_seconds(ms / 1000, text, bytes);
    }
}

static void print_choice(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    const uint64_t value = *(const uint64_t *)field(row, options);

    for (const struct option_choice *choice = row->choices; choice->name != NULL; choice++) {
        if (choice->value == value) {
            (void)snprintf(text, bytes, "%s", choice->name);
        }
    }
}

static void print_number(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    const struct askcam_chat_number *number = field(row, options);

    if (number->set) {
        (void)snprintf(text, bytes, "%.15g", number->value);
    }
}

static void print_sources(const struct option_row *row, const struct options *options, char *text,
                          size_t bytes)
{
    size_t used = 0;

    (void)row;
    for (size_t i = 0; i < options->sources_count && used < bytes; i++) {
        char shown[SHOWN_SOURCE_BYTES];
        askcam_url_shown(options->sources[i], shown, sizeof shown);
        const int length = snprintf(text + used, bytes - used, "%s%s", i > 0 ? " " : "", shown);
        used += length > 0 ? (size_t)length : 0;
    }
}

static void print_size(const struct option_row *row, const struct options *options, char *text,
                       size_t bytes)
{
    (void)row;
    if (options->capture.width_px > 0) {
        (void)snprintf(text, bytes, "%" PRIu32 "x%" PRIu32, options->capture.width_px,
                       options->capture.height_px);
    }
}

static void print_format(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    (void)row;
    (void)snprintf(text, bytes, "%s",
                   options->capture.format[0] != '\0' ? options->capture.format : "auto");
}

static void print_warmup(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    (void)row;
    if (options->capture.warmup == ASKCAM_WARMUP_AUTO) {
        (void)snprintf(text, bytes, "auto");
    } else {
        (void)snprintf(text, bytes, "%d", options->capture.warmup);
    }
}

static void print_controls(const struct option_row *row, const struct options *options, char *text,
                           size_t bytes)
{
    size_t used = 0;

    (void)row;
    for (size_t i = 0; i < options->capture.controls_count && used < bytes; i++) {
        const int length =
            snprintf(text + used, bytes - used, "%s%s", i > 0 ? " " : "", options->controls[i]);
        used += length > 0 ? (size_t)length : 0;
    }
}

static void print_encoder(const struct option_row *row, const struct options *options, char *text,
                          size_t bytes)
{
    (void)row;
    (void)snprintf(text, bytes, "%s",
                   options->capture.encoder != NULL ? options->capture.encoder : "software");
}

static void print_quality(const struct option_row *row, const struct options *options, char *text,
                          size_t bytes)
{
    const unsigned quality = options->picture.quality;

    (void)row;
    (void)snprintf(text, bytes, "%u", quality != 0 ? quality : ASKCAM_PICTURE_QUALITY);
}

/* One rectangle behind what text holds. */
static void add_rect(const struct askcam_rect_spec *rect, char *text, size_t bytes)
{
    const struct askcam_extent parts[] = {rect->x, rect->y, rect->width, rect->height};
    size_t used = strlen(text);

    for (size_t i = 0; i < 4 && used < bytes; i++) {
        const char *lead = i > 0 ? "," : used > 0 ? " " : "";
        const int length =
            parts[i].is_percent
                ? snprintf(text + used, bytes - used, "%s%g%%", lead, parts[i].value / 100.0)
                : snprintf(text + used, bytes - used, "%s%" PRIu32, lead, parts[i].value);
        used += length > 0 ? (size_t)length : 0;
    }
}

static void print_crop(const struct option_row *row, const struct options *options, char *text,
                       size_t bytes)
{
    (void)row;
    if (options->picture.crop.width.value > 0) {
        text[0] = '\0';
        add_rect(&options->picture.crop, text, bytes);
    }
}

static void print_masks(const struct option_row *row, const struct options *options, char *text,
                        size_t bytes)
{
    (void)row;
    if (options->picture.masks_count > 0) {
        text[0] = '\0';
    }
    for (size_t i = 0; i < options->picture.masks_count; i++) {
        add_rect(&options->picture.masks[i], text, bytes);
    }
}

static void print_at(const struct option_row *row, const struct options *options, char *text,
                     size_t bytes)
{
    size_t used = 0;

    (void)row;
    for (size_t i = 0; i < options->at_count && used < bytes; i++) {
        const uint32_t seconds = options->at_ms[i] / 1000;
        const int length = snprintf(text + used, bytes - used, "%s%02u:%02u:%02u",
                                    used > 0 ? "," : "", (unsigned)(seconds / 3600),
                                    (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
        used += length > 0 ? (size_t)length : 0;
    }
}

static void print_rotate(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    (void)row;
    (void)snprintf(text, bytes, "%u", (unsigned)options->picture.rotate_degrees);
}

static void print_max_side(const struct option_row *row, const struct options *options, char *text,
                           size_t bytes)
{
    (void)row;
    if (options->picture.max_side_px > 0) {
        (void)snprintf(text, bytes, "%" PRIu32, options->picture.max_side_px);
    }
}

static void print_reject(const struct option_row *row, const struct options *options, char *text,
                         size_t bytes)
{
    size_t used = 0;

    (void)row;
    for (unsigned i = ASKCAM_VERDICT_DARK; i <= ASKCAM_VERDICT_UNCHANGED && used < bytes; i++) {
        if ((options->reject & 1U << i) != 0) {
            const int length = snprintf(text + used, bytes - used, "%s%s", used > 0 ? "," : "",
                                        askcam_verdict_text((enum askcam_verdict)i));
            used += length > 0 ? (size_t)length : 0;
        }
    }
}

/* Never the password. */
static void print_proxy(const struct option_row *row, const struct options *options, char *text,
                        size_t bytes)
{
    (void)row;
    if (options->proxy != NULL) {
        askcam_proxy_masked(options->proxy, text, bytes);
    }
}

static const struct {
    option_setter *take;
    void (*print)(const struct option_row *row, const struct options *options, char *text,
                  size_t bytes);
} PRINTERS[] = {
    {option_text, print_text_value},   {option_flag, print_flag},
    {option_count, print_integer},     {option_integer, print_integer},
    {option_duration, print_duration}, {option_choice, print_choice},
    {option_number, print_number},     {option_whole, print_number},
    {option_source, print_sources},    {option_size, print_size},
    {option_format, print_format},     {option_warmup, print_warmup},
    {option_quality, print_quality},   {option_crop, print_crop},
    {option_mask, print_masks},        {option_rotate, print_rotate},
    {option_max_side, print_max_side}, {option_reject, print_reject},
    {option_control, print_controls},  {option_encoder, print_encoder},
    {option_proxy, print_proxy},       {option_at, print_at},
};

void option_value_text(const struct option_row *row, const struct options *options, char *text,
                       size_t text_bytes)
{
    (void)snprintf(text, text_bytes, "-");
    for (size_t i = 0; i < sizeof PRINTERS / sizeof PRINTERS[0]; i++) {
        if (PRINTERS[i].take == row->take) {
            PRINTERS[i].print(row, options, text, text_bytes);
        }
    }
}
