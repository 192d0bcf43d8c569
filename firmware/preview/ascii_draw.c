/* SPDX-License-Identifier: MIT */
/* ascii_draw.c - see ascii_draw.h. */
#include "ascii_draw.h"

static const char FROM_DARK[] = " .:-=+*#%@"; /* by the ink of each, on a dark terminal */

enum { STEPS = sizeof FROM_DARK - 1 };

/* Luma of Rec. 601, 0..255; of the last odd row there is no lower half. */
static unsigned luma_at(const struct marked_image *image, uint32_t x, uint32_t y)
{
    const uint32_t row = y < image->height_px ? y : image->height_px - 1;
    const uint8_t *const pixel = image->rgb + ((size_t)row * image->width_px + x) * 3;

    return (299U * pixel[0] + 587U * pixel[1] + 114U * pixel[2]) / 1000U;
}

enum askcam_status ascii_draw_write(const struct marked_image *image, struct askcam_sink out)
{
    enum askcam_status status = ASKCAM_OK;

    for (uint32_t y = 0; y < image->height_px && status == ASKCAM_OK; y += 2) {
        for (uint32_t x = 0; x < image->width_px && status == ASKCAM_OK; x++) {
            const unsigned luma = (luma_at(image, x, y) + luma_at(image, x, y + 1)) / 2;
            status = askcam_sink_write(out, &FROM_DARK[luma * STEPS / 256], 1);
        }
        status = status == ASKCAM_OK ? askcam_sink_write(out, "\n", 1) : status;
    }
    return status;
}
