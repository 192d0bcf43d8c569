/* SPDX-License-Identifier: MIT */
/* descriptor_limit.h - lets a test run out of descriptors. */
#ifndef ASKCAM_DESCRIPTOR_LIMIT_H
#define ASKCAM_DESCRIPTOR_LIMIT_H

#include <stddef.h>
#include <sys/resource.h>

/* From now on the process can open so many descriptors more; returns the limit before. */
rlim_t descriptor_limit_set(size_t more);

void descriptor_limit_restore(rlim_t before);

#endif
