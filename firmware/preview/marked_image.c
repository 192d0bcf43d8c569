/* SPDX-License-Identifier: MIT */
/* marked_image.c - see marked_image.h. */
#include "marked_image.h"

/* Pixels from begin to before end. */
struct span {
    uint32_t begin;
    uint32_t end;
};

struct area {
    struct span x;
    struct span y;
};

/* A part of a side of from_px pixels, on one of to_px; whatever it touches, so never empty. */
static struct span scaled(uint32_t begin, uint32_t length, uint32_t from_px, uint32_t to_px)
{
    const uint64_t end = (uint64_t)begin + length;

    return (struct span){(uint32_t)((uint64_t)begin * to_px / from_px),
                         (uint32_t)((end * to_px + from_px - 1) / from_px)};
}

static struct area area_of(const struct askcam_rect *rect, const struct askcam_overview *overview,
                           const struct marked_image *image)
{
    return (struct area){scaled(rect->x, rect->width, overview->width_px, image->width_px),
                         scaled(rect->y, rect->height, overview->height_px, image->height_px)};
}

static bool is_in(const struct span *span, uint32_t at)
{
    return at >= span->begin && at < span->end;
}

/* Within pen pixels of an end of the span that it lies in. */
static bool is_at_end(const struct span *span, uint32_t at, uint32_t pen)
{
    return at - span->begin < pen || span->end - at <= pen;
}

static void put(const struct marked_image *image, uint32_t x, uint32_t y, uint32_t colour)
{
    uint8_t *const pixel = image->rgb + ((size_t)y * image->width_px + x) * 3;

    pixel[0] = (uint8_t)(colour >> 16);
    pixel[1] = (uint8_t)(colour >> 8);
    pixel[2] = (uint8_t)colour;
}

static void paint_mask(const struct marked_image *image, const struct area *area)
{
    for (uint32_t y = area->y.begin; y < area->y.end; y++) {
        for (uint32_t x = area->x.begin; x < area->x.end; x++) {
            const bool is_edge =
                is_at_end(&area->x, x, image->pen_px) || is_at_end(&area->y, y, image->pen_px);
            put(image, x, y, is_edge ? MARK_MASK : 0);
        }
    }
}

static void darken(const struct marked_image *image, uint32_t x, uint32_t y)
{
    uint8_t *const pixel = image->rgb + ((size_t)y * image->width_px + x) * 3;

    for (int i = 0; i < 3; i++) {
        pixel[i] /= 2;
    }
}

static void paint_crop_at(const struct marked_image *image, const struct area *crop, uint32_t x,
                          uint32_t y)
{
    if (!is_in(&crop->x, x) || !is_in(&crop->y, y)) {
        darken(image, x, y);
    } else if (is_at_end(&crop->x, x, image->pen_px) || is_at_end(&crop->y, y, image->pen_px)) {
        put(image, x, y, MARK_CROP);
    }
}

static void paint_crop(const struct marked_image *image, const struct area *crop)
{
    for (uint32_t y = 0; y < image->height_px; y++) {
        for (uint32_t x = 0; x < image->width_px; x++) {
            paint_crop_at(image, crop, x, y);
        }
    }
}

void marked_image_mark(struct marked_image *image, const struct askcam_overview *overview)
{
    const struct area crop = area_of(&overview->crop, overview, image);

    for (size_t i = 0; i < overview->masks_count; i++) {
        const struct area mask = area_of(&overview->masks[i], overview, image);
        paint_mask(image, &mask);
    }
    if (overview->crop.width < overview->width_px || overview->crop.height < overview->height_px) {
        paint_crop(image, &crop);
    }
}
