/* SPDX-License-Identifier: MIT */
/* fake_source.c - see fake_source.h. */
#include "fake_source.h"

#include <assert.h>

enum { SIDE_PX = 160 };

static uint8_t pixels[SIDE_PX * SIDE_PX];

static enum askcam_status start(void *ctx, struct askcam_error *err)
{
    struct fake_source *fake = ctx;

    (void)err;
    fake->started = true;
    return ASKCAM_OK;
}

static enum askcam_status take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                               struct askcam_error *err)
{
    struct fake_source *fake = ctx;
    const struct askcam_error_context context = {"fake camera", "this is a fake"};

    assert(fake->started && !fake->held);
    fake->takes++;
    fake->not_before_ms = not_before_ms;
    if (fake->takes == fake->fails_at) {
        return askcam_fail(err, fake->fails_with, context, "failed by the script");
    }
    if (fake->host->now_ms < not_before_ms) {
        fake->host->now_ms = not_before_ms;
    }
    fake->held = true;
    *frame = fake->frame;
    frame->taken_ms = fake->host->now_ms;
    return ASKCAM_OK;
}

static void release(void *ctx, struct askcam_frame *frame)
{
    struct fake_source *fake = ctx;

    (void)frame;
    assert(fake->held);
    fake->held = false;
}

static enum askcam_source_state state(void *ctx)
{
    const struct fake_source *fake = ctx;
    return fake->state;
}

static void close_source(void *ctx)
{
    struct fake_source *fake = ctx;
    fake->started = false;
}

struct askcam_source fake_source_init(struct fake_source *fake, struct fake_host *host)
{
    static const struct askcam_source_ops OPS = {
        .start = start, .take = take, .release = release, .state = state, .close = close_source};

    for (unsigned i = 0; i < sizeof pixels; i++) {
        pixels[i] = (uint8_t)(i * i >> 3);
    }
    *fake = (struct fake_source){.host = host,
                                 .frame = {.raw = {.pixels = ASKCAM_PIXELS_GREY,
                                                   .plane = {pixels},
                                                   .plane_bytes = {sizeof pixels},
                                                   .row_bytes = {SIDE_PX}},
                                           .width_px = SIDE_PX,
                                           .height_px = SIDE_PX}};
    return (struct askcam_source){.ops = &OPS, .ctx = fake, .is_live = true};
}
