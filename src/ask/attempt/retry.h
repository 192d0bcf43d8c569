/* SPDX-License-Identifier: MIT */
/*
 * retry.h - when to try again, and after how long.
 *
 * For: attempts that spread out over time and over devices.  Knows exponential back-off with full
 * jitter and Retry-After.  Must not know: clocks, what is tried.
 */
#ifndef ASKCAM_RETRY_H
#define ASKCAM_RETRY_H

#include <stdbool.h>
#include <stdint.h>

enum {
    ASKCAM_RETRY_BASE_MS = 1000,
    ASKCAM_RETRY_MOST_MS = 60000,       /* a rate limit of the service recovers within a minute */
    ASKCAM_RETRY_PATIENCE_MS = 3600000, /* a longer wait is reported, not waited for */
};

/*
 * The wait before attempt number `failed` + 1 (failed >= 1): chance out of
 * 0..min(MOST, BASE * 2^(failed-1)), and never less than what the server asked for.
 * `random` is any 32-bit number.
 */
uint64_t askcam_retry_wait_ms(unsigned failed, uint64_t retry_after_ms, uint32_t random);

#endif
