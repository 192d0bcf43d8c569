/* SPDX-License-Identifier: MIT */
/* file_error.c - see file_error.h. */
#include "file_error.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "input_file.h"

struct cause {
    int number;
    bool is_ours; /* of this process or machine, not of the file */
    const char *hint;
};

static const struct cause CAUSES[] = {
    {ENOENT, false, "check the file name"},
    {ENOTDIR, false, "check the file name"},
    {ENAMETOOLONG, false, "use a shorter file name"},
    {ELOOP, false, "check the symbolic links"},
    {EACCES, false, "check the permissions of the file and its folders"},
    {EPERM, false, "check the permissions of the file and its folders"},
    {EISDIR, false, "use a file, not a directory"},
    {ENXIO, false, "use a regular file or a pipe"},
    {EFBIG, false, "use a smaller file"},
    {EIO, false, "check the disk"},
    {ETIMEDOUT, false, "check the program that writes to this pipe"},
    {EMFILE, true, "raise the limit of open files (ulimit -n)"},
    {ENFILE, true, "the system has no free file descriptors; try again later"},
    {ENOMEM, true, "free some memory"},
};

enum askcam_status file_error(struct askcam_error *err, enum askcam_status kind, const char *path,
                              const char *action, int number)
{
    static const struct cause unknown = {0, false, "check the file"};
    const struct cause *cause = &unknown;

    for (size_t i = 0; i < sizeof CAUSES / sizeof CAUSES[0]; i++) {
        if (CAUSES[i].number == number) {
            cause = &CAUSES[i];
        }
    }
    const struct askcam_error_context context = {path, cause->hint};
    return askcam_fail(err, cause->is_ours ? ASKCAM_ERR_INTERNAL : kind, context, "%s: %s", action,
                       strerror(number));
}

enum askcam_status file_text(const struct file_request *request, const struct askcam_host *host,
                             char **text, size_t *bytes, struct askcam_error *err)
{
    int number = 0;

    const enum askcam_status status =
        askcam_input_text(host, request->path, request->most_bytes, text, bytes, &number);
    if (status == ASKCAM_OK || status == ASKCAM_ERR_INTERRUPTED) {
        return status;
    }
    if (request->may_be_missing && (number == ENOENT || number == ENOTDIR)) {
        return ASKCAM_OK;
    }
    return file_error(err, request->kind, request->path, request->action, number);
}
