/* SPDX-License-Identifier: MIT */
/* http_refuse.c - see http_refuse.h. */
#include "http_refuse.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "mask.h"

enum { SHOWN_BYTES = 60, TEXT_BYTES = 160 };

static const char *const HINTS[] = {
    [ASKCAM_HTTP_NOT_HTTP] = "check the host, the port and the scheme of the base URL",
    [ASKCAM_HTTP_BROKEN] = "try again; a proxy on the network path may be broken",
};

/* Bytes for people: what is not printable is shown as \xNN. */
static void show(char shown[SHOWN_BYTES], struct askcam_span span)
{
    size_t at = 0;

    for (size_t i = 0; i < span.bytes && at + sizeof "\\xNN" <= SHOWN_BYTES; i++) {
        const unsigned char byte = (unsigned char)span.text[i];
        const bool is_printable = byte >= 0x20U && byte < 0x7FU && byte != '\\';
        const int bytes =
            snprintf(shown + at, SHOWN_BYTES - at, is_printable ? "%c" : "\\x%02x", (unsigned)byte);
        assert(bytes > 0);
        at += (size_t)bytes;
    }
    shown[at] = '\0';
}

void askcam_http_refuse(struct askcam_http_reply *reply, enum askcam_http_hint hint,
                        const char *why)
{
    const struct askcam_error_context context = {.what = "reply of the server",
                                                 .hint = HINTS[hint]};
    struct askcam_error *err = reply->err;
    const bool is_first = err != NULL && err->kind == ASKCAM_OK;

    reply->status = ASKCAM_ERR_PROTOCOL;
    if (reply->body_bytes > 0) {
        (void)askcam_fail(err, reply->status, context, "%s, after %" PRIu64 " bytes of the body",
                          why, reply->body_bytes);
    } else {
        (void)askcam_fail(err, reply->status, context, "%s", why);
    }
    if (is_first) {
        err->http_status = reply->head.status;
        askcam_error_text(err->request_id, sizeof err->request_id, reply->head.request_id);
    }
}

void askcam_http_refuse_line(struct askcam_http_reply *reply, enum askcam_http_hint hint,
                             const char *why)
{
    char shown[SHOWN_BYTES];
    char text[TEXT_BYTES];

    /* The end of the line may not have come yet. */
    askcam_mask_bytes(reply->line, reply->line_bytes, reply->secret, ASKCAM_MASK_FIELD, true);
    show(shown, askcam_http_line(reply));
    (void)snprintf(text, sizeof text, "%s: \"%s\"", why,
                   shown); /* cut is fine: it is text for people */
    askcam_http_refuse(reply, hint, text);
}
