/* SPDX-License-Identifier: MIT */
/*
 * out.c - see out.h.
 *
 * A pipe that poll() calls writable takes PIPE_BUF bytes without blocking, so pieces are no
 * larger than that, and the waiting is done by the host, which hears the user.
 */
#include "out.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

void out_init(struct out *out, const struct askcam_host *host, int fd, struct askcam_error *err)
{
    out->host = host;
    out->fd = fd;
    out->is_terminal = isatty(fd) == 1;
    out->terminal = (struct askcam_terminal){.cut_bytes = 0};
    out->deadline_ms = ASKCAM_NEVER;
    out->interrupted = false;
    out->status = ASKCAM_OK;
    out->err = err;
    out->held_bytes = 0;
}

enum askcam_status out_fail(struct askcam_error *err, int number)
{
    const bool is_gone = number == EPIPE;
    const bool is_full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    const struct askcam_error_context context = {
        "standard output", is_gone   ? "redirect it to a file to keep all of it"
                           : is_full ? "free some space, or redirect it elsewhere"
                                     : "redirect it elsewhere"};

    return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "%s",
                       is_gone ? "closed by its reader" : strerror(number));
}

static bool takes_more(int fd)
{
    struct pollfd output = {.fd = fd, .events = POLLOUT};

    return poll(&output, 1, 0) == 1 && output.revents == POLLOUT;
}

/* ASKCAM_OK if bytes can be written now. */
static enum askcam_status wait_for_reader(struct out *out)
{
    const struct askcam_error_context context = {
        "standard output", "keep its reader reading, or raise --total-timeout"};
    unsigned ready = 0;

    const enum askcam_status status =
        out->host->wait(out->host->ctx, out->fd, ASKCAM_WAIT_WRITE, out->deadline_ms, &ready);
    if (status == ASKCAM_ERR_INTERRUPTED) {
        out->interrupted = true;
        return takes_more(out->fd) ? ASKCAM_OK : status;
    }
    if (status == ASKCAM_ERR_TIMEOUT) {
        return askcam_fail(out->err, ASKCAM_ERR_UNAVAILABLE, context,
                           "time-out: its reader took nothing until --total-timeout was over");
    }
    return status;
}

static enum askcam_status write_all(struct out *out, const char *at, size_t left_bytes)
{
    while (left_bytes > 0) {
        const enum askcam_status status = wait_for_reader(out);
        if (status != ASKCAM_OK) {
            return status;
        }
        const ssize_t wrote =
            write(out->fd, at, left_bytes < PIPE_BUF ? left_bytes : (size_t)PIPE_BUF);
        if (wrote < 0 && (errno == EINTR || errno == EAGAIN)) {
            continue;
        }
        if (wrote < 0) {
            return out_fail(out->err, errno);
        }
        at += wrote;
        left_bytes -= (size_t)wrote;
    }
    return ASKCAM_OK;
}

enum askcam_status out_report_gone(struct out *out, struct askcam_error *err)
{
    *err = (struct askcam_error){0};
    out->status = out_fail(err, EPIPE);
    return out->status;
}

enum askcam_status out_flush(struct out *out)
{
    if (out->status == ASKCAM_OK && out->held_bytes > 0) {
        out->status = write_all(out, out->held, out->held_bytes);
        out->held_bytes = 0;
    }
    return out->status;
}

enum askcam_status out_write_raw(struct out *out, const void *bytes, size_t bytes_len)
{
    const char *at = bytes;

    while (bytes_len > 0 && out->status == ASKCAM_OK) {
        const size_t free_bytes = sizeof out->held - out->held_bytes;
        const size_t piece_bytes = bytes_len < free_bytes ? bytes_len : free_bytes;
        memcpy(out->held + out->held_bytes, at, piece_bytes);
        out->held_bytes += piece_bytes;
        at += piece_bytes;
        bytes_len -= piece_bytes;
        if (out->held_bytes == sizeof out->held) {
            (void)out_flush(out); /* its failure stays in out->status */
        }
    }
    return out->status;
}

enum askcam_status out_write(struct out *out, const void *bytes, size_t bytes_len)
{
    return out->is_terminal
               ? askcam_terminal_push(&out->terminal, bytes, bytes_len, out_raw_sink(out))
               : out_write_raw(out, bytes, bytes_len);
}

static enum askcam_status sink_write(void *ctx, const void *bytes, size_t bytes_len)
{
    return out_write(ctx, bytes, bytes_len);
}

static enum askcam_status sink_write_raw(void *ctx, const void *bytes, size_t bytes_len)
{
    return out_write_raw(ctx, bytes, bytes_len);
}

struct askcam_sink out_sink(struct out *out)
{
    return (struct askcam_sink){.write = sink_write, .ctx = out};
}

struct askcam_sink out_raw_sink(struct out *out)
{
    return (struct askcam_sink){.write = sink_write_raw, .ctx = out};
}
