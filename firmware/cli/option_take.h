/* SPDX-License-Identifier: MIT */
/*
 * option_take.h - one value for one option, from any origin.
 *
 * For: the command line, the environment and the settings file, which differ in how they name an
 * option and in the exit code of a wrong value.
 */
#ifndef ASKCAM_OPTION_TAKE_H
#define ASKCAM_OPTION_TAKE_H

#include "error.h"
#include "option_rows.h"

/*
 * Takes the value, which is borrowed.  `what` names the option in the error: "--size", a variable,
 * a member of the settings file.  ASKCAM_ERR_USAGE for a flag, else ASKCAM_ERR_CONFIG.
 */
enum askcam_status option_take(const struct option_row *row, struct options *options,
                               const char *value, enum option_origin origin, const char *what,
                               struct askcam_error *err);

#endif
