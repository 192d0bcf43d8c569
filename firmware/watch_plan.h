/* SPDX-License-Identifier: MIT */
/*
 * watch_plan.h - when `watch` takes pictures, as the options say.
 *
 * Must not know: the loop.
 */
#ifndef ASKCAM_WATCH_PLAN_H
#define ASKCAM_WATCH_PLAN_H

#include "error.h"
#include "options.h"
#include "watch_pace.h"

/* ASKCAM_ERR_USAGE: options that contradict each other. */
enum askcam_status watch_plan_check(const struct options *options, struct askcam_error *err);

/* The plan of options that were checked.  The part of --jitter is this machine's. */
struct askcam_watch_plan watch_plan_of(const struct options *options);

#endif
