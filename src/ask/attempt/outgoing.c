/* SPDX-License-Identifier: MIT */
/* outgoing.c - see outgoing.h. */
#include "outgoing.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "b64.h"
#include "wipe.h"

enum { SHOWN_BYTES = 24 }; /* of a picture's base64 in a look at the request */

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

struct gather {
    char *buf;
    size_t held_bytes;
};

static enum askcam_status gather_write(void *ctx, const void *bytes, size_t bytes_len)
{
    struct gather *gather = ctx;

    if (bytes_len > ASKCAM_HEAD_BYTES - gather->held_bytes) {
        return ASKCAM_ERR_TOO_LARGE;
    }
    memcpy(gather->buf + gather->held_bytes, bytes, bytes_len);
    gather->held_bytes += bytes_len;
    return ASKCAM_OK;
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

enum askcam_status askcam_outgoing_head(const struct askcam_ask *ask, const char *key,
                                        struct askcam_sink out, struct askcam_error *err)
{
    static const struct askcam_error_context context = {"request head",
                                                        "use a shorter base URL or key"};
    char buf[ASKCAM_HEAD_BYTES];
    char authorization[ASKCAM_HEAD_BYTES / 2];
    struct gather gather = {.buf = buf};
    struct askcam_header headers[ASKCAM_HEADERS];

    const int length =
        snprintf(authorization, sizeof authorization, "Bearer %s", key != NULL ? key : "");
    enum askcam_status status = ASKCAM_ERR_TOO_LARGE;
    if (length >= 0 && (size_t)length < sizeof authorization) {
        const struct askcam_request_head head = {
            .method = "POST",
            .url = ask->config->url,
            .path = askcam_api_path(ask->config->chat->api),
            .headers = headers,
            .headers_count = headers_of(ask, key != NULL ? authorization : NULL, headers),
            .framing = is_chunked(ask) ? ASKCAM_FRAMING_CHUNKED : ASKCAM_FRAMING_LENGTH,
            .body_bytes = askcam_chat_body_bytes(&ask->body, ask->set.base64_bytes),
        };
        const struct askcam_sink sink = {.write = gather_write, .ctx = &gather};
        status = askcam_request_head_write(&head, sink, err);
    }
    if (status == ASKCAM_OK) {
        status = askcam_sink_write(out, buf, gather.held_bytes);
    } else if (status == ASKCAM_ERR_TOO_LARGE) {
        status = askcam_fail(err, ASKCAM_ERR_USAGE, context, "does not fit %d bytes",
                             (int)ASKCAM_HEAD_BYTES);
    }
    askcam_wipe(authorization, sizeof authorization);
    askcam_wipe(buf, sizeof buf);
    return status;
}

static enum askcam_status write_pictures(struct askcam_ask *ask,
                                         const struct askcam_chat_segment *segment,
                                         askcam_outgoing_picture *picture, struct askcam_sink out)
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

enum askcam_status askcam_outgoing_body(struct askcam_ask *ask, askcam_outgoing_picture *picture,
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

enum askcam_status askcam_outgoing_base64(struct askcam_ask *ask, uint32_t number,
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
    const uint64_t room = before < SHOWN_BYTES ? SHOWN_BYTES - before : 0;

    shortener->text_bytes += bytes_len;
    return askcam_sink_write(shortener->out, bytes, room < bytes_len ? (size_t)room : bytes_len);
}

enum askcam_status askcam_outgoing_shortened(struct askcam_ask *ask, uint32_t number,
                                             struct askcam_sink out)
{
    struct shortener shortener = {.out = out};
    char words[64];

    const enum askcam_status status = askcam_outgoing_base64(
        ask, number, (struct askcam_sink){.write = shorten, .ctx = &shortener});
    if (status != ASKCAM_OK) {
        return status;
    }
    const int length = snprintf(words, sizeof words, "... (%" PRIu64 " characters of base64)",
                                shortener.text_bytes);
    assert(length > 0 && (size_t)length < sizeof words);
    return askcam_sink_write(out, words, (size_t)length);
}
