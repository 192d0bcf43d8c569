/* SPDX-License-Identifier: MIT */
/* v4l2_frame.c - see v4l2_frame.h. */
#include "v4l2_frame.h"

#include "jpeg_walk.h"

static bool is_broken(char *why, const char *text)
{
    askcam_error_text(why, ASKCAM_ERROR_WHY_BYTES, text);
    return false;
}

/*
 * USB cameras deliver cut-off pictures without a flag when a packet is lost, and pad whole ones to
 * the packet; so a picture is what lies between SOI and EOI, and is checked before it is used.
 */
static bool read_jpeg(const struct askcam_v4l2_payload *payload, struct askcam_frame *frame,
                      char *why)
{
    const struct askcam_bytes bytes = askcam_bytes_of_memory(payload->at, payload->bytes);
    struct askcam_error err = {.kind = ASKCAM_OK};
    struct askcam_jpeg_info info;

    if (askcam_jpeg_walk(&bytes, "the frame", &info, &err) != ASKCAM_OK) {
        return is_broken(why, err.why);
    }
    *frame =
        (struct askcam_frame){.is_jpeg = true,
                              .jpeg = askcam_bytes_of_memory(payload->at, (size_t)info.size_bytes),
                              .width_px = info.width_px,
                              .height_px = info.height_px};
    return true;
}

bool askcam_v4l2_frame(const struct askcam_v4l2_filled *filled,
                       const struct askcam_v4l2_layout *layout, struct askcam_v4l2_convert *convert,
                       struct askcam_frame *frame, char *why)
{
    if (filled->is_flagged) {
        return is_broken(why, "flagged as damaged by the driver");
    }
    if (filled->payload[0].bytes == 0) {
        return is_broken(why, "empty");
    }
    if (layout->format != NULL && layout->format->is_jpeg) {
        return read_jpeg(&filled->payload[0], frame, why);
    }
    *frame = (struct askcam_frame){.width_px = layout->width_px, .height_px = layout->height_px};
    if (layout->format != NULL) {
        return askcam_v4l2_raw(layout, filled->payload, &frame->raw) ||
               is_broken(why, "shorter than a picture of its size");
    }
    return askcam_v4l2_convert_frame(convert, layout, &filled->payload[0], &frame->raw) ||
           is_broken(why, "libv4lconvert cannot read it");
}
