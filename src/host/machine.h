/* SPDX-License-Identifier: MIT */
/*
 * machine.h - a number that is this machine's own.
 *
 * For: what must differ between the machines of a fleet, and stay the same on each.
 * Knows machine-id(5).  Must not know: what it is for.
 */
#ifndef ASKCAM_MACHINE_H
#define ASKCAM_MACHINE_H

#include <stdint.h>

/*
 * A hash of the text of the first of these that exists: the file, the name of the host.  The
 * machine's id itself, which is confidential, cannot be found from it.
 */
uint64_t askcam_machine_number(const char *id_file);

#define ASKCAM_MACHINE_ID_FILE "/etc/machine-id"

#endif
