/* SPDX-License-Identifier: MIT */
/*
 * fake_lookup.h - a getaddrinfo() that knows the names of the tests and asks no server for them.
 *
 * Linked into a test, fake_lookup.c takes the place of libc's.  "slow.test" takes a second;
 * "two.test" is first 127.0.0.9 and then 127.0.0.1, "dual.test" ::1 and then 127.0.0.1;
 * "part.test" 127.0.0.1 and then 192.0.2.1, which "last.test" has as the tenth of its addresses;
 * "mixed.test" has nine IPv6 addresses and then two of IPv4, "mixed4.test" three of IPv4 and then
 * one of IPv6; "none.test", "again.test" and "fail.test" fail with the code that they name; any
 * other name under .test is 127.0.0.1; any that ends in "localhost" is not known.  All else is
 * libc's.
 */
#ifndef ASKCAM_FAKE_LOOKUP_H
#define ASKCAM_FAKE_LOOKUP_H

#include <stdbool.h>

/* How many look-ups are under way in helper threads: 0 before a test that counts memory ends. */
int fake_lookup_running(void);

/* How many names were looked up, numbers apart. */
unsigned fake_lookup_count(void);

/* From now on every name under .test is 127.0.0.9, where nothing listens; or no longer. */
void fake_lookup_mislead(bool is_misled);

#endif
