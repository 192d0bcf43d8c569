/* SPDX-License-Identifier: MIT */
/* fake_net.c - see fake_net.h. */
#include "fake_net.h"

#include <assert.h>
#include <string.h>

enum { SEND_PIECE_BYTES = 1500 };

static const struct fake_connection *row_of(const struct fake_net *fake)
{
    assert(fake->dials > 0 && fake->dials <= FAKE_NET_ROWS);
    return &fake->rows[fake->dials - 1];
}

/* What net.h says of a tunnel: the request goes out, the reply comes in. */
static enum askcam_status open_tunnel(struct fake_net *fake, const struct askcam_tunnel *tunnel,
                                      struct askcam_error *err)
{
    const char *at = row_of(fake)->proxy_reply;
    size_t bytes = 0;
    const char *text = tunnel->request(tunnel->ctx, &bytes);
    enum askcam_status status = ASKCAM_OK;

    assert(bytes < sizeof fake->connect);
    memcpy(fake->connect, text, bytes);
    fake->connect[bytes] = '\0';
    while (status == ASKCAM_OK && *at != '\0') {
        status = tunnel->reply(tunnel->ctx, at, 1, &bytes, err);
        at += bytes;
    }
    return status == ASKCAM_ERR_STOPPED ? ASKCAM_OK
           : status == ASKCAM_OK        ? ASKCAM_ERR_CLOSED
                                        : status;
}

static enum askcam_status dial(void *ctx, const struct askcam_endpoint *endpoint,
                               uint64_t deadline_ms, struct askcam_error *err)
{
    struct fake_net *fake = ctx;
    const struct askcam_error_context context = {endpoint->host, "this is a fake"};

    (void)deadline_ms;
    assert(!fake->open);
    fake->dials++;
    fake->sent_bytes = 0;
    fake->given_bytes = 0;
    enum askcam_status status = row_of(fake)->dial;
    if (status != ASKCAM_OK) {
        return askcam_fail(err, status, context, "refused by the script");
    }
    if (endpoint->tunnel != NULL) {
        status = open_tunnel(fake, endpoint->tunnel, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    fake->open = true;
    fake->is_elsewhere = false;
    return ASKCAM_OK;
}

/* Bytes of the reply that can be read now. */
static size_t ready_bytes(const struct fake_net *fake)
{
    const struct fake_connection *row = row_of(fake);
    const size_t text_bytes = row->reply != NULL && row->reply_bytes == 0 ? strlen(row->reply) : 0;
    const size_t all = row->reply_bytes > 0 ? row->reply_bytes : text_bytes;
    const size_t left = all - fake->given_bytes;
    const size_t piece = row->piece_bytes > 0 && row->piece_bytes < left ? row->piece_bytes : left;

    return fake->sent_bytes >= row->reply_after_bytes || row->reply_after_bytes == SIZE_MAX ? piece
                                                                                            : 0;
}

static enum askcam_status send_bytes(void *ctx, const void *bytes, size_t bytes_len,
                                     uint64_t deadline_ms, size_t *sent_bytes,
                                     struct askcam_error *err)
{
    struct fake_net *fake = ctx;
    const struct fake_connection *row = row_of(fake);
    const size_t piece = bytes_len < SEND_PIECE_BYTES ? bytes_len : SEND_PIECE_BYTES;

    (void)deadline_ms;
    (void)err;
    assert(fake->open);
    if (row->takes_bytes > 0 && fake->sent_bytes >= row->takes_bytes) {
        return ASKCAM_ERR_CLOSED;
    }
    for (size_t i = 0; i < piece && fake->sent_bytes + i < FAKE_NET_SENT_BYTES; i++) {
        fake->sent[fake->sent_bytes + i] = ((const char *)bytes)[i];
    }
    fake->sent_bytes += piece;
    fake->all_sent_bytes += piece;
    *sent_bytes = piece;
    return ASKCAM_OK;
}

static enum askcam_status recv_bytes(void *ctx, void *buf, size_t cap_bytes, uint64_t deadline_ms,
                                     size_t *got_bytes, struct askcam_error *err)
{
    struct fake_net *fake = ctx;
    const struct fake_connection *row = row_of(fake);
    size_t ready = ready_bytes(fake);

    (void)err;
    assert(fake->open);
    if (!row->is_deaf && fake->host->now_ms >= fake->host->interrupted_at_ms) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (ready == 0 && !row->stalls) {
        return ASKCAM_ERR_CLOSED;
    }
    if (ready == 0 || (row->latency_ms > 0 && fake->host->now_ms + row->latency_ms > deadline_ms)) {
        fake->host->now_ms = deadline_ms > fake->host->now_ms ? deadline_ms : fake->host->now_ms;
        return ASKCAM_ERR_TIMEOUT;
    }
    fake->host->now_ms += row->latency_ms + row->flood_ms;
    ready = ready < cap_bytes ? ready : cap_bytes;
    memcpy(buf, row->reply + fake->given_bytes, ready);
    fake->given_bytes += ready;
    *got_bytes = ready;
    return ASKCAM_OK;
}

static bool readable(void *ctx)
{
    const struct fake_net *fake = ctx;

    return fake->open && row_of(fake)->reply_after_bytes != SIZE_MAX && ready_bytes(fake) > 0;
}

static bool is_open(void *ctx)
{
    const struct fake_net *fake = ctx;
    return fake->open;
}

static bool is_quiet(void *ctx)
{
    return is_open(ctx) && !readable(ctx);
}

static bool is_to(void *ctx, const struct askcam_endpoint *endpoint)
{
    const struct fake_net *fake = ctx;

    (void)endpoint;
    return !fake->is_elsewhere;
}

static void close_net(void *ctx)
{
    struct fake_net *fake = ctx;
    fake->open = false;
}

struct askcam_net fake_net_init(struct fake_net *fake, struct fake_host *host)
{
    static const struct askcam_net_ops OPS = {.dial = dial,
                                              .send = send_bytes,
                                              .recv = recv_bytes,
                                              .readable = readable,
                                              .is_quiet = is_quiet,
                                              .is_open = is_open,
                                              .is_to = is_to,
                                              .close = close_net};

    memset(fake, 0, sizeof *fake);
    fake->host = host;
    return (struct askcam_net){.ops = &OPS, .ctx = fake};
}
