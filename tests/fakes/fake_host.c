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

static void fill_random(void *ctx, void *buf, size_t bytes_len)
{
    struct fake_host *fake = ctx;
    unsigned char *at = buf;

    for (size_t i = 0; i < bytes_len; i++) {
        at[i] = (unsigned char)(fake->random >> (8 * (i % 4)));
    }
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
    *fake = (struct fake_host){.now_ms = 1000, .interrupted_at_ms = ASKCAM_NEVER};
    return (struct askcam_host){
        .ctx = fake, .now_ms = now_ms, .wait = wait_for, .random = fill_random, .log = log_line};
}
