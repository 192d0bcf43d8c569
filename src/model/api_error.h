/* SPDX-License-Identifier: MIT */
/*
 * api_error.h - what a service's error means, from whatever shape it has.
 *
 * For: one kind, hint and "may be retried" for an error body, an error inside a stream, or a bare
 * status.  The service's own words are gathered value by value while they arrive, in bounded
 * memory: an error object, an error string, flat members, lists, an error as text inside another's
 * message, the title of a page, plain text; where none is known, the start of the body.
 * Decided by what the code and the message say first, then by the status; see api_error_rows.c.
 * Must not know: how the values got here, keys.
 */
#ifndef ASKCAM_API_ERROR_H
#define ASKCAM_API_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "json.h"

enum {
    ASKCAM_API_ERROR_MESSAGE_BYTES = 1024, /* kept of a message; the rest is dropped */
    ASKCAM_API_ERROR_NAME_BYTES = 1024,    /* of an error that is a text */
    ASKCAM_API_ERROR_UNWRAPS = 3,          /* errors inside errors that are looked into */
};

/* The words of one error; texts end with '\0' and are cut between characters. */
struct askcam_api_error_words {
    char code[ASKCAM_ERROR_CODE_BYTES];
    char type[ASKCAM_ERROR_CODE_BYTES];
    char name[ASKCAM_API_ERROR_NAME_BYTES]; /* "error" as a text, beside a longer message or not */
    char message[ASKCAM_API_ERROR_MESSAGE_BYTES];
};

/* What was said so far, in the caller's memory; zeroed means nothing. */
struct askcam_api_error {
    struct askcam_api_error_words named;        /* in an error object or string */
    struct askcam_api_error_words flat;         /* beside it */
    char raw[ASKCAM_API_ERROR_MESSAGE_BYTES];   /* what an upstream said: text, or JSON as text */
    char request_id[ASKCAM_REQUEST_ID_BYTES];   /* in texts inside the error; else "" */
    char plain[ASKCAM_API_ERROR_MESSAGE_BYTES]; /* the start of the body as it came: bytes */
    size_t plain_bytes;
    bool says_error;    /* "object": "error" */
    bool has_parts;     /* one of its values is an object or a list */
    const char *secret; /* masked in what is recorded; NULL: none; clear() keeps it */
};

/* How the error came. */
struct askcam_api_error_at {
    int http_status;         /* of the reply */
    int event_status;        /* of :HTTP_STATUS/NNN or status:NNN; 0 if there was none */
    uint64_t retry_after_ms; /* 0 if the server did not say */
    const char *location;    /* of a redirect, or "" */
    bool is_page;            /* as a page of HTML, which no service of this kind sends */
};

/* A size that the service named as its limit. */
struct askcam_api_error_limit {
    uint64_t bytes;   /* 0: none */
    bool per_picture; /* of one picture's data URL; else of the whole body */
};

/* Nothing said. */
void askcam_api_error_clear(struct askcam_api_error *api_error);

/* Takes a value if it is about an error (dialect.h); false if it is not. */
bool askcam_api_error_take(struct askcam_api_error *api_error,
                           const struct askcam_json_value *value);

/* Takes the body as it comes, of which the start is kept; bytes need not be UTF-8. */
void askcam_api_error_take_plain(struct askcam_api_error *api_error, const char *bytes,
                                 size_t bytes_len);

/* An error object or string has said something. */
bool askcam_api_error_is_named(const struct askcam_api_error *api_error);

/*
 * An error object whose words are in members that a reply's own table does not name, such as a
 * message that is an object or a list.  They are looked for in the start of the body; `paths` holds
 * askcam_error_dialect().
 */
bool askcam_api_error_is_hidden(const struct askcam_api_error *api_error,
                                const struct askcam_json_paths *paths);

/* Some word has been said that is not plain text. */
bool askcam_api_error_has_words(const struct askcam_api_error *api_error);

/* Flat members look like an error, in an event that has nothing else to say. */
bool askcam_api_error_is_flat(const struct askcam_api_error *api_error);

/*
 * Decides and records: kind, status, code, message, retryable, retry_after_ms and hint.  Uses
 * `paths` for reading texts that are JSON themselves: it must hold askcam_error_dialect().  err may
 * be NULL.
 */
enum askcam_status askcam_api_error_report(struct askcam_api_error *api_error,
                                           const struct askcam_json_paths *paths,
                                           const struct askcam_api_error_at *at,
                                           struct askcam_error *err);

/* The limit that the message names, if it is about a size. */
struct askcam_api_error_limit askcam_api_error_limit_of(const struct askcam_api_error *api_error);

/* One meaning of errors. */
// NOLINTNEXTLINE(clang-analyzer-optin.performance.Padding): in the order in which a row is written
struct askcam_api_error_row {
    const char *code;    /* pattern for a code in lower case without punctuation; NULL: any */
    const char *message; /* what the message must hold, in any case; NULL: anything */
    enum askcam_status kind;
    bool retryable;
    const char *hint;
    bool is_of_account; /* or of the model or the address: any other request would fail, too */
};

/* The first row for a code and a message, or NULL. */
const struct askcam_api_error_row *askcam_api_error_row_of(const char *code, const char *message);

/* The row of a refusal by a proxy or firewall on the way, whose words are a page of HTML. */
const struct askcam_api_error_row *askcam_api_error_row_of_wall(void);

/* The row of a status of 300 or more, never NULL; of any other: of an unknown error. */
const struct askcam_api_error_row *askcam_api_error_row_of_status(int status);

#endif
