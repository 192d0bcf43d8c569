/* SPDX-License-Identifier: MIT */
/* retry.c - see retry.h. */
#include "retry.h"

uint64_t askcam_retry_wait_ms(unsigned failed, uint64_t retry_after_ms, uint32_t random)
{
    const unsigned doublings = failed > 1 ? failed - 1 : 0;
    uint64_t most_ms = ASKCAM_RETRY_MOST_MS;

    if (doublings < 16 && ((uint64_t)ASKCAM_RETRY_BASE_MS << doublings) < most_ms) {
        most_ms = (uint64_t)ASKCAM_RETRY_BASE_MS << doublings;
    }
    const uint64_t jitter_ms = (uint64_t)random * most_ms / UINT32_MAX;
    return jitter_ms > retry_after_ms ? jitter_ms : retry_after_ms;
}
