/* SPDX-License-Identifier: MIT */
/* option_setters.c - see option_setters.h. */
#include "option_setters.h"

#include <string.h>

#include "frame_quality.h"
#include "proxy_url.h"
#include "wipe.h"

#include "values.h"

static void *field(const struct option_row *row, struct options *options)
{
    return (char *)options + row->offset;
}

const char *option_text(const struct option_row *row, struct options *options, const char *value)
{
    if (value[0] == '\0') {
        return row->expected != NULL ? row->expected : "a text that is not empty";
    }
    *(const char **)field(row, options) = value;
    return NULL;
}

const char *option_flag(const struct option_row *row, struct options *options, const char *value)
{
    (void)value;
    *(bool *)field(row, options) = true;
    return NULL;
}

const char *option_count(const struct option_row *row, struct options *options, const char *value)
{
    (void)value;
    *(uint64_t *)field(row, options) += 1;
    return NULL;
}

const char *option_integer(const struct option_row *row, struct options *options, const char *value)
{
    return value_integer(value, row->least, row->most, field(row, options)) ? NULL : row->expected;
}

const char *option_duration(const struct option_row *row, struct options *options,
                            const char *value)
{
    uint64_t ms = 0;

    if (!value_duration(value, &ms) || ms < row->least || (row->most != 0 && ms > row->most)) {
        return row->expected != NULL ? row->expected : "a duration such as 250ms, 30s, 5m or none";
    }
    *(uint64_t *)field(row, options) = ms;
    return NULL;
}

const char *option_choice(const struct option_row *row, struct options *options, const char *value)
{
    for (const struct option_choice *choice = row->choices; choice->name != NULL; choice++) {
        if (strcmp(choice->name, value) == 0) {
            *(uint64_t *)field(row, options) = choice->value;
            return NULL;
        }
    }
    return row->expected;
}

/* A number of the model's, within least/1000..most/1000; whole if the row's bounds say so. */
const char *option_number(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_chat_number *number = field(row, options);
    double read = 0;

    if (!value_number(value, &read) || read * 1000 < (double)row->least ||
        read * 1000 > (double)row->most) {
        return row->expected;
    }
    *number = (struct askcam_chat_number){.set = true, .value = read};
    return NULL;
}

const char *option_whole(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_chat_number *number = field(row, options);
    uint64_t read = 0;

    if (!value_integer(value, row->least, row->most, &read)) {
        return row->expected;
    }
    *number = (struct askcam_chat_number){.set = true, .value = (double)read};
    return NULL;
}

const char *option_source(const struct option_row *row, struct options *options, const char *value)
{
    (void)row;
    if (value[0] == '\0') {
        return "a camera, a file, -, pattern:gauge, pattern:bars or a URL";
    }
    if (options->sources_count == OPTION_SOURCES) {
        return "at most 64 sources";
    }
    options->sources[options->sources_count++] = value;
    return NULL;
}

const char *option_at(const struct option_row *row, struct options *options, const char *value)
{
    uint32_t times_ms[ASKCAM_SCHEDULE_TIMES] = {0};
    size_t count = 0;

    do {
        if (count == ASKCAM_SCHEDULE_TIMES || !value_time_of_day(&value, &times_ms[count])) {
            return row->expected;
        }
        count++;
    } while (*value++ == ',');
    if (value[-1] != '\0') {
        return row->expected;
    }
    memcpy(options->at_ms, times_ms, sizeof options->at_ms);
    options->at_count = count;
    return NULL;
}

const char *option_size(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_source_options *capture = &options->capture;

    return value_size(value, &capture->width_px, &capture->height_px) ? NULL : row->expected;
}

const char *option_format(const struct option_row *row, struct options *options, const char *value)
{
    const size_t bytes = strlen(value);
    const bool big_endian = bytes > 3 && strcmp(value + bytes - 3, "-BE") == 0;
    const size_t code_bytes = big_endian ? bytes - 3 : bytes;

    if (strcmp(value, "auto") == 0) {
        options->capture.format[0] = '\0';
        return NULL;
    }
    if (code_bytes < 3 || code_bytes > 4) { /* V4L2 has codes such as "Y16" */
        return row->expected;
    }
    memcpy(options->capture.format, value, bytes + 1);
    return NULL;
}

const char *option_warmup(const struct option_row *row, struct options *options, const char *value)
{
    uint64_t frames = 0;

    if (strcmp(value, "auto") == 0) {
        options->capture.warmup = ASKCAM_WARMUP_AUTO;
        return NULL;
    }
    if (!value_integer(value, 0, 1000, &frames)) {
        return row->expected;
    }
    options->capture.warmup = (int)frames;
    return NULL;
}

/* Whether the camera has it is seen when it is opened. */
const char *option_control(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_source_options *capture = &options->capture;
    const size_t name_bytes = strcspn(value, "=");

    if (name_bytes == 0 || value[name_bytes] == '\0') {
        return row->expected;
    }
    if (capture->controls_count == OPTION_CONTROLS) {
        return "at most 64 controls";
    }
    options->controls[capture->controls_count++] = value;
    capture->controls = options->controls;
    return NULL;
}

/* A device is named by its path, so that a later word cannot be mistaken for one. */
const char *option_encoder(const struct option_row *row, struct options *options, const char *value)
{
    const bool is_software = strcmp(value, "software") == 0;

    if (!is_software && strcmp(value, "auto") != 0 && value[0] != '/') {
        return row->expected;
    }
    options->capture.encoder = is_software ? NULL : value;
    return NULL;
}

const char *option_quality(const struct option_row *row, struct options *options, const char *value)
{
    uint64_t quality = 0;

    if (!value_integer(value, 1, 100, &quality)) {
        return row->expected;
    }
    options->picture.quality = (uint8_t)quality;
    return NULL;
}

const char *option_crop(const struct option_row *row, struct options *options, const char *value)
{
    return value_rect(value, &options->picture.crop) ? NULL : row->expected;
}

const char *option_mask(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_picture_options *picture = &options->picture;

    if (picture->masks_count == ASKCAM_PICTURE_MASKS) {
        return "at most 16 masks";
    }
    if (!value_rect(value, &picture->masks[picture->masks_count])) {
        return row->expected;
    }
    picture->masks_count++;
    return NULL;
}

const char *option_rotate(const struct option_row *row, struct options *options, const char *value)
{
    uint64_t degrees = 0;

    if (!value_integer(value, 0, 270, &degrees) || degrees % 90 != 0) {
        return row->expected;
    }
    options->picture.rotate_degrees = (uint16_t)degrees;
    return NULL;
}

const char *option_max_side(const struct option_row *row, struct options *options,
                            const char *value)
{
    uint64_t side = 0;

    if (!value_integer(value, 1, UINT16_MAX, &side)) {
        return row->expected;
    }
    options->picture.max_side_px = (uint32_t)side;
    return NULL;
}

/* The verdict that a word of the list names, as a bit; 0: none does. */
static unsigned verdict_bit(const char *word, size_t word_bytes)
{
    for (unsigned i = ASKCAM_VERDICT_DARK; i <= ASKCAM_VERDICT_UNCHANGED; i++) {
        const char *text = askcam_verdict_text((enum askcam_verdict)i);
        if (strlen(text) == word_bytes && strncmp(text, word, word_bytes) == 0) {
            return 1U << i;
        }
    }
    return 0;
}

const char *option_reject(const struct option_row *row, struct options *options, const char *value)
{
    unsigned bits = 0;

    for (;;) {
        const size_t word_bytes = strcspn(value, ",");
        const unsigned bit = verdict_bit(value, word_bytes);
        if (bit == 0) {
            return row->expected;
        }
        bits |= bit;
        value += word_bytes;
        if (*value == '\0') {
            options->reject = bits;
            return NULL;
        }
        value++;
    }
}

const char *option_proxy(const struct option_row *row, struct options *options, const char *value)
{
    struct askcam_proxy proxy;

    if (strcmp(value, "none") != 0) {
        const char *const why = askcam_proxy_parse(&proxy, value);
        if (why != NULL) {
            return row->expected;
        }
        askcam_wipe(&proxy, sizeof proxy);
    }
    options->proxy = value;
    return NULL;
}
