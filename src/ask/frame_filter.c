/* SPDX-License-Identifier: MIT */
/* frame_filter.c - see frame_filter.h. */
#include "frame_filter.h"

static uint16_t sharpness_limit(const struct askcam_frame_filter *filter)
{
    return filter->min_sharpness != 0 ? filter->min_sharpness : ASKCAM_QUALITY_SHARP;
}

/* frame_quality.h's verdicts, with the user's own limit of sharpness in place of its. */
static unsigned verdicts_of(const struct askcam_frame_filter *filter,
                            const struct askcam_frame_quality *last)
{
    struct askcam_frame_quality quality = filter->quality;
    const bool is_blurred = quality.sharpness < sharpness_limit(filter);

    quality.sharpness = is_blurred ? 0 : UINT16_MAX;
    return askcam_frame_quality_verdicts(&quality, last);
}

/* What the user refuses goes before what may pass: at night a dark frame is unchanged as well. */
static enum askcam_verdict verdict_of(const struct askcam_frame_filter *filter,
                                      const struct askcam_frame_quality *last)
{
    const unsigned all = verdicts_of(filter, last);
    const unsigned refused = all & filter->refuses;

    return askcam_frame_quality_first(refused != 0 ? refused : all);
}

enum askcam_status askcam_frame_filter_measure(struct askcam_frame_filter *filter,
                                               const struct askcam_frame *frame,
                                               struct askcam_error *err)
{
    const struct askcam_frame_quality *last = filter->has_last ? &filter->last : NULL;
    const enum askcam_status status = askcam_frame_quality_measure(frame, &filter->quality, err);

    if (status == ASKCAM_OK) {
        filter->difference =
            last != NULL ? askcam_frame_quality_difference(&filter->quality, last) : 0;
        filter->verdict = verdict_of(filter, last);
    }
    return status;
}

bool askcam_frame_filter_refuses(const struct askcam_frame_filter *filter)
{
    return (filter->refuses & 1U << filter->verdict) != 0;
}

void askcam_frame_filter_accept(struct askcam_frame_filter *filter)
{
    filter->last = filter->quality;
    filter->has_last = true;
}

enum askcam_status askcam_frame_filter_fail(const struct askcam_frame_filter *filter,
                                            unsigned tries, struct askcam_error *err)
{
    const struct {
        const char *measure;
        const char *side;
        const char *hint;
        uint16_t value;
        uint16_t limit;
    } rows[] = {
        [ASKCAM_VERDICT_OK] = {"nothing", "at", "report this as a bug", 0, 0},
        [ASKCAM_VERDICT_DARK] = {"brightness", "below", "add light, or raise the exposure",
                                 filter->quality.brightness, ASKCAM_QUALITY_DARK},
        [ASKCAM_VERDICT_BRIGHT] = {"brightness", "above", "reduce the light or the exposure",
                                   filter->quality.brightness, ASKCAM_QUALITY_BRIGHT},
        [ASKCAM_VERDICT_BLURRED] = {"sharpness", "below", "focus, or hold the camera still",
                                    filter->quality.sharpness, sharpness_limit(filter)},
        [ASKCAM_VERDICT_UNCHANGED] = {"difference", "below", "wait until something changes",
                                      filter->difference, ASKCAM_QUALITY_CHANGED},
    };
    const struct askcam_error_context context = {"picture", rows[filter->verdict].hint};

    if (filter->verdict == ASKCAM_VERDICT_BRIGHT && filter->quality.white > ASKCAM_QUALITY_WHITE) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE, context,
                           "bright: %u.%03u of it is white, above %u.%03u (%u tried)",
                           filter->quality.white / 1000U, filter->quality.white % 1000U,
                           ASKCAM_QUALITY_WHITE / 1000U, ASKCAM_QUALITY_WHITE % 1000U, tries);
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE, context, "%s: %s %u.%03u, %s %u.%03u (%u tried)",
                       askcam_verdict_text(filter->verdict), rows[filter->verdict].measure,
                       rows[filter->verdict].value / 1000U, rows[filter->verdict].value % 1000U,
                       rows[filter->verdict].side, rows[filter->verdict].limit / 1000U,
                       rows[filter->verdict].limit % 1000U, tries);
}
