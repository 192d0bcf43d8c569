/* SPDX-License-Identifier: MIT */
/* pem_file.c - see pem_file.h.  Invariant: block_bytes < sizeof block. */
#include "pem_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINE_BYTES = 256 }; /* RFC 7468 lines are 64 long; a longer one comes in pieces */

static const char BEGIN[] = "-----BEGIN CERTIFICATE-----";
static const char END[] = "-----END CERTIFICATE-----";

/* Opens a regular file; -1 with errno for a folder, a pipe, a device: none can be read twice. */
static int open_regular(const char *path)
{
    struct stat info;
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe must not block here */

    if (fd < 0 || (fstat(fd, &info) == 0 && S_ISREG(info.st_mode))) {
        return fd;
    }
    (void)close(fd); /* only opened */
    errno = EINVAL;
    return -1;
}

bool askcam_pem_open(struct askcam_pem_file *pem, const char *path, uint32_t offset)
{
    const int fd = open_regular(path);

    pem->at_bytes = offset;
    pem->block_bytes = 0;
    pem->file = fd >= 0 ? fdopen(fd, "r") : NULL;
    if (pem->file != NULL && fseek(pem->file, (long)offset, SEEK_SET) == 0) {
        return true;
    }
    const int number = errno;
    if (pem->file != NULL) {
        askcam_pem_close(pem);
    } else if (fd >= 0) {
        (void)close(fd); /* only opened */
    }
    errno = number;
    return false;
}

void askcam_pem_close(struct askcam_pem_file *pem)
{
    if (pem->file != NULL) {
        (void)fclose(pem->file); /* only read from */
        pem->file = NULL;
    }
}

/* Adds a line to the block; false if it does not fit. */
static bool append(struct askcam_pem_file *pem, const char *line, size_t line_len)
{
    if (line_len >= sizeof pem->block - pem->block_bytes) {
        return false;
    }
    memcpy(pem->block + pem->block_bytes, line, line_len);
    pem->block_bytes += line_len;
    pem->block[pem->block_bytes] = '\0';
    return true;
}

bool askcam_pem_next(struct askcam_pem_file *pem)
{
    char line[LINE_BYTES];
    bool is_inside = false;

    while (pem->at_bytes < ASKCAM_PEM_FILE_MAX && fgets(line, sizeof line, pem->file) != NULL) {
        const size_t line_len = strlen(line); /* a line with '\0' ends there: it is not PEM */
        const uint32_t line_at = pem->at_bytes;
        pem->at_bytes += (uint32_t)(line_len != 0 ? line_len : 1);
        if (strncmp(line, BEGIN, sizeof BEGIN - 1) == 0) {
            is_inside = true;
            pem->block_bytes = 0;
            pem->block_at = line_at;
        }
        is_inside = is_inside && append(pem, line, line_len);
        if (is_inside && strncmp(line, END, sizeof END - 1) == 0) {
            return true;
        }
    }
    return false;
}
