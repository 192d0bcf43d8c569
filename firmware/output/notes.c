/* SPDX-License-Identifier: MIT */
/*
 * notes.c - see notes.h.
 *
 * A text of at most PIPE_BUF bytes goes into a pipe whole or not at all, so lines stay lines.
 */
#include "notes.h"

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "out.h"

_Static_assert(NOTES_LINE_BYTES <= PIPE_BUF, "a line is one write");

static struct notes {
    struct out out;
    struct askcam_error err; /* of out; it cannot be printed */
    uint64_t deadline_ms;
    bool is_journal;
    bool is_stalled; /* the reader took nothing the last time: not waited for until it takes some */
} notes;

static uint64_t no_time(void *ctx)
{
    (void)ctx;
    return 0;
}

/* Before there is a host: polls once. */
static enum askcam_status no_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                  unsigned *ready)
{
    (void)ctx, (void)fd, (void)wanted, (void)deadline_ms, (void)ready;
    return ASKCAM_ERR_INTERRUPTED; /* out.c then writes only what needs no waiting */
}

static const struct askcam_host NO_HOST = {.now_ms = no_time, .wait = no_wait};

void notes_init(const struct askcam_host *host)
{
    out_init(&notes.out, host, STDERR_FILENO, &notes.err);
    notes.deadline_ms = ASKCAM_NEVER;
    notes.is_stalled = false;
}

void notes_set_deadline(uint64_t deadline_ms)
{
    notes.deadline_ms = deadline_ms;
}

/* Prepares one use of out, which waits no longer than deadline_ms. */
static struct out *start(uint64_t deadline_ms)
{
    if (notes.out.host == NULL) {
        notes_init(&NO_HOST);
    }
    notes.out.status = ASKCAM_OK; /* what was dropped before is forgotten */
    notes.out.interrupted = false;
    notes.out.deadline_ms = notes.is_stalled ? 0 : deadline_ms;
    return &notes.out;
}

static enum askcam_status end(const struct out *out)
{
    if (out->status == ASKCAM_ERR_UNAVAILABLE) {
        notes.is_stalled = true;
    } else if (out->held_bytes == 0) { /* not if it was only gathered */
        notes.is_stalled = false;
    }
    return out->interrupted ? ASKCAM_ERR_INTERRUPTED : ASKCAM_OK;
}

enum askcam_status notes_text(const void *bytes, size_t bytes_len)
{
    struct out *out = start(notes.deadline_ms);

    (void)out_write_raw(out, bytes, bytes_len); /* see end() */
    return end(out);
}

enum askcam_status notes_flush(void)
{
    if (notes.out.held_bytes == 0) {
        return ASKCAM_OK;
    }
    struct out *out = start(notes.deadline_ms);

    (void)out_flush(out); /* see end() */
    return end(out);
}

static void write_line(const char *text, size_t bytes)
{
    struct out *out = start(0);
    const uint64_t wait_ms = askcam_deadline(out->host, NOTES_WAIT_MS);

    out->deadline_ms = notes.is_stalled              ? 0
                       : wait_ms < notes.deadline_ms ? wait_ms
                                                     : notes.deadline_ms;
    (void)out_flush(out); /* the text before it, or what of it can go */
    out->status = ASKCAM_OK;
    (void)out_write_raw(out, text, bytes);
    (void)out_flush(out); /* see end() */
    (void)end(out);
}

__attribute__((format(printf, 2, 0))) static void print_line(enum notes_priority priority,
                                                             const char *format, va_list args)
{
    char text[NOTES_LINE_BYTES];
    const int head = notes.is_journal ? snprintf(text, sizeof text, "<%d>", (int)priority) : 0;
    const size_t head_bytes = head > 0 ? (size_t)head : 0;
    const int length = vsnprintf(text + head_bytes, sizeof text - head_bytes, format, args);
    const size_t bytes = head_bytes + (length > 0 ? (size_t)length : 0);

    write_line(text, bytes < sizeof text ? bytes : sizeof text - 1);
}

void notes_line(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(NOTES_INFO, format, args);
    va_end(args);
}

void notes_line_at(enum notes_priority priority, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    print_line(priority, format, args);
    va_end(args);
}

void notes_set_journal(const char *journal_stream)
{
    struct stat info;
    char *end = NULL;

    if (journal_stream == NULL || fstat(STDERR_FILENO, &info) != 0) {
        notes.is_journal = false;
        return;
    }
    const unsigned long long device = strtoull(journal_stream, &end, 10);
    const bool has_both = *end == ':';
    const unsigned long long inode = has_both ? strtoull(end + 1, &end, 10) : 0;
    notes.is_journal = has_both && *end == '\0' && info.st_dev == device && info.st_ino == inode;
}
