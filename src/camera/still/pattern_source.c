/* SPDX-License-Identifier: MIT */
/* pattern_source.c - see pattern_source.h. */
#include "pattern_source.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "pattern_draw.h"
#include "source_deadline.h"

struct drawing {
    struct askcam_frame frame;
    uint8_t memory[]; /* of the canvas */
};

static const struct askcam_error_context EXPECTED = {
    "--source", "use pattern:gauge, pattern:gauge=VALUE of 0 to 100, or pattern:bars"};

/* Digits with at most three decimals, as thousandths; UINT32_MAX if text is anything else. */
static uint32_t parse_milli(const char *text)
{
    uint32_t milli = 0;
    int decimals = -1; /* before the point */

    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '.' && decimals < 0 && at > text && at[1] != '\0') {
            decimals = 0;
            continue;
        }
        if (!isdigit((unsigned char)*at) || milli > UINT32_MAX / 100000 || decimals == 3) {
            return UINT32_MAX;
        }
        milli = milli * 10 + (uint32_t)(*at - '0');
        decimals += decimals >= 0 ? 1 : 0;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 3; i++) {
        milli *= 10;
    }
    return text[0] != '\0' ? milli : UINT32_MAX;
}

enum askcam_status askcam_pattern_parse(const char *spec, struct askcam_pattern *pattern,
                                        struct askcam_error *err)
{
    const char *name = spec + strlen(ASKCAM_PATTERN_PREFIX);

    if (strcmp(name, "bars") == 0) {
        *pattern = (struct askcam_pattern){.is_gauge = false};
        return ASKCAM_OK;
    }
    if (strcmp(name, "gauge") == 0) {
        *pattern = (struct askcam_pattern){true, ASKCAM_PATTERN_GAUGE_MILLI};
        return ASKCAM_OK;
    }
    if (strncmp(name, "gauge=", strlen("gauge=")) != 0) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, EXPECTED, "unknown pattern \"%s\"", spec);
    }
    const uint32_t milli = parse_milli(name + strlen("gauge="));
    if (milli > ASKCAM_GAUGE_MAX_MILLI) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, EXPECTED, "invalid value \"%s\"",
                           name + strlen("gauge="));
    }
    *pattern = (struct askcam_pattern){true, milli};
    return ASKCAM_OK;
}

static enum askcam_status pattern_start(void *ctx, struct askcam_error *err)
{
    (void)ctx;
    (void)err; /* it is drawn already */
    return ASKCAM_OK;
}

static enum askcam_status pattern_take(void *ctx, uint64_t not_before_ms,
                                       struct askcam_frame *frame, struct askcam_error *err)
{
    const struct drawing *drawing = ctx;

    (void)not_before_ms; /* it has no age */
    (void)err;
    *frame = drawing->frame;
    return ASKCAM_OK;
}

static void pattern_release(void *ctx, struct askcam_frame *frame)
{
    (void)ctx;
    *frame = (struct askcam_frame){.is_jpeg = false};
}

static void pattern_close(void *ctx)
{
    free(ctx);
}

static const struct askcam_source_ops PATTERN_OPS = {.start = pattern_start,
                                                     .take = pattern_take,
                                                     .release = pattern_release,
                                                     .close = pattern_close};

static bool is_side(uint32_t px)
{
    return px >= ASKCAM_PATTERN_MIN_PX && px <= ASKCAM_PATTERN_MAX_PX;
}

enum askcam_status askcam_pattern_source_open(struct askcam_source *source,
                                              const struct askcam_host *host, const char *spec,
                                              const struct askcam_source_options *options,
                                              struct askcam_error *err)
{
    const bool is_sized = options->width_px != 0 && options->height_px != 0;
    struct askcam_canvas canvas = {
        .width_px = is_sized ? options->width_px : (uint32_t)ASKCAM_PATTERN_WIDTH_PX,
        .height_px = is_sized ? options->height_px : (uint32_t)ASKCAM_PATTERN_HEIGHT_PX};
    struct askcam_pattern pattern = {.is_gauge = false};
    struct askcam_source_deadline deadline;

    askcam_source_deadline_init(&deadline, host, spec, options->deadline_ms);
    enum askcam_status status = askcam_pattern_parse(spec, &pattern, err);
    if (status == ASKCAM_OK) {
        status = askcam_source_deadline_check(&deadline, err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (!is_side(canvas.width_px) || !is_side(canvas.height_px)) {
        return askcam_fail(err, ASKCAM_ERR_USAGE,
                           (struct askcam_error_context){"--size", "use 16x16 to 4096x4096"},
                           "a pattern cannot be %ux%u", canvas.width_px, canvas.height_px);
    }
    struct drawing *drawing =
        malloc(sizeof *drawing + askcam_canvas_bytes(canvas.width_px, canvas.height_px));
    if (drawing == NULL) {
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){spec, "free memory"}, "out of memory");
    }
    canvas.memory = drawing->memory;
    drawing->frame = pattern.is_gauge ? askcam_draw_gauge(&canvas, pattern.value_milli)
                                      : askcam_draw_bars(&canvas);
    *source = (struct askcam_source){.ops = &PATTERN_OPS, .ctx = drawing, .is_live = false};
    return ASKCAM_OK;
}
