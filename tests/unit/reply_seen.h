/* SPDX-License-Identifier: MIT */
/*
 * reply_seen.h - a reply's parser and what it handed on, for the tests of replies.
 *
 * For: test_http_*.c.
 */
#ifndef ASKCAM_TEST_REPLY_SEEN_H
#define ASKCAM_TEST_REPLY_SEEN_H

#include <stddef.h>

#include "http_reply.h"

#define OK_HEAD   "HTTP/1.1 200 OK\r\n"
#define CHUNKED   OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
#define TEN       "0123456789"
#define FIFTY     TEN TEN TEN TEN TEN
#define BYTES_250 FIFTY FIFTY FIFTY FIFTY FIFTY

struct reply_seen {
    struct askcam_http_reply reply;
    struct askcam_http_head head;
    struct askcam_error err;
    char text[128]; /* status of the head, '|', the body */
    size_t heads;
    size_t calls;
    size_t fail_at; /* the call that says ASKCAM_ERR_STOPPED, or 0 */
    size_t taken_bytes;
    enum askcam_status status; /* of the last push */
};

/* Starts over in a struct that is zeroed but for fail_at. */
void reply_seen_start(struct reply_seen *seen);

/* askcam_http_reply_push() to a struct reply_seen. */
enum askcam_status reply_seen_push(void *ctx, const void *bytes, size_t bytes_len);

/* Clears, starts and pushes all at once. */
void reply_seen_read(struct reply_seen *seen, const char *bytes);

#endif
