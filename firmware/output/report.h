/* SPDX-License-Identifier: MIT */
/*
 * report.h - how a run ends: one line, one number.
 *
 * For: every command.  Knows the exit codes (sysexits.h) and the line
 * `askcam: WHAT: WHY; HINT`.
 */
#ifndef ASKCAM_REPORT_H
#define ASKCAM_REPORT_H

#include <stdbool.h>

#include "error.h"
#include "sink.h"
#include "stamp.h"

/* The exit code of an outcome; 0 for ASKCAM_OK. */
int report_exit_code(enum askcam_status status);

/*
 * Prints a failure: on stderr, and with as_json as the last line of out.  `status` decides if err
 * has no cause of its own.  Every occurrence of key (NULL: none) is masked.  stamp may be NULL.
 * Returns the exit code.
 */
int report_failure(enum askcam_status status, const struct askcam_error *err, const char *key,
                   bool as_json, struct askcam_sink out, const struct stamp *stamp);

#endif
