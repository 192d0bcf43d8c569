/* SPDX-License-Identifier: MIT */
/*
 * retry_after.h - how long the server asks to be left alone.
 *
 * For: waits between attempts.  Knows RFC 9110 section 10.2.3, and seconds with a fraction, which
 * some gateways send.  Must not know: the time, what is tried again.
 */
#ifndef ASKCAM_RETRY_AFTER_H
#define ASKCAM_RETRY_AFTER_H

#include <stdint.h>

#include "http_reply.h"

/*
 * Milliseconds, at most a little over a year.  A date is measured from the reply's own Date,
 * which is right even on a device whose clock is not; without one it says nothing.  0 where the
 * header is absent, or is nonsense, or names a time that is past.
 */
uint64_t askcam_http_retry_after_ms(const struct askcam_http_head *head);

#endif
