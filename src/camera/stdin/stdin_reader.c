/* SPDX-License-Identifier: MIT */
/* stdin_reader.c - see stdin_reader.h. */
#include "stdin_reader.h"

#include <errno.h>
#include <unistd.h>

#include "errno_text.h"

void askcam_stdin_reader_init(struct askcam_stdin_reader *reader, const struct askcam_host *host,
                              int fd)
{
    reader->host = host;
    reader->fd = fd;
    reader->in = (struct askcam_jpeg_input){reader->chunk, 0};
    reader->has_ended = false;
    reader->read_ms = askcam_now_ms(host);
    reader->in_bytes = 0;
}

static void took(struct askcam_stdin_reader *reader, size_t bytes)
{
    for (size_t i = 0; i < bytes && reader->in_bytes + i < ASKCAM_STDIN_HEAD_BYTES; i++) {
        reader->head[reader->in_bytes + i] = reader->chunk[i];
    }
    reader->in = (struct askcam_jpeg_input){reader->chunk, bytes};
    reader->in_bytes += bytes;
    reader->read_ms = askcam_now_ms(reader->host);
}

enum askcam_status askcam_stdin_reader_read(struct askcam_stdin_reader *reader, uint64_t until_ms,
                                            struct askcam_error *err)
{
    const struct askcam_host *host = reader->host;

    for (;;) {
        unsigned ready = 0;
        const enum askcam_status status =
            host->wait(host->ctx, reader->fd, ASKCAM_WAIT_READ, until_ms, &ready);
        if (status == ASKCAM_ERR_TIMEOUT) {
            return status;
        }
        if (status != ASKCAM_OK) {
            return askcam_fail(err, status,
                               (struct askcam_error_context){ASKCAM_STDIN_NAME, "run it again"},
                               "interrupted");
        }
        const ssize_t got = read(reader->fd, reader->chunk, sizeof reader->chunk);
        if (got > 0) {
            took(reader, (size_t)got);
            return ASKCAM_OK;
        }
        if (got == 0) {
            reader->has_ended = true;
            return ASKCAM_OK;
        }
        if (errno != EINTR && errno != EAGAIN) {
            return askcam_fail(err, ASKCAM_ERR_SOURCE,
                               (struct askcam_error_context){ASKCAM_STDIN_NAME, ASKCAM_STDIN_HINT},
                               "%s", askcam_errno_text(errno));
        }
    }
}

struct askcam_bytes askcam_stdin_reader_head(const struct askcam_stdin_reader *reader)
{
    return askcam_bytes_of_memory(reader->head, reader->in_bytes < ASKCAM_STDIN_HEAD_BYTES
                                                    ? (size_t)reader->in_bytes
                                                    : ASKCAM_STDIN_HEAD_BYTES);
}
