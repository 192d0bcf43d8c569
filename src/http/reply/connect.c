/* SPDX-License-Identifier: MIT */
/*
 * connect.c - see connect.h.
 *
 * Of the reply only its first line says anything: a head of 2xx has no body (RFC 9110 section
 * 9.3.6), so its other lines are counted and passed over, up to the empty one.
 */
#include "connect.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char VERSION[] = "HTTP/1.";

enum {
    VERSION_BYTES = sizeof VERSION - 1,
    STATUS_AT = VERSION_BYTES + 2, /* behind the minor version and a space */
    STATUS_END = STATUS_AT + 3,
};

void askcam_connect_restart(struct askcam_connect *connect)
{
    connect->status = 0;
    connect->result = ASKCAM_OK;
    connect->head_bytes = 0;
    connect->line_bytes = 0;
}

void askcam_connect_init(struct askcam_connect *connect, const struct askcam_url *url,
                         const struct askcam_proxy *proxy)
{
    const char *const open = url->host_is_ipv6 ? "[" : "";
    const char *const close = url->host_is_ipv6 ? "]" : "";
    const bool has_login = proxy->basic[0] != '\0';
    const unsigned port = url->port;

    const int bytes =
        snprintf(connect->request, sizeof connect->request,
                 "CONNECT %s%s%s:%u HTTP/1.1\r\nHost: %s%s%s:%u\r\n%s%s%s\r\n", open, url->host,
                 close, port, open, url->host, close, port,
                 has_login ? "Proxy-Authorization: " : "", proxy->basic, has_login ? "\r\n" : "");
    assert(bytes > 0 && (size_t)bytes < sizeof connect->request);
    connect->request_bytes = (size_t)bytes;
    askcam_connect_restart(connect);
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : -1;
}

/* A line that is not whole yet may be refused already: its end may never come. */
static bool may_be_status(const struct askcam_connect *connect)
{
    const size_t kept = connect->line_bytes < VERSION_BYTES ? connect->line_bytes : VERSION_BYTES;
    return memcmp(connect->line, VERSION, kept) == 0;
}

/* 100..599, or -1. */
static int read_status(const struct askcam_connect *connect)
{
    const char *const text = connect->line + STATUS_AT;

    if (connect->line_bytes < STATUS_END ||
        (connect->line_bytes > STATUS_END && connect->line[STATUS_END] != ' ')) {
        return -1;
    }
    if (text[-1] != ' ' || digit(text[-2]) < 0 || digit(text[0]) < 1 || digit(text[0]) > 5 ||
        digit(text[1]) < 0 || digit(text[2]) < 0) {
        return -1;
    }
    return 100 * digit(text[0]) + 10 * digit(text[1]) + digit(text[2]);
}

static enum askcam_status end_line(struct askcam_connect *connect)
{
    const bool is_interim = connect->status >= 100 && connect->status < 200;

    if (connect->status == 0) {
        connect->status = read_status(connect);
        const bool goes_on = connect->status >= 100 && connect->status < 300;
        return connect->status < 0                 ? ASKCAM_ERR_PROTOCOL
               : goes_on && connect->status != 101 ? ASKCAM_OK
                                                   : ASKCAM_ERR_STOPPED;
    }
    if (connect->line_bytes > 0) {
        return ASKCAM_OK;
    }
    connect->status = is_interim ? 0 : connect->status;
    return is_interim ? ASKCAM_OK : ASKCAM_ERR_STOPPED;
}

static enum askcam_status step(struct askcam_connect *connect, char byte)
{
    if (connect->head_bytes == ASKCAM_CONNECT_HEAD_BYTES) {
        return ASKCAM_ERR_PROTOCOL;
    }
    connect->head_bytes++;
    if (byte == '\n') {
        const enum askcam_status status = end_line(connect);
        connect->line_bytes = 0;
        return status;
    }
    if (byte == '\r') {
        return ASKCAM_OK; /* of the line's end, or of nothing that matters here */
    }
    if (connect->line_bytes < sizeof connect->line) {
        connect->line[connect->line_bytes++] = byte;
    }
    return connect->status != 0 || may_be_status(connect) ? ASKCAM_OK : ASKCAM_ERR_PROTOCOL;
}

enum askcam_status askcam_connect_push(struct askcam_connect *connect, const void *bytes,
                                       size_t bytes_len, size_t *taken_bytes)
{
    const char *const in = bytes;
    size_t at = 0;

    while (at < bytes_len && connect->result == ASKCAM_OK) {
        connect->result = step(connect, in[at++]);
    }
    *taken_bytes = at;
    return connect->result;
}
