/* SPDX-License-Identifier: MIT */
/* deadlines.c - see deadlines.h. */
#include "deadlines.h"

enum {
    SLICE_MS = 1000,
    LOOK_MS = 250, /* between two looks at the user's wish, each a system call */
};

static uint64_t after(uint64_t from_ms, uint64_t timeout_ms)
{
    return timeout_ms > ASKCAM_NEVER - from_ms ? ASKCAM_NEVER : from_ms + timeout_ms;
}

struct limit {
    uint64_t at_ms;
    const char *why;
};

static struct limit earlier(struct limit a, struct limit b)
{
    return a.at_ms <= b.at_ms ? a : b;
}

static struct limit stage_limit(const struct askcam_client *client)
{
    const uint64_t idle_ms = client->config.idle_timeout_ms;

    if (client->decided_ms != ASKCAM_NEVER) {
        const uint64_t grace_ms =
            idle_ms < ASKCAM_CLIENT_GRACE_MS ? idle_ms : (uint64_t)ASKCAM_CLIENT_GRACE_MS;
        return (struct limit){after(client->decided_ms, grace_ms), ""};
    }
    if (client->is_sending) {
        return (struct limit){after(client->sent_ms, idle_ms),
                              "time-out: the server stopped reading the request"};
    }
    if (!client->has_begun) {
        return (struct limit){after(client->sent_ms, client->config.first_byte_timeout_ms),
                              "time-out: no reply"};
    }
    return earlier(
        (struct limit){after(client->received_ms, idle_ms), "time-out: the reply has stalled"},
        (struct limit){after(client->content_ms, idle_ms),
                       "time-out: the reply sends data but no text"});
}

static struct limit limit_of(const struct askcam_client *client)
{
    return earlier((struct limit){client->config.deadline_ms, "time-out: --total-timeout is over"},
                   stage_limit(client));
}

uint64_t askcam_client_limit_ms(const struct askcam_client *client)
{
    return limit_of(client).at_ms;
}

uint64_t askcam_client_slice_ms(const struct askcam_client *client)
{
    const uint64_t limit_ms = askcam_client_limit_ms(client);
    const uint64_t slice_ms = askcam_deadline(client->config.host, SLICE_MS);

    return limit_ms < slice_ms ? limit_ms : slice_ms;
}

enum askcam_status askcam_client_check(struct askcam_client *client)
{
    const struct askcam_host *host = client->config.host;
    const struct askcam_error_context context = {client->config.url->host,
                                                 "check the network, or try again later"};
    const uint64_t now_ms = askcam_now_ms(host);
    const struct limit limit = limit_of(client);

    if (now_ms >= limit.at_ms) {
        return client->decided_ms != ASKCAM_NEVER
                   ? ASKCAM_ERR_CLOSED
                   : askcam_fail(client->err, ASKCAM_ERR_UNAVAILABLE, context, "%s", limit.why);
    }
    if (now_ms - client->interrupted_ms < LOOK_MS) {
        return ASKCAM_OK;
    }
    client->interrupted_ms = now_ms;
    return askcam_interrupted(host);
}
