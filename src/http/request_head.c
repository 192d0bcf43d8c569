/* SPDX-License-Identifier: MIT */
/*
 * request_head.c - see request_head.h.
 *
 * The head is gathered so that it leaves as one TLS record if it fits; the copy is wiped
 * afterwards, as a key is in it.
 */
#include "request_head.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "http_text.h"
#include "wipe.h"

enum { GATHERED_BYTES = 2048, NUMBER_BYTES = 32 };

struct writer {
    struct askcam_sink out;
    enum askcam_status status;
    size_t text_bytes;
    char text[GATHERED_BYTES];
};

static void flush(struct writer *writer)
{
    if (writer->status == ASKCAM_OK) {
        writer->status = askcam_sink_write(writer->out, writer->text, writer->text_bytes);
    }
    writer->text_bytes = 0;
}

static void put_bytes(struct writer *writer, const char *text, size_t bytes)
{
    while (bytes > 0) {
        const size_t free_bytes = sizeof writer->text - writer->text_bytes;
        const size_t piece_bytes = bytes < free_bytes ? bytes : free_bytes;
        memcpy(writer->text + writer->text_bytes, text, piece_bytes);
        writer->text_bytes += piece_bytes;
        text += piece_bytes;
        bytes -= piece_bytes;
        if (writer->text_bytes == sizeof writer->text) {
            flush(writer);
        }
    }
}

static void put(struct writer *writer, const char *text)
{
    put_bytes(writer, text, strlen(text));
}

static void put_header(struct writer *writer, const char *name, const char *value)
{
    put(writer, name);
    put(writer, ": ");
    put(writer, value);
    put(writer, "\r\n");
}

/* The URL's path, the call's, the URL's query. */
static void put_request_line(struct writer *writer, const struct askcam_request_head *head)
{
    const size_t base_bytes = strcspn(head->url->path, "?");

    put(writer, head->method);
    put(writer, " ");
    put_bytes(writer, head->url->path, base_bytes);
    put(writer, head->path);
    put(writer, head->url->path + base_bytes);
    put(writer, " HTTP/1.1\r\n");
}

static void put_host(struct writer *writer, const struct askcam_url *url)
{
    char port[NUMBER_BYTES];

    put(writer, url->host_is_ipv6 ? "Host: [" : "Host: ");
    put(writer, url->host);
    put(writer, url->host_is_ipv6 ? "]" : "");
    if (url->port != (url->tls ? 443 : 80)) {
        (void)snprintf(port, sizeof port, ":%u", (unsigned)url->port); /* fits: at most 6 bytes */
        put(writer, port);
    }
    put(writer, "\r\n");
}

static void put_framing(struct writer *writer, const struct askcam_request_head *head)
{
    char length[NUMBER_BYTES];

    if (head->framing == ASKCAM_FRAMING_CHUNKED) {
        put_header(writer, "Transfer-Encoding", "chunked");
        return;
    }
    if (head->body_bytes == 0 && strcmp(head->method, "GET") == 0) {
        return; /* RFC 9110 section 8.6: no length where none is expected */
    }
    (void)snprintf(length, sizeof length, "%" PRIu64, head->body_bytes); /* fits: 20 digits */
    put_header(writer, "Content-Length", length);
}

static enum askcam_status check_header(const struct askcam_header *header, struct askcam_error *err)
{
    const struct askcam_error_context context = {
        .what = "request header", .hint = "look for line ends in the settings and the key"};

    if (!askcam_http_is_token(header->name, strlen(header->name))) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "its name is not a token");
    }
    if (!askcam_http_is_value(header->value)) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "the value of %s contains a control character", header->name);
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_request_head_write(const struct askcam_request_head *head,
                                             struct askcam_sink out, struct askcam_error *err)
{
    struct writer writer = {.out = out, .status = ASKCAM_OK};

    assert(askcam_http_is_token(head->method, strlen(head->method)));
    assert(head->path[0] == '/' && head->path[strcspn(head->path, " \r\n")] == '\0');
    for (size_t i = 0; i < head->headers_count; i++) {
        const enum askcam_status status = check_header(&head->headers[i], err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    put_request_line(&writer, head);
    put_host(&writer, head->url);
    for (size_t i = 0; i < head->headers_count; i++) {
        put_header(&writer, head->headers[i].name, head->headers[i].value);
    }
    put_framing(&writer, head);
    put(&writer, "\r\n");
    flush(&writer);
    askcam_wipe(writer.text, sizeof writer.text);
    return writer.status;
}
