/* SPDX-License-Identifier: MIT */
/*
 * error.h - the first failure, with its cause and its hint.
 *
 * For: one line on stderr, `askcam: WHAT: WHY; HINT`, and one JSON error line, from whatever module
 * failed first.  Must not know: where it is printed.  Never holds a key: modules do not put secrets
 * in, and mask what a server echoes (mask.h).
 */
#ifndef ASKCAM_ERROR_H
#define ASKCAM_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum {
    ASKCAM_ERROR_WHAT_BYTES = 256,
    ASKCAM_ERROR_WHY_BYTES = 512,
    ASKCAM_ERROR_HINT_BYTES = 256,
    ASKCAM_ERROR_CODE_BYTES = 64,
    ASKCAM_REQUEST_ID_BYTES = 96,
};

/*
 * In the caller's memory; zeroed means nothing failed.  Holds no pointer: it may be copied.
 * Texts are valid UTF-8 without anything that controls a terminal (terminal.h) and end with '\0';
 * too long ones are cut between characters.
 */
struct askcam_error {
    enum askcam_status kind;            /* ASKCAM_OK while nothing has failed */
    int http_status;                    /* the reply's, 0 if there was none */
    bool retryable;                     /* the same request may succeed later */
    bool is_of_account;                 /* refused for the account's or the model's sake: any other
                                           request would be, too */
    uint64_t retry_after_ms;            /* what the server asked for; 0 if it did not */
    char code[ASKCAM_ERROR_CODE_BYTES]; /* the service's own code, or "" */
    char request_id[ASKCAM_REQUEST_ID_BYTES];
    /* What failed: "/dev/video0", a host, an option. */
    char what[ASKCAM_ERROR_WHAT_BYTES];
    char why[ASKCAM_ERROR_WHY_BYTES];
    char hint[ASKCAM_ERROR_HINT_BYTES]; /* what the user can do; never empty after askcam_fail() */
};

/* What failed and what to do about it; both are printed as they are. */
struct askcam_error_context {
    const char *what;
    const char *hint;
};

/*
 * Records a failure and returns its kind, so that a function can end with
 * `return askcam_fail(err, ASKCAM_ERR_SOURCE, (struct askcam_error_context){path, "give a JPEG
 * file"}, "not a JPEG")`.  The first failure stays: a later one changes nothing, and its kind is
 * still returned.  `err` may be NULL: then only the kind is returned.  `retryable` becomes true for
 * ASKCAM_ERR_UNAVAILABLE, and may be set by the caller afterwards.
 */
enum askcam_status askcam_fail(struct askcam_error *err, enum askcam_status kind,
                               struct askcam_error_context context, const char *why_format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * Copies text to dst, cut to dst_bytes between UTF-8 characters, so that no input can break the
 * line that it is printed on or control the terminal: a line end, a tab and a control character
 * become a space, bytes that are not UTF-8 become U+FFFD.  dst_bytes > 0.
 */
void askcam_error_text(char *dst, size_t dst_bytes, const char *text);

#endif
