/* SPDX-License-Identifier: MIT */
/* upload.c - see upload.h. */
#include "upload.h"

#include "deadlines.h"
#include "download.h"

/* Sends some of the bytes within a second; *sent_bytes may be 0. */
static enum askcam_status send_some(struct askcam_client *client, const void *bytes,
                                    size_t bytes_len, size_t *sent_bytes)
{
    const struct askcam_net *net = &client->config.net;
    const struct askcam_client_callbacks *callbacks = client->callbacks;

    const enum askcam_status status = net->ops->send(
        net->ctx, bytes, bytes_len, askcam_client_slice_ms(client), sent_bytes, client->err);
    if (callbacks->progress != NULL) {
        callbacks->progress(callbacks->ctx, ASKCAM_CLIENT_SENDING);
    }
    if (status == ASKCAM_ERR_TIMEOUT) {
        *sent_bytes = 0;
        return ASKCAM_OK;
    }
    return status;
}

static enum askcam_status upload(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_client *client = ctx;
    const uint8_t *at = bytes;

    while (bytes_len > 0) {
        size_t sent_bytes = 0;
        enum askcam_status status = askcam_client_read_ready(client);
        if (status == ASKCAM_OK) {
            status = send_some(client, at, bytes_len, &sent_bytes);
        }
        client->sent_bytes += sent_bytes;
        if (status == ASKCAM_OK && sent_bytes > 0) {
            client->sent_ms = askcam_now_ms(client->config.host);
        }
        if (status == ASKCAM_OK) {
            status = askcam_client_check(client);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
        at += sent_bytes;
        bytes_len -= sent_bytes;
    }
    return ASKCAM_OK;
}

static enum askcam_status send_body(struct askcam_client *client, struct askcam_sink wire)
{
    const struct askcam_client_request *request = client->request;

    askcam_body_init(&client->framer, request->framing, request->body_bytes, wire);
    enum askcam_status status =
        request->write_body(request->ctx, askcam_body_sink(&client->framer));
    if (status == ASKCAM_OK) {
        status = askcam_body_finish(&client->framer);
    }
    const bool is_mismatch = client->framer.status == ASKCAM_ERR_TOO_LARGE ||
                             client->framer.status == ASKCAM_ERR_INTERNAL;
    return is_mismatch ? ASKCAM_ERR_TOO_LARGE : status;
}

enum askcam_status askcam_client_send_request(struct askcam_client *client)
{
    const struct askcam_sink wire = {.write = upload, .ctx = client};
    const uint64_t began_ms = askcam_now_ms(client->config.host);

    client->is_sent = false;
    client->sent_bytes = 0;
    client->is_sending = true;
    client->sent_ms = began_ms;
    enum askcam_status status =
        askcam_client_write_head(client->config.url, client->request, wire, client->err);
    if (status == ASKCAM_OK && client->request->write_body != NULL) {
        status = send_body(client, wire);
    }
    client->is_sending = false;
    client->is_sent = status == ASKCAM_OK;
    const uint64_t now_ms = askcam_now_ms(client->config.host);
    client->upload_ms += now_ms - began_ms;
    client->sent_ms = now_ms;
    return status;
}
