/* SPDX-License-Identifier: MIT */
/*
 * shrink_rows.c - see shrink_rows.h.
 *
 * All positions are whole numbers: a full pixel is cut into as many units as the output has
 * pixels, so an output pixel covers `length` units and an input pixel divisor * to.
 * Weights are differences of a rounded-down running share, so those of an output pixel add up to
 * exactly 65536, and an even surface stays exactly even.
 */
#include "shrink_rows.h"

#include <assert.h>
#include <string.h>

#include "pixel_loops.h"

enum { WHOLE = 1 << 16 };

/* The first input pixel of an output pixel, and how many it touches. */
static struct askcam_shrink_share share_of(const struct askcam_shrink_axis *axis, uint32_t out)
{
    const uint64_t unit = (uint64_t)axis->divisor * axis->to;
    const uint64_t begin = axis->begin + (uint64_t)out * axis->length;
    const uint64_t end = begin + axis->length;

    assert(unit > 0);
    const uint32_t first = (uint32_t)(begin / unit);
    return (struct askcam_shrink_share){first, (uint32_t)((end + unit - 1) / unit) - first};
}

/* What all input pixels before `in` have of an output pixel, of 65536. */
static uint32_t running_share(const struct askcam_shrink_axis *axis, uint32_t out, uint32_t in)
{
    const uint64_t begin = axis->begin + (uint64_t)out * axis->length;
    const uint64_t at = (uint64_t)in * axis->divisor * axis->to;
    const uint64_t covered = at <= begin ? 0 : at - begin;

    assert(axis->length > 0);
    return (uint32_t)((covered < axis->length ? covered : axis->length) * WHOLE / axis->length);
}

static uint32_t weight_of(const struct askcam_shrink_axis *axis, uint32_t out, uint32_t in)
{
    return running_share(axis, out, in + 1) - running_share(axis, out, in);
}

static void pull_until(struct askcam_shrink_rows *stage, uint32_t row)
{
    while (stage->pulled_rows <= row) {
        stage->row = stage->from.next(stage->from.ctx);
        stage->pulled_rows++;
    }
}

/* The rows that make this one, weighted and added: 16 bits of fraction. */
static void add_rows(struct askcam_shrink_rows *stage)
{
    const struct askcam_shrink_share rows = share_of(&stage->y, stage->y_out);
    const size_t samples = (size_t)stage->from.width_px * askcam_rows_components(&stage->from);

    memset(stage->sums, 0, samples * sizeof stage->sums[0]);
    for (uint32_t row = rows.first; row < rows.first + rows.count; row++) {
        pull_until(stage, row);
        askcam_pixels_add(stage->sums, stage->row, weight_of(&stage->y, stage->y_out, row),
                          samples);
    }
}

/* 8 bits of fraction times 16 fit 32 bits: 65536 * 255 * 256 + 2^23 < 2^32. */
static uint8_t mean(const uint32_t *sums, const uint32_t *weights, uint32_t count, unsigned step)
{
    uint32_t sum = 1U << 23;

    for (uint32_t i = 0; i < count; i++) {
        sum += weights[i] * ((sums[(size_t)i * step] + 128) >> 8);
    }
    return (uint8_t)(sum >> 24);
}

static uint8_t *next(void *ctx)
{
    struct askcam_shrink_rows *const stage = ctx;
    const unsigned components = askcam_rows_components(&stage->from);
    const uint32_t *weights = stage->weights;

    add_rows(stage);
    for (uint32_t x = 0; x < stage->x.to; x++) {
        const struct askcam_shrink_share share = stage->shares[x];
        const uint32_t *const sums = stage->sums + (size_t)share.first * components;
        for (unsigned i = 0; i < components; i++) {
            stage->out[(size_t)x * components + i] =
                mean(sums + i, weights, share.count, components);
        }
        weights += share.count;
    }
    stage->y_out++;
    return stage->out;
}

static void make_weights(struct askcam_shrink_rows *stage, j_common_ptr codec)
{
    const size_t most = (size_t)stage->from.width_px + stage->x.to; /* each edge is shared once */
    uint32_t *weights = askcam_rows_alloc(codec, most * sizeof *weights);

    stage->weights = weights;
    stage->shares = askcam_rows_alloc(codec, stage->x.to * sizeof stage->shares[0]);
    for (uint32_t x = 0; x < stage->x.to; x++) {
        const struct askcam_shrink_share share = share_of(&stage->x, x);
        assert(share.first + share.count <= stage->from.width_px);
        for (uint32_t i = 0; i < share.count; i++) {
            *weights++ = weight_of(&stage->x, x, share.first + i);
        }
        stage->shares[x] = share;
    }
    assert((size_t)(weights - stage->weights) <= most);
}

static struct askcam_shrink_axis axis(uint32_t at_px, uint32_t length, uint32_t to,
                                      uint32_t divisor)
{
    return (struct askcam_shrink_axis){
        .begin = (uint64_t)(at_px % divisor) * to, .length = length, .to = to, .divisor = divisor};
}

void askcam_shrink_rows_start(struct askcam_shrink_rows *stage,
                              const struct askcam_shrink_target *target, j_common_ptr codec,
                              struct askcam_rows *rows)
{
    const unsigned components = askcam_rows_components(rows);

    if (rows->width_px == target->width_px && rows->height_px == target->height_px) {
        return;
    }
    assert(rows->width_px >= target->width_px && rows->height_px >= target->height_px);
    stage->from = *rows;
    stage->x = axis(target->x_px, target->area_width_px, target->width_px, target->divisor);
    stage->y = axis(target->y_px, target->area_height_px, target->height_px, target->divisor);
    stage->pulled_rows = 0;
    stage->y_out = 0;
    make_weights(stage, codec);
    stage->sums = askcam_rows_alloc(codec, (size_t)rows->width_px * components * sizeof(uint32_t));
    stage->out = askcam_rows_alloc(codec, (size_t)target->width_px * components);
    rows->ctx = stage;
    rows->next = next;
    rows->width_px = target->width_px;
    rows->height_px = target->height_px;
}
