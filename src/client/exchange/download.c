/* SPDX-License-Identifier: MIT */
/* download.c - see download.h. */
#include "download.h"

#include <assert.h>

#include "deadlines.h"

static enum askcam_status on_head(void *ctx, const struct askcam_http_head *head)
{
    struct askcam_client *client = ctx;
    const struct askcam_client_callbacks *callbacks = client->callbacks;

    if (client->is_reused && head->status == 408) {
        client->is_stale = true; /* the server had given up the connection, not this request */
        return ASKCAM_ERR_STOPPED;
    }
    client->reply->has_head = true;
    client->reply->head = *head;
    if (head->status >= 300) {
        askcam_client_decided(client);
    }
    return callbacks->head != NULL ? callbacks->head(callbacks->ctx, head) : ASKCAM_OK;
}

static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_client *client = ctx;
    const struct askcam_client_callbacks *callbacks = client->callbacks;

    const enum askcam_status status = callbacks->body(callbacks->ctx, bytes, bytes_len);
    if (!callbacks->marks_content) {
        askcam_client_content(client);
    }
    return status;
}

static void on_field(void *ctx, const struct askcam_http_field *field)
{
    const struct askcam_client *client = ctx;
    const struct askcam_client_callbacks *callbacks = client->callbacks;

    if (callbacks->field != NULL) {
        callbacks->field(callbacks->ctx, field);
    }
}

void askcam_client_reply_start(struct askcam_client *client)
{
    const struct askcam_http_callbacks http = {
        .ctx = client, .field = on_field, .head = on_head, .body = on_body};

    *client->reply = (struct askcam_client_reply){.has_head = false};
    client->has_begun = false;
    client->is_stale = false;
    client->is_enough = false;
    client->decided_ms = ASKCAM_NEVER;
    client->http_err = (struct askcam_error){0};
    askcam_ring_init(&client->ring, client->ring_bytes, sizeof client->ring_bytes);
    askcam_http_reply_init(&client->http, &http, &client->http_err);
    askcam_http_reply_mask(&client->http, client->config.secret);
}

/* Hands what the ring holds to the parser; what is behind a whole reply stays in the ring. */
static enum askcam_status drain(struct askcam_client *client)
{
    const uint8_t *piece = NULL;
    size_t held_bytes = 0;

    while ((held_bytes = askcam_ring_held(&client->ring, &piece)) > 0 &&
           !askcam_http_reply_is_whole(&client->http)) {
        size_t taken_bytes = 0;
        const enum askcam_status status =
            askcam_http_reply_push(&client->http, piece, held_bytes, &taken_bytes);
        askcam_ring_took(&client->ring, taken_bytes);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}

static enum askcam_status flush(const struct askcam_client *client)
{
    const struct askcam_client_callbacks *callbacks = client->callbacks;
    return callbacks->flush != NULL ? callbacks->flush(callbacks->ctx) : ASKCAM_OK;
}

/* Reads what comes until the deadline, at least a byte, and parses it. */
static enum askcam_status receive(struct askcam_client *client, uint64_t deadline_ms)
{
    const struct askcam_net *net = &client->config.net;
    uint8_t *room = NULL;
    size_t got_bytes = 0;
    const size_t room_bytes = askcam_ring_free(&client->ring, &room);

    assert(room_bytes > 0);
    enum askcam_status status = net->ops->readable(net->ctx) ? ASKCAM_OK : flush(client);
    if (status == ASKCAM_OK) {
        status = net->ops->recv(net->ctx, room, room_bytes, deadline_ms, &got_bytes, client->err);
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (client->is_reused && !client->is_sent) {
        client->is_stale = true; /* nobody can answer what has not been asked */
        return ASKCAM_ERR_STOPPED;
    }
    askcam_ring_wrote(&client->ring, got_bytes);
    if (!client->has_begun) {
        client->has_begun = true;
        askcam_client_content(client);
    }
    status = drain(client);
    client->received_ms = askcam_now_ms(client->config.host); /* a slow callback is no stall */
    return status;
}

static bool is_over(const struct askcam_client *client)
{
    return client->is_enough || askcam_http_reply_is_whole(&client->http);
}

enum askcam_status askcam_client_read_ready(struct askcam_client *client)
{
    const struct askcam_net *net = &client->config.net;

    /* What comes behind a whole reply stays where it is: nobody would take it out of the ring. */
    while (!askcam_http_reply_is_whole(&client->http) && net->ops->readable(net->ctx)) {
        enum askcam_status status = receive(client, 0);
        if (status == ASKCAM_ERR_TIMEOUT) {
            break; /* something of TLS's own was there, no byte of a reply */
        }
        if (status == ASKCAM_OK) {
            status = askcam_client_check(client);
        }
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    const bool is_refused = client->reply->has_head && client->reply->head.status >= 300;
    return is_refused || is_over(client) ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

enum askcam_status askcam_client_read_reply(struct askcam_client *client)
{
    const struct askcam_client_callbacks *callbacks = client->callbacks;
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && !is_over(client)) {
        if (callbacks->progress != NULL) {
            callbacks->progress(callbacks->ctx,
                                client->has_begun ? ASKCAM_CLIENT_READING : ASKCAM_CLIENT_WAITING);
        }
        status = receive(client, askcam_client_slice_ms(client));
        if (status == ASKCAM_ERR_TIMEOUT || (status == ASKCAM_OK && !is_over(client))) {
            status = askcam_client_check(client);
        }
    }
    return status;
}
