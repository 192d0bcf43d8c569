/* SPDX-License-Identifier: MIT */
/*
 * notes.h - standard error that can be slow or unread.
 *
 * For: everything that the program writes beside the answer: thinking, progress, the log, failures.
 * A process has one standard error, so there is one state.  A reader that does not read delays the
 * program at most until the deadline of the ask, never hides a Ctrl-C, and loses text instead of
 * blocking.  What fails otherwise is ignored: there is nowhere to report it to.
 * Must not know: what is written.
 */
#ifndef ASKCAM_NOTES_H
#define ASKCAM_NOTES_H

#include <stddef.h>
#include <stdint.h>

#include "host.h"
#include "status.h"

enum {
    NOTES_LINE_BYTES = 2048, /* of one call of notes_line() */
    NOTES_WAIT_MS = 1000,    /* a line waits no longer for its reader, and then is dropped */
};

/* The priorities of syslog(3). */
enum notes_priority {
    NOTES_ERROR = 3,
    NOTES_WARNING = 4,
    NOTES_NOTICE = 5,
    NOTES_INFO = 6,
    NOTES_DEBUG = 7,
};

/*
 * Whether standard error is the journal: $JOURNAL_STREAM, as systemd.exec(5) has it.  Lines then
 * begin with their priority, such as <4>.  Call it after notes_init().
 */
void notes_set_journal(const char *journal_stream);

/* host is borrowed until the process ends; without this call nothing is ever waited for. */
void notes_init(const struct askcam_host *host);

/*
 * The reader is waited for until then; ASKCAM_NEVER: without end.  One that took nothing until a
 * deadline is not waited for again before it takes something.
 */
void notes_set_deadline(uint64_t deadline_ms);

/*
 * Long text in pieces: gathers, and waits for the reader until the deadline.  Text that it does not
 * take is dropped.  ASKCAM_ERR_INTERRUPTED if the user has asked to end, else ASKCAM_OK.
 */
enum askcam_status notes_text(const void *bytes, size_t bytes_len);
enum askcam_status notes_flush(void);

/* Writes what was gathered, then a formatted text, whole or not at all; bytes beyond
 * NOTES_LINE_BYTES are cut. */
void notes_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Likewise, with a priority; that of notes_line() is NOTES_INFO. */
void notes_line_at(enum notes_priority priority, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
