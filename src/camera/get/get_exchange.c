/* SPDX-License-Identifier: MIT */
/*
 * get_exchange.c - one request for a picture and its reply; see get_state.h.
 *
 * What comes goes to the selector at once, so only pictures are kept, not the reply.
 */
#include <string.h>
#include <strings.h>

#include "get_state.h"
#include "wipe.h"

static bool is_named(const struct askcam_http_field *field, const char *name)
{
    return field->name_bytes == strlen(name) &&
           strncasecmp(field->name, name, field->name_bytes) == 0;
}

static void on_field(void *ctx, const struct askcam_http_field *field)
{
    struct askcam_get *get = ctx;

    if (is_named(field, "www-authenticate")) {
        askcam_challenge_read(&get->asked, field->value, field->value_bytes);
    }
    if (is_named(field, "location") && get->location[0] == '\0' &&
        field->value_bytes < sizeof get->location) {
        memcpy(get->location, field->value, field->value_bytes);
        get->location[field->value_bytes] = '\0';
    }
}

/* The body of another status is of no use; nor is one that is too large. */
static enum askcam_status on_head(void *ctx, const struct askcam_http_head *head)
{
    struct askcam_get *get = ctx;

    get->is_too_large = head->has_length && head->length_bytes > ASKCAM_GET_REPLY_BYTES;
    return head->status != 200 || get->is_too_large ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static void keep_head(struct askcam_get *get, const void *bytes, size_t bytes_len)
{
    const size_t free_bytes = sizeof get->head - get->head_bytes;
    const size_t kept_bytes = bytes_len < free_bytes ? bytes_len : free_bytes;

    memcpy(get->head + get->head_bytes, bytes, kept_bytes);
    get->head_bytes += kept_bytes;
}

/* A good picture has come: it is the newest one. */
static void on_picture(struct askcam_get *get)
{
    const uint64_t now_ms = askcam_now_ms(get->host);

    get->taken_ms = get->selector.begun_ms;
    askcam_mjpeg_selector_keep(&get->selector);
    if (get->first_good_ms == ASKCAM_NEVER) {
        get->first_good_ms = now_ms;
    }
}

static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct askcam_get *get = ctx;
    struct askcam_jpeg_input in = {bytes, bytes_len};
    struct askcam_frame frame;
    bool is_wanted = true;
    enum askcam_status status = ASKCAM_OK;

    keep_head(get, bytes, bytes_len);
    get->body_bytes += bytes_len;
    if (get->body_bytes > ASKCAM_GET_REPLY_BYTES) {
        get->is_too_large = true;
        return ASKCAM_ERR_STOPPED;
    }
    while (status == ASKCAM_OK && is_wanted) {
        status = askcam_mjpeg_selector_push(&get->selector, &in, &frame, &is_wanted, &get->cause);
        if (is_wanted) {
            on_picture(get);
        }
    }
    const bool is_over = get->first_good_ms != ASKCAM_NEVER &&
                         askcam_now_ms(get->host) - get->first_good_ms >= ASKCAM_GET_BURST_MS;
    return status == ASKCAM_OK && is_over ? ASKCAM_ERR_STOPPED : status;
}

/* Nothing more is there to read: what came last is the newest. */
static enum askcam_status on_pause(void *ctx)
{
    const struct askcam_get *get = ctx;

    return get->selector.has_newest ? ASKCAM_ERR_STOPPED : ASKCAM_OK;
}

static void on_progress(void *ctx, enum askcam_client_stage stage)
{
    struct askcam_get *get = ctx;

    (void)stage; /* the first one comes with the first byte that is sent */
    get->is_connected = true;
}

static void start_reply(struct askcam_get *get)
{
    get->is_connected = false;
    get->reply = (struct askcam_client_reply){.has_head = false};
    get->asked = (struct askcam_challenge){.scheme = ASKCAM_AUTH_NONE};
    get->location[0] = '\0';
    get->body_bytes = 0;
    get->first_good_ms = ASKCAM_NEVER;
    get->is_too_large = false;
    get->head_bytes = 0;
    get->cause = (struct askcam_error){0};
    askcam_mjpeg_selector_restart(&get->selector);
}

static enum askcam_status authorize(struct askcam_get *get, struct askcam_error *err)
{
    const struct askcam_login login = {
        .user = get->url.user,
        .password = get->url.password,
        .method = "GET",
        .target = get->target,
        .cnonce = get->cnonce,
        .count = ++get->nonce_count,
        .hash = get->hash,
    };

    return askcam_auth_write(&get->challenge, &login, get->authorization) == ASKCAM_OK
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_INTERNAL,
                             (struct askcam_error_context){get->shown, "use Basic or no login"},
                             "the login cannot be computed on this device");
}

enum askcam_status askcam_get_exchange(struct askcam_get *get, struct askcam_error *err)
{
    const struct askcam_client_config config = {
        .host = get->host,
        .net = get->net,
        .url = &get->url.server,
        .ca_file = get->ca_file,
        .secret = get->url.password[0] != '\0' ? get->url.password : NULL,
        .allows_plain = true,
        .connect_timeout_ms = ASKCAM_NEVER,
        .first_byte_timeout_ms = ASKCAM_NEVER,
        .idle_timeout_ms = ASKCAM_NEVER,
        .deadline_ms = askcam_source_deadline_limit(&get->deadline, get->ends_ms),
    };
    const struct askcam_header headers[] = {
        {"Accept", "image/jpeg, multipart/x-mixed-replace, */*;q=0.1"},
        {"User-Agent", "askcam"},
        {"Authorization", get->authorization},
    };
    const bool has_login = get->challenge.scheme != ASKCAM_AUTH_NONE;
    const struct askcam_client_request request = {
        .method = "GET",
        .path = get->target,
        .headers = headers,
        .headers_count = has_login ? 3 : 2,
    };
    const struct askcam_client_callbacks callbacks = {.ctx = get,
                                                      .field = on_field,
                                                      .head = on_head,
                                                      .body = on_body,
                                                      .flush = on_pause,
                                                      .progress = on_progress};

    start_reply(get);
    enum askcam_status status = has_login ? authorize(get, err) : ASKCAM_OK;
    if (status == ASKCAM_OK) {
        askcam_client_init(&get->client, &config);
        status =
            askcam_client_exchange(&get->client, &request, &callbacks, &get->reply, &get->cause);
    }
    askcam_wipe(get->authorization, sizeof get->authorization);
    return status;
}
