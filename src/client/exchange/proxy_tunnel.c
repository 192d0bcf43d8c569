/* SPDX-License-Identifier: MIT */
/* proxy_tunnel.c - see proxy_tunnel.h. */
#include "proxy_tunnel.h"

#include <stdio.h>

static const char *request(void *ctx, size_t *request_bytes)
{
    struct askcam_client *client = ctx;

    askcam_connect_restart(&client->connect);
    *request_bytes = client->connect.request_bytes;
    return client->connect.request;
}

static void name_proxy(const struct askcam_proxy *proxy, char *what, size_t what_bytes)
{
    (void)snprintf(what, what_bytes, proxy->host_is_ipv6 ? "proxy [%.200s]:%u" : "proxy %.200s:%u",
                   proxy->host, (unsigned)proxy->port);
}

/* The head's end, or as much of it as decides. */
static enum askcam_status conclude(const struct askcam_client *client, struct askcam_error *err)
{
    const struct askcam_proxy *proxy = client->config.proxy;
    const struct askcam_url *url = client->config.url;
    const int status = client->connect.status;
    const bool has_login = proxy->basic[0] != '\0';
    char what[ASKCAM_ERROR_WHAT_BYTES];
    struct askcam_error_context context = {what, "check what the proxy allows, or use another way"};

    if (status >= 200 && status < 300) {
        return ASKCAM_ERR_STOPPED;
    }
    name_proxy(proxy, what, sizeof what);
    if (status == 407 || (status == 401 && has_login)) { /* tinyproxy's word for a wrong one: 401 */
        context.hint = has_login ? "check the user name and the password in the proxy's URL; only "
                                   "Basic is supported"
                                 : "put them into the proxy's URL: http://USER:PASSWORD@HOST:PORT";
        return askcam_fail(err, ASKCAM_ERR_AUTH, context, "%s (status %d)",
                           has_login ? "refused the user name and password"
                                     : "wants a user name and a password",
                           status);
    }
    if (status >= 500) {
        context.hint = "check that the proxy can reach the server, or try again later";
    }
    return askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context,
                       "refused a connection to %s:%u (status "
                       "%d)",
                       url->host, (unsigned)url->port, status);
}

static enum askcam_status reply(void *ctx, const void *bytes, size_t bytes_len, size_t *taken_bytes,
                                struct askcam_error *err)
{
    struct askcam_client *client = ctx;
    char what[ASKCAM_ERROR_WHAT_BYTES];
    const struct askcam_error_context context = {what,
                                                 "check that it is an HTTP proxy, and its port"};

    const enum askcam_status status =
        askcam_connect_push(&client->connect, bytes, bytes_len, taken_bytes);
    if (status == ASKCAM_OK) {
        return ASKCAM_OK;
    }
    if (status == ASKCAM_ERR_STOPPED) {
        return conclude(client, err);
    }
    name_proxy(client->config.proxy, what, sizeof what);
    return askcam_fail(err, ASKCAM_ERR_UNAVAILABLE, context,
                       "what it sent is not a reply to CONNECT");
}

struct askcam_tunnel askcam_client_tunnel(struct askcam_client *client)
{
    const struct askcam_proxy *proxy = client->config.proxy;

    if (proxy == NULL) {
        return (struct askcam_tunnel){.host = NULL};
    }
    askcam_connect_init(&client->connect, client->config.url, proxy);
    return (struct askcam_tunnel){.host = proxy->host,
                                  .port = proxy->port,
                                  .ctx = client,
                                  .request = request,
                                  .reply = reply};
}
