/* SPDX-License-Identifier: MIT */
/* frame_quality.c - see frame_quality.h: what the measures mean. */
#include "frame_quality.h"

#include <assert.h>
#include <stdlib.h>

uint16_t askcam_frame_quality_difference(const struct askcam_frame_quality *quality,
                                         const struct askcam_frame_quality *last)
{
    const int count = quality->cells_x * quality->cells_y;
    int sum = 0;
    int most = 0;

    if (quality->cells_x != last->cells_x || quality->cells_y != last->cells_y || count == 0) {
        return 1000;
    }
    for (int i = 0; i < count; i++) {
        sum += quality->cells[i] - last->cells[i];
    }
    for (int i = 0; i < count; i++) { /* times count, so that nothing is rounded */
        const int own = abs((quality->cells[i] - last->cells[i]) * count - sum);
        most = own > most ? own : most;
    }
    const int difference = most / count * 1000 / 255;
    return (uint16_t)(difference > 1000 ? 1000 : difference);
}

unsigned askcam_frame_quality_verdicts(const struct askcam_frame_quality *quality,
                                       const struct askcam_frame_quality *last)
{
    const bool is_dark =
        quality->brightness < ASKCAM_QUALITY_DARK && quality->light < ASKCAM_QUALITY_DARK_LIGHT;
    const bool is_bright =
        quality->brightness > ASKCAM_QUALITY_BRIGHT || quality->white > ASKCAM_QUALITY_WHITE;
    const bool is_blurred = quality->sharpness < ASKCAM_QUALITY_SHARP;
    const bool is_unchanged =
        last != NULL && askcam_frame_quality_difference(quality, last) < ASKCAM_QUALITY_CHANGED;
    const bool applies[] = {[ASKCAM_VERDICT_DARK] = is_dark,
                            [ASKCAM_VERDICT_BRIGHT] = is_bright,
                            [ASKCAM_VERDICT_BLURRED] = is_blurred,
                            [ASKCAM_VERDICT_UNCHANGED] = is_unchanged};
    unsigned verdicts = 0;

    for (unsigned i = 0; i < sizeof applies / sizeof applies[0]; i++) {
        verdicts |= applies[i] ? 1U << i : 0U;
    }
    return verdicts != 0 ? verdicts : 1U << ASKCAM_VERDICT_OK;
}

enum askcam_verdict askcam_frame_quality_first(unsigned verdicts)
{
    unsigned first = ASKCAM_VERDICT_OK;

    assert(verdicts != 0);
    while ((verdicts & 1U << first) == 0) {
        first++;
    }
    return (enum askcam_verdict)first;
}

const char *askcam_verdict_text(enum askcam_verdict verdict)
{
    switch (verdict) { /* no default: -Wswitch-enum names the text that is missing */
    case ASKCAM_VERDICT_OK:
        return "ok";
    case ASKCAM_VERDICT_DARK:
        return "dark";
    case ASKCAM_VERDICT_BRIGHT:
        return "bright";
    case ASKCAM_VERDICT_BLURRED:
        return "blurred";
    case ASKCAM_VERDICT_UNCHANGED:
        return "unchanged";
    }
    return "unknown";
}
