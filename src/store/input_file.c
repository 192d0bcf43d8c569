/* SPDX-License-Identifier: MIT */
/* input_file.c - see input_file.h. */
#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static enum askcam_status wait_for_bytes(const struct askcam_input *input, int *number)
{
    const struct askcam_host *const host = input->host;
    unsigned ready = 0;
    const enum askcam_status status =
        host != NULL
            ? host->wait(host->ctx, input->fd, ASKCAM_WAIT_READ, input->deadline_ms, &ready)
            : ASKCAM_OK;

    if (status != ASKCAM_OK) {
        *number = status == ASKCAM_ERR_TIMEOUT ? ETIMEDOUT : EINTR;
    }
    return status;
}

/* Whether read() may be called again after its failure: only where something waits in between. */
static bool is_passing(const struct askcam_host *host)
{
    return host != NULL && (errno == EINTR || errno == EAGAIN);
}

enum askcam_status askcam_input_read(const struct askcam_input *input, char *buf, size_t cap,
                                     size_t *bytes, int *number)
{
    enum askcam_status status = ASKCAM_OK;
    ssize_t got = 1;

    *number = 0;
    for (*bytes = 0; *bytes < cap && got != 0 && status == ASKCAM_OK;) {
        status = wait_for_bytes(input, number);
        if (status != ASKCAM_OK) {
            break;
        }
        got = read(input->fd, buf + *bytes, cap - *bytes);
        if (got > 0) {
            *bytes += (size_t)got;
        } else if (got < 0 && !is_passing(input->host)) {
            *number = errno;
            status = ASKCAM_ERR_STORAGE;
        }
    }
    return status;
}

int askcam_input_open(const char *path)
{
    return open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
}

static enum askcam_status read_fd(const struct askcam_host *host, int fd, size_t most_bytes,
                                  char **text, size_t *bytes, int *number)
{
    const struct askcam_input input = {
        .host = host,
        .fd = fd,
        .deadline_ms = host != NULL ? askcam_deadline(host, ASKCAM_INPUT_WAIT_MS) : ASKCAM_NEVER};
    char *const buf = malloc(most_bytes + 1);

    if (buf == NULL) {
        *number = ENOMEM;
        return ASKCAM_ERR_STORAGE;
    }
    enum askcam_status status = askcam_input_read(&input, buf, most_bytes + 1, bytes, number);
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
