/* SPDX-License-Identifier: MIT */
/* stamp.c - see stamp.h. */
#include "stamp.h"

struct stamp stamp_of(uint64_t tick, time_t now)
{
    struct stamp stamp = {.tick = tick};
    struct tm utc;

    if (gmtime_r(&now, &utc) != NULL) { /* fails for years that no int holds: then no time */
        (void)strftime(stamp.time, sizeof stamp.time, "%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    return stamp;
}

void stamp_begin(struct json_line *line, struct askcam_sink out, const char *type,
                 const struct stamp *stamp, bool with_time)
{
    json_line_begin(line, out, type);
    if (stamp == NULL || stamp->tick == 0) {
        return;
    }
    json_line_integer(line, "tick", (int64_t)stamp->tick);
    if (with_time) {
        json_line_text(line, "time", stamp->time);
    }
}
