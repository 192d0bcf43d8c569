/* SPDX-License-Identifier: MIT */
/* fake_host.c - see fake_host.h. */
#include "fake_host.h"

#include <string.h>

static uint64_t now_ms(void *ctx)
{
    const struct fake_host *fake = ctx;
    return fake->now_ms;
}

static enum askcam_status wait_for(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                   unsigned *ready)
{
    struct fake_host *fake = ctx;

    (void)fd;
    (void)wanted;
    (void)ready;
    if (deadline_ms > fake->now_ms) {
        const bool is_cut = deadline_ms > fake->interrupted_at_ms;
        const uint64_t until_ms = is_cut ? fake->interrupted_at_ms : deadline_ms;
        fake->now_ms = until_ms > fake->now_ms ? until_ms : fake->now_ms;
    }
    return fake->now_ms >= fake->interrupted_at_ms ? ASKCAM_ERR_INTERRUPTED : ASKCAM_ERR_TIMEOUT;
}

static void wall(void *ctx, struct askcam_wall *wall_clock)
{
    const struct fake_host *fake = ctx;

    *wall_clock = fake->wall;
    wall_clock->unix_ms += (int64_t)fake->now_ms;
    wall_clock->unix_ms += fake->now_ms >= fake->set_at_ms ? fake->set_by_ms : 0;
    wall_clock->monotonic_ms = fake->now_ms;
}

static void quick_random(void *ctx, void *buf, size_t bytes_len)
{
    struct fake_host *fake = ctx;
    unsigned char *at = buf;

    for (size_t i = 0; i < bytes_len; i++) {
        at[i] = (unsigned char)(fake->random >> (8 * (i % 4)));
    }
}

static enum askcam_status fill_random(void *ctx, void *buf, size_t bytes_len, uint64_t deadline_ms)
{
    (void)deadline_ms;
    quick_random(ctx, buf, bytes_len);
    return ASKCAM_OK;
}

static void log_line(void *ctx, enum askcam_log_level level, const char *line)
{
    struct fake_host *fake = ctx;

    if (level == ASKCAM_LOG_WARNING) {
        fake->warnings++;
        strncpy(fake->last_warning, line, sizeof fake->last_warning - 1);
    }
}

struct askcam_host fake_host_init(struct fake_host *fake)
{
    *fake = (struct fake_host){
        .now_ms = 1000,
        .interrupted_at_ms = ASKCAM_NEVER,
        .wall = {.unix_ms = INT64_C(1767225600000), /* 2026-01-01 when the machine started */
                 .is_right = true,
                 .boot_id = "00000000-0000-4000-8000-000000000001"},
    };
    return (struct askcam_host){.ctx = fake,
                                .now_ms = now_ms,
                                .wait = wait_for,
                                .wall = wall,
                                .random = fill_random,
                                .quick_random = quick_random,
                                .log = log_line};
}
