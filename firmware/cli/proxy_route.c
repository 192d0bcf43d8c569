/* SPDX-License-Identifier: MIT */
/* proxy_route.c - see proxy_route.h. */
#include "proxy_route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host_scope.h"

enum { SHOWN_BYTES = 300, REASON_BYTES = 128 };

static const char *const PROXY_VARIABLES[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                              "ALL_PROXY"};
static const char *const NO_PROXY_VARIABLES[] = {"no_proxy", "NO_PROXY"};

/* Set, but for others: curl uses http_proxy for plain http, and HTTP_PROXY, which a web server sets
 * to what a stranger sent, not at all. */
static const char *const OTHER_VARIABLES[] = {"http_proxy", "HTTP_PROXY"};

/* The first of the variables that is not empty, or NULL. */
static const char *first_set(const char *const *names, size_t count, const char **value)
{
    for (size_t i = 0; i < count; i++) {
        *value = getenv(names[i]);
        if (*value != NULL && (*value)[0] != '\0') {
            return names[i];
        }
    }
    *value = NULL;
    return NULL;
}

const char *proxy_route_variable(const char **value)
{
    return first_set(PROXY_VARIABLES, sizeof PROXY_VARIABLES / sizeof PROXY_VARIABLES[0], value);
}

/* The option only: in a variable it would be the name of a proxy, as for curl. */
static bool is_none(const struct options *options)
{
    return options->proxy != NULL && strcmp(options->proxy, "none") == 0;
}

/* Why the proxy that is named is not used for the server; false if it is. */
static bool is_excluded(const struct askcam_url *url, const struct options *options, char *why,
                        size_t why_bytes)
{
    const char *list = NULL;
    const char *const variable = first_set(
        NO_PROXY_VARIABLES, sizeof NO_PROXY_VARIABLES / sizeof NO_PROXY_VARIABLES[0], &list);

    if (askcam_host_scope(url->host) == ASKCAM_IP_LOOPBACK) {
        (void)snprintf(why, why_bytes, "a loopback server is reached without it");
    } else if (!url->tls) {
        (void)snprintf(why, why_bytes, "plain http goes to the local network without it");
    } else if (is_none(options)) {
        (void)snprintf(why, why_bytes, "--proxy none turns it off");
    } else if (variable != NULL && askcam_no_proxy_has(list, url)) {
        (void)snprintf(why, why_bytes, "%s excludes the host", variable);
    } else {
        return false;
    }
    return true;
}

/* No variable counts; one that others read may be why this is expected to work. */
static void explain_others(struct proxy_route *route, const struct askcam_url *url)
{
    const char *value = NULL;
    const char *const variable =
        first_set(OTHER_VARIABLES, sizeof OTHER_VARIABLES / sizeof OTHER_VARIABLES[0], &value);

    if (variable != NULL) {
        (void)snprintf(route->hint, sizeof route->hint,
                       "%s is set, but not used: https_proxy or --proxy names the proxy", variable);
        (void)snprintf(route->why, sizeof route->why, "%s: no proxy; %s", url->host, route->hint);
    }
}

static enum askcam_status use(struct proxy_route *route, const char *from, const char *value,
                              const struct askcam_url *url, struct askcam_error *err)
{
    char shown[SHOWN_BYTES];
    const struct askcam_error_context context = {
        from, "use http://HOST:PORT, or --proxy none for no proxy"};
    const char *const wrong = askcam_proxy_parse(&route->proxy, value);

    askcam_proxy_masked(value, shown, sizeof shown);
    if (wrong != NULL) {
        return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "invalid value \"%s\": %s", shown,
                           wrong);
    }
    route->is_used = true;
    (void)snprintf(route->why, sizeof route->why, "%s: through the proxy %s (%s)", url->host, shown,
                   from);
    (void)snprintf(route->hint, sizeof route->hint, "the proxy is that of %s", from);
    return ASKCAM_OK;
}

enum askcam_status proxy_route_choose(struct proxy_route *route, const struct options *options,
                                      const struct askcam_url *url, struct askcam_error *err)
{
    char why[REASON_BYTES];
    const char *value = NULL;
    const char *from = proxy_route_variable(&value);

    *route = (struct proxy_route){.is_used = false};
    if (options->proxy != NULL && !is_none(options)) {
        from = "--proxy";
        value = options->proxy;
    }
    if (from == NULL && is_none(options)) {
        return ASKCAM_OK;
    }
    if (from == NULL) {
        explain_others(route, url);
        return ASKCAM_OK;
    }
    if (!is_excluded(url, options, why, sizeof why)) {
        return use(route, from, value, url, err);
    }
    (void)snprintf(route->hint, sizeof route->hint, "%s is set, but %s", from, why);
    (void)snprintf(route->why, sizeof route->why, "%s: no proxy; %s", url->host, route->hint);
    return ASKCAM_OK;
}
