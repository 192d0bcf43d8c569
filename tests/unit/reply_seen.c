/* SPDX-License-Identifier: MIT */
/* reply_seen.c - see reply_seen.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reply_seen.h"

static enum askcam_status count(struct reply_seen *seen)
{
    seen->calls++;
    assert_true(seen->fail_at == 0 || seen->calls <= seen->fail_at);
    return seen->calls == seen->fail_at ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static enum askcam_status take_head(void *ctx, const struct askcam_http_head *head)
{
    struct reply_seen *seen = ctx;

    assert_int_equal(seen->heads++, 0);
    seen->head = *head;
    (void)snprintf(seen->text, sizeof seen->text, "%d|", head->status);
    return count(seen);
}

static enum askcam_status take_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct reply_seen *seen = ctx;
    const size_t old_bytes = strlen(seen->text);

    assert_true(bytes_len > 0 && old_bytes + bytes_len + 1 <= sizeof seen->text);
    memcpy(seen->text + old_bytes, bytes, bytes_len);
    seen->text[old_bytes + bytes_len] = '\0';
    return count(seen);
}

enum askcam_status reply_seen_push(void *ctx, const void *bytes, size_t bytes_len)
{
    struct reply_seen *seen = ctx;
    size_t taken_bytes = bytes_len + 1;

    seen->status = askcam_http_reply_push(&seen->reply, bytes, bytes_len, &taken_bytes);
    assert_true(taken_bytes <= bytes_len);
    assert_true(taken_bytes == bytes_len || seen->status != ASKCAM_OK ||
                askcam_http_reply_is_whole(&seen->reply));
    seen->taken_bytes += taken_bytes;
    return seen->status;
}

void reply_seen_start(struct reply_seen *seen)
{
    const struct askcam_http_callbacks callbacks = {
        .ctx = seen, .head = take_head, .body = take_body};

    memset(&seen->reply, 0xA5, sizeof seen->reply);
    askcam_http_reply_init(&seen->reply, &callbacks, &seen->err);
}

void reply_seen_read(struct reply_seen *seen, const char *bytes)
{
    *seen = (struct reply_seen){.text = ""};
    reply_seen_start(seen);
    (void)reply_seen_push(seen, bytes, strlen(bytes));
}
