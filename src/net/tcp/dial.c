/* SPDX-License-Identifier: MIT */
/* dial.c - see dial.h. */
#include "dial.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* It fits: a word, 200 bytes and a port. */
static void name_peer(struct askcam_dial *dial, const char *word)
{
    const bool is_v6 = strchr(dial->endpoint->host, ':') != NULL;

    (void)snprintf(dial->peer, sizeof dial->peer,
                   is_v6 ? "%s[%.200s]:%" PRIu16 : "%s%.200s:%" PRIu16, word, dial->endpoint->host,
                   dial->endpoint->port);
}

void askcam_dial_init(struct askcam_dial *dial, const struct askcam_host *host,
                      const struct askcam_endpoint *endpoint, uint64_t deadline_ms,
                      struct askcam_error *err)
{
    *dial = (struct askcam_dial){
        .host = host, .endpoint = endpoint, .deadline_ms = deadline_ms, .err = err};
    name_peer(dial, "");
}

void askcam_dial_to_proxy(struct askcam_dial *proxy, struct askcam_endpoint *endpoint,
                          const struct askcam_dial *dial)
{
    const struct askcam_tunnel *tunnel = dial->endpoint->tunnel;

    *endpoint = (struct askcam_endpoint){.host = tunnel->host, .port = tunnel->port};
    *proxy = *dial;
    proxy->endpoint = endpoint;
    name_peer(proxy, "proxy ");
}

enum askcam_status askcam_dial_fail(const struct askcam_dial *dial, enum askcam_status kind,
                                    const char *hint, const char *why_format, ...)
{
    char why[ASKCAM_ERROR_WHY_BYTES];
    va_list args;

    va_start(args, why_format);
    (void)vsnprintf(why, sizeof why, why_format, args); /* cut is fine: it is text for people */
    va_end(args);
    return askcam_fail(dial->err, kind, (struct askcam_error_context){dial->peer, hint}, "%s", why);
}

enum askcam_status askcam_dial_stalled(const struct askcam_dial *dial, const char *step,
                                       const char *detail)
{
    return askcam_dial_fail(dial, ASKCAM_ERR_UNAVAILABLE,
                            "check the network; --connect-timeout and --total-timeout bound it",
                            "no answer in time while %s%s%s%s", step, detail != NULL ? " (" : "",
                            detail != NULL ? detail : "", detail != NULL ? ")" : "");
}

enum askcam_status askcam_dial_wait(const struct askcam_dial *dial, int fd, unsigned wanted,
                                    const char *step)
{
    const struct askcam_host *host = dial->host;
    unsigned ready = 0;
    enum askcam_status status = wanted != 0
                                    ? host->wait(host->ctx, fd, wanted, dial->deadline_ms, &ready)
                                    : askcam_interrupted(host);

    if (status == ASKCAM_OK && askcam_now_ms(host) >= dial->deadline_ms) {
        status = ASKCAM_ERR_TIMEOUT;
    }
    return status == ASKCAM_ERR_TIMEOUT ? askcam_dial_stalled(dial, step, NULL) : status;
}
