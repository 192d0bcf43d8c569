/* SPDX-License-Identifier: MIT */
/* judge.c - see judge.h: what the measures mean. */
#include "judge.h"

#include <stdlib.h>

uint16_t askcam_judge_difference(const struct askcam_judge_look *look,
                                 const struct askcam_judge_look *last)
{
    const int count = look->cells_x * look->cells_y;
    int sum = 0;
    int most = 0;

    if (look->cells_x != last->cells_x || look->cells_y != last->cells_y || count == 0) {
        return 1000;
    }
    for (int i = 0; i < count; i++) {
        sum += look->cells[i] - last->cells[i];
    }
    for (int i = 0; i < count; i++) { /* times count, so that nothing is rounded */
        const int own = abs((look->cells[i] - last->cells[i]) * count - sum);
        most = own > most ? own : most;
    }
    const int difference = most / count * 1000 / 255;
    return (uint16_t)(difference > 1000 ? 1000 : difference);
}

enum askcam_verdict askcam_judge_verdict(const struct askcam_judge_look *look,
                                         const struct askcam_judge_look *last)
{
    if (look->brightness < ASKCAM_JUDGE_DARK && look->light < ASKCAM_JUDGE_DARK_LIGHT) {
        return ASKCAM_VERDICT_DARK;
    }
    if (look->brightness > ASKCAM_JUDGE_BRIGHT || look->white > ASKCAM_JUDGE_WHITE) {
        return ASKCAM_VERDICT_BRIGHT;
    }
    if (look->sharpness < ASKCAM_JUDGE_SHARP) {
        return ASKCAM_VERDICT_BLURRED;
    }
    if (last != NULL && askcam_judge_difference(look, last) < ASKCAM_JUDGE_CHANGED) {
        return ASKCAM_VERDICT_UNCHANGED;
    }
    return ASKCAM_VERDICT_OK;
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
