/* SPDX-License-Identifier: MIT */
/* host.c - see host.h. */
#include "host.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "error.h"

uint64_t askcam_deadline(const struct askcam_host *host, uint64_t after_ms)
{
    const uint64_t now_ms = askcam_now_ms(host);
    return after_ms > ASKCAM_NEVER - now_ms ? ASKCAM_NEVER : now_ms + after_ms;
}

int64_t askcam_wall_s(const struct askcam_host *host)
{
    struct askcam_wall wall;

    host->wall(host->ctx, &wall);
    return wall.unix_ms / 1000 - (wall.unix_ms % 1000 < 0 ? 1 : 0); /* down, also before 1970 */
}

uint64_t askcam_random_delay_ms(const struct askcam_host *host, uint64_t most_ms)
{
    uint32_t random = 0;

    assert(most_ms < UINT32_MAX);
    host->quick_random(host->ctx, &random, sizeof random);
    return (uint64_t)random * (most_ms + 1) >> 32U;
}

enum askcam_status askcam_interrupted(const struct askcam_host *host)
{
    const enum askcam_status status = host->wait(host->ctx, -1, 0, 0, NULL);
    return status == ASKCAM_ERR_INTERRUPTED ? status : ASKCAM_OK;
}

void askcam_log(const struct askcam_host *host, enum askcam_log_level level, const char *format,
                ...)
{
    char raw[ASKCAM_LOG_LINE_BYTES];
    char line[ASKCAM_LOG_LINE_BYTES];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(raw, sizeof raw, format, args); /* cut is fine: it is text for people */
    va_end(args);
    askcam_error_text(line, sizeof line, raw);
    host->log(host->ctx, level, line);
}
