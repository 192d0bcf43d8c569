/* SPDX-License-Identifier: MIT */
/*
 * file_error.h - the error of a file that cannot be read, with advice that fits its cause.
 *
 * For: the settings, the key, the schema, the user's models, the question.
 */
#ifndef ASKCAM_FILE_ERROR_H
#define ASKCAM_FILE_ERROR_H

#include <stddef.h>

#include "error.h"
#include "host.h"

/*
 * Fails with `kind` and "ACTION: " and the text of the errno `number`; action is such as "cannot
 * read the key".  Out of descriptors or memory is ASKCAM_ERR_INTERNAL: the cause is not the file.
 */
enum askcam_status file_error(struct askcam_error *err, enum askcam_status kind, const char *path,
                              const char *action, int number);

/*
 * The text of a file with '\0' behind it, to be freed by the caller (input_file.h).  *text stays
 * NULL if the file is missing and may_be_missing.  Else fails as above, or with
 * ASKCAM_ERR_INTERRUPTED.
 */
struct file_request {
    const char *path;
    size_t most_bytes;
    const char *action;
    enum askcam_status kind;
    bool may_be_missing;
};

enum askcam_status file_text(const struct file_request *request, const struct askcam_host *host,
                             char **text, size_t *bytes, struct askcam_error *err);

#endif
