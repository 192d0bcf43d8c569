/* SPDX-License-Identifier: MIT */
/* source_deadline.c - see source_deadline.h. */
#include "source_deadline.h"

void askcam_source_deadline_init(struct askcam_source_deadline *deadline,
                                 const struct askcam_host *host, const char *name,
                                 uint64_t deadline_ms)
{
    deadline->host = host;
    deadline->name = name;
    askcam_source_deadline_set(deadline, deadline_ms);
}

void askcam_source_deadline_set(struct askcam_source_deadline *deadline, uint64_t deadline_ms)
{
    deadline->at_ms = deadline_ms == 0 ? ASKCAM_NEVER : deadline_ms;
}

uint64_t askcam_source_deadline_limit(const struct askcam_source_deadline *deadline,
                                      uint64_t until_ms)
{
    return until_ms < deadline->at_ms ? until_ms : deadline->at_ms;
}

enum askcam_status askcam_source_deadline_reached(const struct askcam_source_deadline *deadline,
                                                  struct askcam_error *err)
{
    const struct askcam_error_context context = {deadline->name, "raise --total-timeout"};

    return deadline->at_ms != ASKCAM_NEVER && askcam_now_ms(deadline->host) >= deadline->at_ms
               ? askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context,
                             "time-out: --total-timeout is over")
               : ASKCAM_OK;
}

enum askcam_status askcam_source_deadline_check(const struct askcam_source_deadline *deadline,
                                                struct askcam_error *err)
{
    const struct askcam_error_context context = {deadline->name, "run it again"};

    return askcam_interrupted(deadline->host) == ASKCAM_OK
               ? askcam_source_deadline_reached(deadline, err)
               : askcam_fail(err, ASKCAM_ERR_INTERRUPTED, context, "interrupted");
}
