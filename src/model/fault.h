/* SPDX-License-Identifier: MIT */
/*
 * fault.h - what a service's error means, from whatever shape it has.
 *
 * For: one kind, mend and "may be retried" for an error body, an error inside a stream, or a bare
 * status.  The service's own words are gathered value by value while they arrive, in bounded
 * memory: an error object, an error string, flat members, an error as text inside another's
 * message, plain text.
 * Decided by what the code and the message say first, then by the status; see fault_rows.c.
 * Must not know: how the values got here, keys.
 */
#ifndef ASKCAM_FAULT_H
#define ASKCAM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "json.h"

enum {
    ASKCAM_FAULT_MESSAGE_BYTES = 1024, /* kept of a message; the rest is dropped */
    ASKCAM_FAULT_UNWRAPS = 3,          /* errors inside errors that are looked into */
};

/* One way to say it; texts are UTF-8, end with '\0' and are cut between pieces of the scanner. */
struct askcam_fault_words {
    char code[ASKCAM_ERROR_CODE_BYTES];
    char type[ASKCAM_ERROR_CODE_BYTES];
    char message[ASKCAM_FAULT_MESSAGE_BYTES];
};

/* What was said so far, in the caller's memory; zeroed means nothing. */
struct askcam_fault {
    struct askcam_fault_words named; /* in an error object or string */
    struct askcam_fault_words flat;  /* beside it */
    char raw[ASKCAM_FAULT_MESSAGE_BYTES];
    char plain[ASKCAM_ERROR_WHY_BYTES]; /* the first of the body as it came; the last resort */
    bool says_error;                    /* "object": "error" */
};

/* How the error came. */
struct askcam_fault_at {
    int http_status;         /* of the reply */
    int event_status;        /* of :HTTP_STATUS/NNN or status:NNN; 0 if there was none */
    uint64_t retry_after_ms; /* 0 if the server did not say */
    const char *location;    /* of a redirect, or "" */
};

/* A size that the service named as its limit. */
struct askcam_fault_limit {
    uint64_t bytes;   /* 0: none */
    bool per_picture; /* of one picture's data URL; else of the whole body */
};

/* Nothing said. */
void askcam_fault_clear(struct askcam_fault *fault);

/* Takes a value if it is about an error (dialect.h); false if it is not. */
bool askcam_fault_take(struct askcam_fault *fault, const struct askcam_json_value *value);

/* Takes text that is no JSON; bytes need not be UTF-8. */
void askcam_fault_take_plain(struct askcam_fault *fault, const char *bytes, size_t bytes_len);

/* An error object or string has said something. */
bool askcam_fault_is_named(const struct askcam_fault *fault);

/* Some word has been said, in whatever place, that is not plain text. */
bool askcam_fault_has_words(const struct askcam_fault *fault);

/* Flat members look like an error, in an event that has nothing else to say. */
bool askcam_fault_is_flat(const struct askcam_fault *fault);

/*
 * Decides and records: kind, status, code, message, retryable, retry_after_ms and mend.  Looks
 * into messages that are JSON themselves with the given table of paths.  err may be NULL.
 */
enum askcam_status askcam_fault_report(struct askcam_fault *fault,
                                       const struct askcam_json_paths *paths,
                                       const struct askcam_fault_at *at, struct askcam_error *err);

/* The limit that the message names, if it is about a size. */
struct askcam_fault_limit askcam_fault_limit_of(const struct askcam_fault *fault);

/* One meaning of errors. */
struct askcam_fault_row {
    const char *code;    /* pattern for a code in lower case without punctuation; NULL: any */
    const char *message; /* what the message must hold, in any case; NULL: anything */
    enum askcam_status kind;
    bool retryable;
    const char *mend;
};

/* The first row for a code and a message, or NULL. */
const struct askcam_fault_row *askcam_fault_row_of(const char *code, const char *message);

/* The row of a status of 300 or more, never NULL; of any other: of an unknown fault. */
const struct askcam_fault_row *askcam_fault_row_of_status(int status);

#endif
