/* SPDX-License-Identifier: MIT */
/*
 * client.c - see client.h: connections, and what an exchange ends with.
 *
 * One thread does both directions: between the pieces of the body, and whenever the connection
 * takes no more, the reply's side is looked at, so that an early refusal ends the upload.
 */
#include "client.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "download.h"
#include "proxy_tunnel.h"
#include "upload.h"
#include "wipe.h"

void askcam_client_init(struct askcam_client *client, const struct askcam_client_config *config)
{
    client->config = *config;
    client->is_fresh = false;
    client->is_reused = false;
    client->connect_ms = 0;
    client->upload_ms = 0;
}

void askcam_client_content(struct askcam_client *client)
{
    client->content_ms = askcam_now_ms(client->config.host);
}

void askcam_client_decided(struct askcam_client *client)
{
    if (client->decided_ms == ASKCAM_NEVER) {
        client->decided_ms = askcam_now_ms(client->config.host);
    }
}

void askcam_client_enough(struct askcam_client *client)
{
    client->is_enough = true;
}

void askcam_client_close(struct askcam_client *client)
{
    client->config.net.ops->close(client->config.net.ctx);
    client->is_fresh = false;
    client->is_reused = false;
}

/* Open, and nothing came that no request asked for. */
static bool is_quiet(const struct askcam_client *client)
{
    const struct askcam_net *net = &client->config.net;
    return net->ops->is_quiet(net->ctx);
}

/* The way that was taken, or not, may be the reason. */
static void add_route_hint(const struct askcam_client *client, struct askcam_error *err)
{
    const char *const route = client->config.route_hint;
    char hint[2 * ASKCAM_ERROR_HINT_BYTES];

    if (route != NULL && err != NULL &&
        (err->kind == ASKCAM_ERR_UNAVAILABLE || err->kind == ASKCAM_ERR_TLS)) {
        (void)snprintf(hint, sizeof hint, "%s; %s", err->hint, route); /* cut is fine */
        askcam_error_text(err->hint, sizeof err->hint, hint);
    }
}

/* *tunnel is borrowed by the result. */
static struct askcam_endpoint endpoint_of(const struct askcam_client *client,
                                          const struct askcam_tunnel *tunnel)
{
    const struct askcam_client_config *config = &client->config;

    return (struct askcam_endpoint){
        .host = config->url->host,
        .port = config->url->port,
        .tls = config->url->tls,
        .ca_file = config->ca_file,
        .sessions = config->sessions,
        .tunnel = config->proxy != NULL ? tunnel : NULL,
        .allows_local = config->allows_local,
        .allows_plain = config->allows_plain,
    };
}

/* Whoever kept it may have asked another server, or by another way: the settings were read anew. */
static bool leads_there(const struct askcam_client *client)
{
    const struct askcam_net *net = &client->config.net;
    const struct askcam_proxy *proxy = client->config.proxy;
    const struct askcam_tunnel tunnel = {.host = proxy != NULL ? proxy->host : NULL,
                                         .port = proxy != NULL ? proxy->port : 0};
    const struct askcam_endpoint endpoint = endpoint_of(client, &tunnel);

    return net->ops->is_to(net->ctx, &endpoint);
}

/* Dials, directly or through the proxy. */
static enum askcam_status dial_route(struct askcam_client *client, uint64_t deadline_ms,
                                     struct askcam_error *err)
{
    const struct askcam_client_config *config = &client->config;
    const struct askcam_tunnel tunnel = askcam_client_tunnel(client);
    const struct askcam_endpoint endpoint = endpoint_of(client, &tunnel);
    enum askcam_status status = config->net.ops->dial(config->net.ctx, &endpoint, deadline_ms, err);

    askcam_wipe(&client->connect, sizeof client->connect);
    if (status == ASKCAM_ERR_TIMEOUT || status == ASKCAM_ERR_CLOSED) {
        const struct askcam_error_context context = {
            config->url->host, "check the network, or raise --connect-timeout"};
        status = askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context, "time-out while connecting");
    }
    if (status != ASKCAM_OK) {
        add_route_hint(client, err);
    }
    return status;
}

static enum askcam_status dial(struct askcam_client *client, struct askcam_error *err)
{
    const struct askcam_client_config *config = &client->config;
    const uint64_t began_ms = askcam_now_ms(config->host);
    const uint64_t timeout_ms = askcam_deadline(config->host, config->connect_timeout_ms);
    const uint64_t deadline_ms =
        timeout_ms < config->deadline_ms ? timeout_ms : config->deadline_ms;

    const enum askcam_status status = dial_route(client, deadline_ms, err);
    client->connect_ms += askcam_now_ms(config->host) - began_ms;
    client->is_fresh = status == ASKCAM_OK;
    client->is_reused = false;
    return status;
}

enum askcam_status askcam_client_connect(struct askcam_client *client, struct askcam_error *err)
{
    const struct askcam_net *net = &client->config.net;

    if (!net->ops->is_open(net->ctx)) {
        return dial(client, err);
    }
    if (!leads_there(client)) {
        askcam_client_close(client);
        return dial(client, err);
    }
    if (is_quiet(client)) {
        client->is_reused = !client->is_fresh;
        return ASKCAM_OK;
    }
    askcam_log(client->config.host, ASKCAM_LOG_INFO,
               "%s: data came on the idle connection; it is replaced", client->config.url->host);
    askcam_client_close(client);
    return dial(client, err);
}

/* The bytes ended, or went wrong below the body: what that means for the exchange. */
static enum askcam_status conclude(struct askcam_client *client, enum askcam_status status)
{
    const struct askcam_error_context context = {client->config.url->host,
                                                 "check the network, or try again later"};
    const bool is_garbled = client->http_err.kind != ASKCAM_OK;
    const bool is_cut = status == ASKCAM_ERR_CLOSED || is_garbled;

    if (status != ASKCAM_OK && status != ASKCAM_ERR_STOPPED && !is_cut) {
        return status;
    }
    if (!client->has_begun) {
        client->is_stale = client->is_reused;
        return askcam_fail(client->err, ASKCAM_ERR_UNAVAILABLE, context,
                           "the connection broke before the reply began");
    }
    client->reply->is_whole = askcam_http_reply_is_whole(&client->http) || !is_cut ||
                              askcam_http_reply_finish(&client->http) == ASKCAM_OK;
    if (client->http_err.kind == ASKCAM_OK || client->decided_ms != ASKCAM_NEVER) {
        return ASKCAM_OK;
    }
    if (client->err->kind == ASKCAM_OK) {
        *client->err = client->http_err;
    }
    client->err->retryable = true; /* it broke off or was garbled: the next one may be whole */
    return client->http_err.kind;
}

/* One request on the connection that there is. */
static enum askcam_status exchange_once(struct askcam_client *client)
{
    askcam_client_reply_start(client);
    client->interrupted_ms = askcam_now_ms(client->config.host);
    enum askcam_status status = askcam_client_send_request(client);
    const bool may_read =
        status == ASKCAM_OK || status == ASKCAM_ERR_STOPPED || status == ASKCAM_ERR_CLOSED;

    client->received_ms = client->sent_ms;
    askcam_client_content(client);
    if (may_read && !client->is_stale) {
        status = askcam_client_read_reply(client); /* after a broken upload, too: a refusal */
    }
    return client->is_stale ? ASKCAM_ERR_CLOSED : conclude(client, status);
}

static bool may_carry_another(const struct askcam_client *client, enum askcam_status status)
{
    const struct askcam_http_head *head = &client->reply->head;

    return status == ASKCAM_OK && client->is_sent && askcam_http_reply_is_whole(&client->http) &&
           !head->closes && head->status < 300 && client->ring.held_bytes == 0 && is_quiet(client);
}

enum askcam_status askcam_client_exchange(struct askcam_client *client,
                                          const struct askcam_client_request *request,
                                          const struct askcam_client_callbacks *callbacks,
                                          struct askcam_client_reply *reply,
                                          struct askcam_error *err)
{
    struct askcam_error unused = {0};

    assert(strcmp(request->method, "HEAD") != 0);
    client->request = request;
    client->callbacks = callbacks;
    client->reply = reply;
    client->err = err != NULL ? err : &unused;
    *reply = (struct askcam_client_reply){.has_head = false};
    /* A connection that was made ahead is checked like a kept one.  What a server sends at once on
     * the new one is a refusal: without this, one that always does would be connected to for ever.
     */
    enum askcam_status status = askcam_client_connect(client, client->err);
    if (status != ASKCAM_OK) {
        return status;
    }
    status = exchange_once(client);
    if (client->is_stale) {
        askcam_client_close(client);
        *client->err = (struct askcam_error){0};
        status = dial(client, client->err);
        status = status == ASKCAM_OK ? exchange_once(client) : status;
    }
    client->is_fresh = false;
    client->is_reused = may_carry_another(client, status);
    if (!client->is_reused) {
        askcam_client_close(client);
    }
    return status;
}
