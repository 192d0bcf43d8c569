/* SPDX-License-Identifier: MIT */
/* stamp.c - see stamp.h. */
#include "stamp.h"

#include <string.h>

struct stamp stamp_of(uint64_t tick, time_t now)
{
    struct stamp stamp = {.tick = tick};
    struct tm parts;

    if (gmtime_r(&now, &parts) != NULL) { /* fails for years that no int holds: then no time */
        (void)strftime(stamp.time, sizeof stamp.time, "%Y-%m-%dT%H:%M:%SZ", &parts);
    }
    if (localtime_r(&now, &parts) != NULL &&
        strftime(stamp.local, sizeof stamp.local, "%Y-%m-%dT%H:%M:%S%z", &parts) > 2) {
        char *const minutes = stamp.local + strlen(stamp.local) - 2;
        memmove(minutes + 1, minutes, 3); /* RFC 3339 has a colon there */
        *minutes = ':';
    }
    return stamp;
}

void stamp_begin(struct askcam_json_line *line, struct askcam_sink out, const char *type,
                 const struct stamp *stamp, bool with_time)
{
    askcam_json_line_begin(line, out, type);
    if (stamp == NULL || stamp->tick == 0) {
        return;
    }
    askcam_json_line_integer(line, "tick", (int64_t)stamp->tick);
    if (with_time) {
        askcam_json_line_text(line, "time", stamp->time);
    }
}
