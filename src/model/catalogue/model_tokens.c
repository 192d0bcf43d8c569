/* SPDX-License-Identifier: MIT */
/*
 * model_tokens.c - see catalogue.h: tokens of pictures.
 *
 * The vendor's rule in whole numbers: both sides are rounded to squares of token_side_px, halves
 * to even (its own sample, 1024x406 on QVQ, costs 520 = 37 x 14 + 2 tokens, not 557); a picture
 * beyond the cap is scaled by sqrt(cap / pixels) and rounded down, one below the floor is scaled
 * up and rounded up.  A side of h pixels, scaled so, is sqrt(h * cap / (w * side^2)) squares, and
 * the floor of a root needs only the floor of what is under it.
 */
#include "catalogue.h"

enum {
    SIDE_MAX_PX = 65535, /* of any JPEG */
    SQUARE_MAX_PX = 1024,
    CAP_MAX_PX = INT32_MAX,
};

struct squares {
    uint64_t across;
    uint64_t down;
};

static uint64_t root_down(uint64_t n)
{
    uint64_t low = 0;
    uint64_t high = UINT32_MAX;

    while (low < high) { /* low^2 <= n < (high + 1)^2 */
        const uint64_t middle = low + (high - low + 1) / 2;
        if (middle <= n / middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

static uint64_t at_least_one(uint64_t n)
{
    return n > 0 ? n : 1;
}

static uint64_t rounded(uint64_t px, uint64_t side)
{
    const uint64_t whole = px / side;
    const uint64_t twice = 2 * (px % side);

    return at_least_one(whole + (twice > side || (twice == side && whole % 2 == 1)));
}

/* Sides are at most SIDE_MAX_PX, caps at most CAP_MAX_PX: no product reaches 2^63. */
static uint64_t scaled_down(uint64_t px, uint64_t other_px, uint64_t side, uint64_t cap_px)
{
    return at_least_one(root_down(px * cap_px / (other_px * side * side)));
}

static uint64_t scaled_up(uint64_t px, uint64_t other_px, uint64_t side, uint64_t floor_px)
{
    const uint64_t other = other_px * side * side;
    const uint64_t under = (px * floor_px + other - 1) / other;
    const uint64_t root = root_down(under);

    return at_least_one(root * root < under ? root + 1 : root);
}

/* cap_px and floor_px: 0 for none. */
static struct squares squares_of(uint64_t width_px, uint64_t height_px, uint64_t side,
                                 uint64_t cap_px, uint64_t floor_px)
{
    const struct squares as_is = {rounded(width_px, side), rounded(height_px, side)};
    const uint64_t pixels = as_is.across * as_is.down * side * side;

    if (cap_px != 0 && pixels > cap_px) {
        return (struct squares){scaled_down(width_px, height_px, side, cap_px),
                                scaled_down(height_px, width_px, side, cap_px)};
    }
    if (pixels < floor_px) {
        return (struct squares){scaled_up(width_px, height_px, side, floor_px),
                                scaled_up(height_px, width_px, side, floor_px)};
    }
    return as_is;
}

static uint64_t or_none(int64_t px)
{
    return px <= 0 ? 0 : px < CAP_MAX_PX ? (uint64_t)px : CAP_MAX_PX;
}

static bool can_report(const struct askcam_model *model, uint32_t width_px, uint32_t height_px)
{
    return width_px > 0 && width_px <= SIDE_MAX_PX && height_px > 0 && height_px <= SIDE_MAX_PX &&
           model->token_side_px > 0 && model->token_side_px <= SQUARE_MAX_PX &&
           model->extra_tokens >= 0;
}

int64_t askcam_model_image_tokens(const struct askcam_model *model, uint32_t width_px,
                                  uint32_t height_px)
{
    if (!can_report(model, width_px, height_px)) {
        return -1;
    }
    const struct squares squares =
        squares_of(width_px, height_px, (uint64_t)model->token_side_px, or_none(model->image_px),
                   or_none(model->image_min_px));
    return (int64_t)(squares.across * squares.down) + model->extra_tokens;
}

int64_t askcam_model_image_tokens_max(const struct askcam_model *model)
{
    const uint64_t cap_px =
        or_none(model->image_max_px) != 0 ? or_none(model->image_max_px) : or_none(model->image_px);

    if (!can_report(model, 1, 1) || cap_px == 0) {
        return -1;
    }
    const uint64_t side = (uint64_t)model->token_side_px;
    return (int64_t)(cap_px / (side * side)) + model->extra_tokens;
}

int64_t askcam_model_video_tokens(const struct askcam_model *model, uint32_t width_px,
                                  uint32_t height_px, uint32_t frames)
{
    if (!can_report(model, width_px, height_px) || frames == 0) {
        return -1;
    }
    uint64_t cap_px = or_none(model->video_frame_px);
    const uint64_t share_px = or_none(model->video_total_px) / frames;
    if (share_px != 0 && (cap_px == 0 || share_px < cap_px)) {
        cap_px = share_px;
    }
    const struct squares squares =
        squares_of(width_px, height_px, (uint64_t)model->token_side_px, cap_px, 0);
    const uint64_t pairs = ((uint64_t)frames + 1) / 2; /* two frames share one square in time */
    return (int64_t)(pairs * squares.across * squares.down) + model->extra_tokens;
}
