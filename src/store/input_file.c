/* SPDX-License-Identifier: MIT */
/* input_file.c - see input_file.h. */
#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum askcam_status askcam_input_read(const struct askcam_host *host, int fd, uint64_t deadline_ms,
                                     char *buf, size_t cap, size_t *bytes, int *number)
{
    enum askcam_status status = ASKCAM_OK;
    unsigned ready = 0;

    *number = 0;
    for (*bytes = 0; *bytes < cap;) {
        if (host != NULL) {
            status = host->wait(host->ctx, fd, ASKCAM_WAIT_READ, deadline_ms, &ready);
        }
        if (status != ASKCAM_OK) {
            *number = status == ASKCAM_ERR_TIMEOUT ? ETIMEDOUT : EINTR;
            return status;
        }
        const ssize_t got = read(fd, buf + *bytes, cap - *bytes);
        if (got < 0 && (host == NULL || (errno != EINTR && errno != EAGAIN))) {
            *number = errno;
            return ASKCAM_ERR_STORAGE;
        }
        if (got == 0) {
            break;
        }
        *bytes += got > 0 ? (size_t)got : 0;
    }
    return ASKCAM_OK;
}

int askcam_input_open(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static enum askcam_status read_fd(const struct askcam_host *host, int fd, size_t most_bytes,
                                  char **text, size_t *bytes, int *number)
{
    const uint64_t deadline_ms =
        host != NULL ? askcam_deadline(host, ASKCAM_INPUT_WAIT_MS) : ASKCAM_NEVER;
    char *const buf = malloc(most_bytes + 1);

    if (buf == NULL) {
        *number = ENOMEM;
        return ASKCAM_ERR_STORAGE;
    }
    enum askcam_status status =
        askcam_input_read(host, fd, deadline_ms, buf, most_bytes + 1, bytes, number);
    if (status == ASKCAM_OK && *bytes > most_bytes) {
        *number = EFBIG;
        status = ASKCAM_ERR_STORAGE;
    }
    if (status != ASKCAM_OK) {
        free(buf);
        return status;
    }
    buf[*bytes] = '\0';
    *text = buf;
    return ASKCAM_OK;
}

enum askcam_status askcam_input_text(const struct askcam_host *host, const char *path,
                                     size_t most_bytes, char **text, size_t *bytes, int *number)
{
    const int fd = askcam_input_open(path);

    *text = NULL;
    *number = errno;
    if (fd < 0) {
        return ASKCAM_ERR_STORAGE;
    }
    const enum askcam_status status = read_fd(host, fd, most_bytes, text, bytes, number);
    (void)close(fd); /* only read from */
    return status;
}
