/* SPDX-License-Identifier: MIT */
/*
 * wall_clock.h - the wall clock, whether it is right, and which boot this is.
 *
 * For: host_linux.c.  Knows clock_gettime, adjtimex and /proc.
 */
#ifndef ASKCAM_WALL_CLOCK_H
#define ASKCAM_WALL_CLOCK_H

#include "host.h"

/* Sets unix_ms and is_right; leaves the rest. */
void askcam_read_wall(struct askcam_wall *wall);

/* Writes the id of this boot; "" where /proc does not have it. */
void askcam_read_boot_id(char boot_id[ASKCAM_BOOT_ID_BYTES]);

#endif
