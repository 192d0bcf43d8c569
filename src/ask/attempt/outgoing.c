/* SPDX-License-Identifier: MIT */
/* outgoing.c - see outgoing.h. */
#include "outgoing.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "b64.h"
#include "wipe.h"

enum { SHOWN_BYTES = 24 }; /* of a picture's base64 that are shown */

static const char USER_AGENT[] = "askcam/" ASKCAM_VERSION;

static bool has_length(const struct askcam_ask *ask)
{
    return ask->set.jpeg_bytes > 0 || ask->body.pictures_count == 0;
}

struct askcam_ask_request askcam_outgoing_describe(const struct askcam_ask *ask)
{
    const struct askcam_picture *first = askcam_picture_set_first(&ask->set);
    uint32_t by_url = 0;

    for (size_t i = 0; i < ask->config->chat->images_count; i++) {
        by_url += ask->config->chat->images[i].url != NULL;
    }
    return (struct askcam_ask_request){
        .images = ask->body.pictures_count + by_url,
        .has_lengths = has_length(ask),
        .image_bytes = ask->set.jpeg_bytes,
        .body_bytes = askcam_chat_body_bytes(&ask->body, ask->set.base64_bytes),
        .width_px = first != NULL ? first->width_px : 0,
        .height_px = first != NULL ? first->height_px : 0,
    };
}

uint64_t askcam_outgoing_base64_limit(const struct askcam_ask *ask, uint64_t max_body_bytes)
{
    const uint64_t text_bytes = askcam_chat_body_bytes(&ask->body, 0);
    return max_body_bytes > text_bytes ? max_body_bytes - text_bytes : 0;
}

/* Fills headers[]; returns their count. */
static size_t headers_of(const struct askcam_ask *ask, const char *authorization,
                         struct askcam_header headers[ASKCAM_HEADERS])
{
    const struct askcam_chat *chat = ask->config->chat;
    size_t count = 0;

    if (authorization != NULL) {
        headers[count++] = (struct askcam_header){"Authorization", authorization};
    }
    headers[count++] = (struct askcam_header){"Content-Type", "application/json"};
    headers[count++] = (struct askcam_header){"Accept", chat->no_stream ? "application/json"
                                                                        : "text/event-stream"};
    headers[count++] = (struct askcam_header){"User-Agent", USER_AGENT};
    for (size_t i = 0; count < ASKCAM_HEADERS; i++) {
        struct askcam_header *header = &headers[count];
        if (!askcam_api_header(chat->api, chat->no_stream, i, &header->name, &header->value)) {
            break;
        }
        count++;
    }
    return count;
}

static bool is_chunked(const struct askcam_ask *ask)
{
    return ask->config->body_mode == ASKCAM_BODY_CHUNKED;
}

/* Writes picture number `number` in some form. */
typedef enum askcam_status picture_writer(struct askcam_ask *ask, uint32_t number,
                                          struct askcam_sink out);

static enum askcam_status write_pictures(struct askcam_ask *ask,
                                         const struct askcam_chat_segment *segment,
                                         picture_writer *picture, struct askcam_sink out)
{
    enum askcam_status status = ASKCAM_OK;

    for (uint32_t i = 0; i < segment->count && status == ASKCAM_OK; i++) {
        if (i > 0) {
            status = askcam_sink_write(out, segment->between, segment->between_bytes);
        }
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(out, segment->before, segment->before_bytes);
        }
        if (status == ASKCAM_OK) {
            status = picture(ask, segment->first + i, out);
        }
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(out, segment->after, segment->after_bytes);
        }
    }
    return status;
}

static enum askcam_status outgoing_body(struct askcam_ask *ask, picture_writer *picture,
                                        struct askcam_sink out)
{
    enum askcam_status status = ASKCAM_OK;

    for (size_t i = 0; i < ask->body.segments_count && status == ASKCAM_OK; i++) {
        const struct askcam_chat_segment *segment = &ask->body.segments[i];
        status = segment->is_pictures ? write_pictures(ask, segment, picture, out)
                                      : askcam_sink_write(out, segment->text, segment->text_bytes);
    }
    return status;
}

static enum askcam_status write_base64(struct askcam_ask *ask, uint32_t number,
                                       struct askcam_sink out)
{
    struct askcam_b64 enc;

    askcam_b64_init(&enc, out);
    const enum askcam_status status =
        askcam_picture_set_write(&ask->set, number, askcam_b64_sink(&enc), ask->err);
    return status == ASKCAM_OK ? askcam_b64_finish(&enc) : status;
}

struct shortener {
    struct askcam_sink out;
    uint64_t text_bytes;
};

static enum askcam_status shorten(void *ctx, const void *bytes, size_t bytes_len)
{
    struct shortener *shortener = ctx;
    const uint64_t before = shortener->text_bytes;
    const uint64_t left_bytes = before < SHOWN_BYTES ? SHOWN_BYTES - before : 0;

    shortener->text_bytes += bytes_len;
    return askcam_sink_write(shortener->out, bytes,
                             left_bytes < bytes_len ? (size_t)left_bytes : bytes_len);
}

/* The start of the picture's base64 and its length in words; what is shown. */
static enum askcam_status write_shortened(struct askcam_ask *ask, uint32_t number,
                                          struct askcam_sink out)
{
    struct shortener shortener = {.out = out};
    char words[64];

    const enum askcam_status status =
        write_base64(ask, number, (struct askcam_sink){.write = shorten, .ctx = &shortener});
    if (status != ASKCAM_OK) {
        return status;
    }
    const int length = snprintf(words, sizeof words, "... (%" PRIu64 " characters of base64)",
                                shortener.text_bytes);
    assert(length > 0 && (size_t)length < sizeof words);
    return askcam_sink_write(out, words, (size_t)length);
}

/* What the client calls: the body as it is sent. */
static enum askcam_status write_body(void *ctx, struct askcam_sink out)
{
    return outgoing_body(ctx, write_base64, out);
}

/* The request without its headers, which hold a key. */
static struct askcam_client_request request_of(struct askcam_ask *ask)
{
    return (struct askcam_client_request){
        .method = "POST",
        .path = askcam_api_path(ask->config->chat->api),
        .framing = is_chunked(ask) ? ASKCAM_FRAMING_CHUNKED : ASKCAM_FRAMING_LENGTH,
        .body_bytes = askcam_chat_body_bytes(&ask->body, ask->set.base64_bytes),
        .write_body = write_body,
        .ctx = ask,
    };
}

/* The request of an ask with the header of a key, and memory for that. */
struct outgoing {
    struct askcam_client_request request;
    struct askcam_header headers[ASKCAM_HEADERS];
    char authorization[ASKCAM_CLIENT_HEAD_BYTES];
};

/* key: NULL: none.  ASKCAM_ERR_USAGE with a cause if it is too long. */
static enum askcam_status outgoing_init(struct outgoing *outgoing, struct askcam_ask *ask,
                                        const char *key)
{
    const struct askcam_error_context context = {"request head", "use a shorter key"};
    const int length = snprintf(outgoing->authorization, sizeof outgoing->authorization,
                                "Bearer %s", key != NULL ? key : "");

    if (length < 0 || (size_t)length >= sizeof outgoing->authorization) {
        return askcam_fail(ask->err, ASKCAM_ERR_USAGE, context, "does not fit %d bytes",
                           (int)ASKCAM_CLIENT_HEAD_BYTES);
    }
    outgoing->request = request_of(ask);
    outgoing->request.headers = outgoing->headers;
    outgoing->request.headers_count =
        headers_of(ask, key != NULL ? outgoing->authorization : NULL, outgoing->headers);
    return ASKCAM_OK;
}

enum askcam_status askcam_outgoing_exchange(struct askcam_ask *ask,
                                            const struct askcam_client_callbacks *callbacks,
                                            struct askcam_client_reply *reply)
{
    struct outgoing outgoing;

    enum askcam_status status = outgoing_init(&outgoing, ask, ask->config->key);
    if (status == ASKCAM_OK) {
        status =
            askcam_client_exchange(&ask->client, &outgoing.request, callbacks, reply, ask->err);
    }
    askcam_wipe(&outgoing, sizeof outgoing);
    return status;
}

enum askcam_status askcam_outgoing_show(struct askcam_ask *ask, struct askcam_sink out)
{
    static const char mask[] = "***";
    struct outgoing outgoing;

    enum askcam_status status =
        outgoing_init(&outgoing, ask, ask->config->key != NULL ? mask : NULL);
    if (status == ASKCAM_OK) {
        status = askcam_client_write_head(ask->config->url, &outgoing.request, out, ask->err);
    }
    return status == ASKCAM_OK ? outgoing_body(ask, write_shortened, out) : status;
}
