/* SPDX-License-Identifier: MIT */
/*
 * input_file.h - a small file, pipe or device, read to its end within bounds of bytes and time.
 *
 * For: everything that a user names and that is read whole: settings, models, keys, schemas,
 * questions.  A pipe whose writer comes late is waited for, one whose writer never comes or never
 * ends is not, and neither is deaf to Ctrl-C.
 * Must not know: what the text is for.
 */
#ifndef ASKCAM_INPUT_FILE_H
#define ASKCAM_INPUT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "host.h"

enum { ASKCAM_INPUT_WAIT_MS = 10000 }; /* for a file that the user named */

/* What is read. */
struct askcam_input {
    const struct askcam_host *host; /* NULL: nothing is waited for */
    int fd;
    uint64_t deadline_ms;
};

/*
 * Reads a descriptor to its end, or until buf is full.  *bytes is what was read.
 * ASKCAM_OK; ASKCAM_ERR_INTERRUPTED; ASKCAM_ERR_TIMEOUT, with ETIMEDOUT in *number;
 * ASKCAM_ERR_STORAGE with the errno in *number.
 */
enum askcam_status askcam_input_read(const struct askcam_input *input, char *buf, size_t cap,
                                     size_t *bytes, int *number);

/* Opens a file for that: never waits, and makes no terminal its own.  -1 with errno. */
int askcam_input_open(const char *path);

/*
 * The text of a file of at most most_bytes, with '\0' behind it, to be freed by the caller; waits
 * ASKCAM_INPUT_WAIT_MS at most.  *text is NULL unless it returns ASKCAM_OK; statuses as above, with
 * EFBIG for a longer file.
 */
enum askcam_status askcam_input_text(const struct askcam_host *host, const char *path,
                                     size_t most_bytes, char **text, size_t *bytes, int *number);

#endif
