/* SPDX-License-Identifier: MIT */
/*
 * source_options.h - flags that have no effect on any of the sources.
 *
 * For: commands that take pictures.  A flag of the command line alone is warned of: settings hold
 * for all sources.
 */
#ifndef ASKCAM_SOURCE_OPTIONS_H
#define ASKCAM_SOURCE_OPTIONS_H

#include "host.h"
#include "setup_pictures.h"

/* Warns of each; the pictures are open. */
void source_options_warn(const struct setup_pictures *pictures, const struct options *options,
                         const struct askcam_host *host);

#endif
