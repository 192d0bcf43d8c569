/* SPDX-License-Identifier: MIT */
/* settle.c - see settle.h. */
#include "settle.h"

#include "source.h"

enum {
    NEAR_BLACK = 8,    /* many cameras send black before the sensor has started */
    BLACK_FRAMES = 10, /* a third of a second of it: the scene is dark */
    STEADY_FRAMES = 2,
};

void askcam_settle_init(struct askcam_settle *settle, int warmup)
{
    *settle = (struct askcam_settle){.to_drop = warmup, .is_over = warmup == 0};
}

bool askcam_settle_measures(const struct askcam_settle *settle)
{
    return !settle->is_over && settle->to_drop < 0;
}

static bool is_steady(const struct askcam_settle *settle, uint8_t brightness)
{
    const unsigned last = settle->last_brightness;
    const unsigned change = last > brightness ? last - brightness : brightness - last;
    /* One level is within the rounding of the mean. */
    const unsigned allowed = brightness >= 100 ? brightness / 50U : 1;

    if (settle->seen == 0 || (brightness < NEAR_BLACK && settle->seen < BLACK_FRAMES)) {
        return false;
    }
    return change <= allowed;
}

static bool automatic(struct askcam_settle *settle, uint8_t brightness, uint64_t taken_ms)
{
    settle->steady = is_steady(settle, brightness) ? settle->steady + 1 : 0;
    settle->first_ms = settle->seen == 0 ? taken_ms : settle->first_ms;
    settle->last_brightness = brightness;
    settle->seen++;
    const uint64_t waited_ms =
        taken_ms > settle->first_ms ? taken_ms - settle->first_ms : 0; /* clocks may be odd */
    return settle->steady >= STEADY_FRAMES || settle->seen > ASKCAM_SETTLE_FRAMES ||
           waited_ms >= ASKCAM_SETTLE_MS;
}

bool askcam_settle_frame(struct askcam_settle *settle, uint8_t brightness, uint64_t taken_ms)
{
    if (settle->is_over) {
        return true;
    }
    if (settle->to_drop < 0) {
        settle->is_over = automatic(settle, brightness, taken_ms);
        return settle->is_over;
    }
    settle->to_drop--;
    settle->is_over = settle->to_drop == 0; /* from the next one on */
    return false;
}
