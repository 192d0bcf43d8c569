/* SPDX-License-Identifier: MIT */
/*
 * http_date.h - how far apart two dates of a head are.
 *
 * For: Retry-After as a date, which is measured from the Date of the same reply: a clock of our
 * own is not asked, since a small board's may be years off.
 * Knows RFC 9110 section 5.6.7: the form of today and the two obsolete ones.  Must not know: the
 * time, zones (all are GMT).
 */
#ifndef ASKCAM_HTTP_DATE_H
#define ASKCAM_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Seconds from one date to the other, negative if `to` is the earlier one.  Both are a whole
 * header's value: with anything before or after it a date is not valid, nor is a day that the month
 * does not have; that the name of the weekday is the right one is not checked.  Two digits of a
 * year mean the last such year that is at most 50 after the other date's; in `from`, after 2020.
 * False, and *seconds is left alone, if one of them is not a date.
 */
bool askcam_http_seconds_between(const char *from, const char *to, int64_t *seconds);

#endif
