/* SPDX-License-Identifier: MIT */
/*
 * file_error.h - the error of a file that cannot be read, with advice that fits its cause.
 *
 * For: the settings, the key, the schema, the user's models, the question.
 */
#ifndef ASKCAM_FILE_ERROR_H
#define ASKCAM_FILE_ERROR_H

#include "error.h"

/*
 * Fails with `kind` and "ACTION: " and the text of the errno `number`; action is such as "cannot
 * read the key".  Out of descriptors or memory is ASKCAM_ERR_INTERNAL: the cause is not the file.
 */
enum askcam_status file_error(struct askcam_error *err, enum askcam_status kind, const char *path,
                              const char *action, int number);

#endif
