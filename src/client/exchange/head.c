/* SPDX-License-Identifier: MIT */
/* head.c - a request's head in one piece; see client.h.  The copy is wiped: a key may be in it. */
#include <string.h>

#include "client.h"
#include "wipe.h"

struct gathered {
    size_t bytes;
    char text[ASKCAM_CLIENT_HEAD_BYTES];
};

static enum askcam_status gather(void *ctx, const void *bytes, size_t bytes_len)
{
    struct gathered *gathered = ctx;

    if (bytes_len > sizeof gathered->text - gathered->bytes) {
        return ASKCAM_ERR_TOO_LARGE;
    }
    memcpy(gathered->text + gathered->bytes, bytes, bytes_len);
    gathered->bytes += bytes_len;
    return ASKCAM_OK;
}

enum askcam_status askcam_client_write_head(const struct askcam_url *url,
                                            const struct askcam_client_request *request,
                                            struct askcam_sink out, struct askcam_error *err)
{
    static const struct askcam_error_context context = {"request head",
                                                        "use a shorter base URL or key"};
    struct gathered gathered = {.bytes = 0};
    const struct askcam_request_head head = {
        .method = request->method,
        .url = url,
        .path = request->path,
        .headers = request->headers,
        .headers_count = request->headers_count,
        .framing = request->framing,
        .body_bytes = request->body_bytes,
    };

    enum askcam_status status = askcam_request_head_write(
        &head, (struct askcam_sink){.write = gather, .ctx = &gathered}, err);
    if (status == ASKCAM_ERR_TOO_LARGE) {
        status = askcam_fail(err, ASKCAM_ERR_USAGE, context, "does not fit %d bytes",
                             (int)ASKCAM_CLIENT_HEAD_BYTES);
    }
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(out, gathered.text, gathered.bytes);
    }
    askcam_wipe(&gathered, sizeof gathered);
    return status;
}
