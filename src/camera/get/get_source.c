/* SPDX-License-Identifier: MIT */
/* get_source.c - see get_source.h. */
#include "get_source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "get_state.h"
#include "net_hash.h"
#include "wipe.h"

static enum askcam_status get_start(void *ctx, struct askcam_error *err)
{
    (void)ctx;
    (void)err; /* the picture of now is wanted, and not kept waiting */
    return ASKCAM_OK;
}

/* The kept picture, if there is one that may be given. */
static bool give(struct askcam_get *get, struct askcam_frame *frame)
{
    const bool is_newest = get->selector.has_newest;

    if (!is_newest && !askcam_mjpeg_selector_may_give_kept(&get->selector)) {
        return false;
    }
    askcam_mjpeg_selector_give_kept(&get->selector, frame);
    frame->taken_ms = is_newest ? get->taken_ms : get->selector.begun_ms;
    return true;
}

/* Requests, until one brings a picture or there is nothing more to try. */
static enum askcam_status request_all(struct askcam_get *get, struct askcam_frame *frame,
                                      struct askcam_error *err)
{
    for (unsigned i = 0; i < ASKCAM_GET_REQUESTS; i++) {
        enum askcam_status status = askcam_get_exchange(get, err);
        if (status != ASKCAM_ERR_INTERRUPTED && give(get, frame)) {
            return ASKCAM_OK;
        }
        if (status != ASKCAM_OK || !get->reply.has_head || get->reply.head.status == 200) {
            return askcam_get_fail(get, status, err);
        }
        status = askcam_get_follow(get, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){get->shown, "check the path of the URL"},
                       "too many redirects");
}

static enum askcam_status get_take(void *ctx, uint64_t not_before_ms, struct askcam_frame *frame,
                                   struct askcam_error *err)
{
    struct askcam_get *get = ctx;
    const enum askcam_status status = askcam_source_deadline_check(&get->deadline, err);

    (void)not_before_ms; /* when the camera exposed it is not known; it is asked for after that */
    if (status != ASKCAM_OK) {
        return status;
    }
    get->ends_ms = askcam_deadline(get->host, ASKCAM_GET_TIMEOUT_MS);
    memcpy(get->target, get->url.target, sizeof get->target);
    return request_all(get, frame, err);
}

static void get_release(void *ctx, struct askcam_frame *frame)
{
    (void)ctx; /* the buffer is used again by the next take() */
    *frame = (struct askcam_frame){.is_jpeg = false};
}

static void get_set_deadline(void *ctx, uint64_t deadline_ms)
{
    struct askcam_get *get = ctx;

    askcam_source_deadline_set(&get->deadline, deadline_ms);
}

static void get_close(void *ctx)
{
    struct askcam_get *get = ctx;

    get->net.ops->close(get->net.ctx);
    get->release_net(&get->net);
    askcam_mjpeg_selector_free(&get->selector);
    askcam_wipe(get, sizeof *get);
    free(get);
}

static const struct askcam_source_ops GET_OPS = {.start = get_start,
                                                 .take = get_take,
                                                 .release = get_release,
                                                 .set_deadline = get_set_deadline,
                                                 .close = get_close};

static void make_cnonce(struct askcam_get *get)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[(ASKCAM_AUTH_CNONCE_BYTES - 1) / 2];

    get->host->quick_random(get->host->ctx, bytes, sizeof bytes); /* it need only differ */
    for (size_t i = 0; i < sizeof bytes; i++) {
        get->cnonce[2 * i] = digits[bytes[i] >> 4U];
        get->cnonce[2 * i + 1] = digits[bytes[i] & 15U];
    }
}

/* USER:PASSWORD, where the URL has none of its own. */
static enum askcam_status take_login(struct askcam_get *get, const char *login,
                                     struct askcam_error *err)
{
    const char *colon = login != NULL ? strchr(login, ':') : NULL;

    if (login == NULL || get->url.has_login) {
        return ASKCAM_OK;
    }
    if (colon == NULL || (size_t)(colon - login) >= sizeof get->url.user ||
        strlen(colon + 1) >= sizeof get->url.password) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){"--source-auth-file",
                                                         "write USER:PASSWORD there, on one line"},
                           "there is no user name and password in it");
    }
    memcpy(get->url.user, login, (size_t)(colon - login));
    get->url.user[colon - login] = '\0';
    memcpy(get->url.password, colon + 1, strlen(colon + 1) + 1);
    get->url.has_login = true;
    return ASKCAM_OK;
}

/* Network cameras run all the time: without a number there is no warm-up. */
static int warmup_of(const struct askcam_source_options *options)
{
    return options->warmup == ASKCAM_WARMUP_AUTO ? 0 : options->warmup;
}

static enum askcam_status prepare(struct askcam_get *get, const struct askcam_host *host,
                                  const char *spec, const struct askcam_source_options *options,
                                  struct askcam_error *err)
{
    get->host = host;
    get->ca_file = options->fetch_ca_file;
    get->hash = askcam_net_hash;
    askcam_url_shown(spec, get->shown, sizeof get->shown);
    askcam_source_deadline_init(&get->deadline, host, get->shown, options->deadline_ms);
    askcam_mjpeg_selector_init(&get->selector, host, get->shown, warmup_of(options),
                               ASKCAM_GET_REPLY_BYTES);
    make_cnonce(get);
    const enum askcam_status status = askcam_get_url_parse(&get->url, spec, err);
    return status == ASKCAM_OK ? take_login(get, options->fetch_login, err) : status;
}

enum askcam_status askcam_get_source_open(struct askcam_source *source,
                                          const struct askcam_host *host,
                                          const struct askcam_get_net *net, const char *spec,
                                          const struct askcam_source_options *options,
                                          struct askcam_error *err)
{
    struct askcam_get *get = calloc(1, sizeof *get);

    if (get == NULL) {
        struct askcam_net unused = net->net;
        net->release(&unused);
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){"get:", "free memory"}, "out of memory");
    }
    get->net = net->net;
    get->release_net = net->release;
    const enum askcam_status status = prepare(get, host, spec, options, err);
    if (status != ASKCAM_OK) {
        get_close(get);
        return status;
    }
    *source = (struct askcam_source){.ops = &GET_OPS, .ctx = get, .is_live = true};
    return ASKCAM_OK;
}
