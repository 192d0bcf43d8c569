/* SPDX-License-Identifier: MIT */
/*
 * fake_lookup.h - a getaddrinfo() that knows the names of the tests and asks no server for them.
 *
 * Linked into a test, fake_lookup.c takes the place of libc's.  "slow.test" takes a second; any
 * other name under .test is 127.0.0.1; "two.test" is first 127.0.0.9 and then 127.0.0.1;
 * "none.test", "again.test" and "fail.test" fail with the code that they say.  All else is libc's.
 */
#ifndef ASKCAM_FAKE_LOOKUP_H
#define ASKCAM_FAKE_LOOKUP_H

#include <stdbool.h>

/* How many look-ups are under way in helper threads: 0 before a test that counts memory ends. */
int fake_lookup_running(void);

/* From now on every name under .test is 127.0.0.9, where nobody is; or no longer. */
void fake_lookup_mislead(bool is_misled);

#endif
