/* SPDX-License-Identifier: MIT */
/*
 * get_fail.c - why no picture came; see get_state.h.
 *
 * Texts are made here, not taken from what the server sent: it may echo the request, which has the
 * login in it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "get_state.h"
#include "jpeg_walk.h"

static const char CHECK_CAMERA[] = "check the camera, and the path of the URL";
enum { TIMEOUT_S = ASKCAM_GET_TIMEOUT_MS / 1000 };

static enum askcam_status fail(const struct askcam_get *get, const char *why,
                               struct askcam_error *err)
{
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){get->shown, CHECK_CAMERA}, "%s", why);
}

/* The time for a picture is over. */
static enum askcam_status fail_late(const struct askcam_get *get, struct askcam_error *err)
{
    const char *why = !get->reply.has_head       ? "no reply"
                      : get->selector.is_inside  ? "a picture that does not end"
                      : get->selector.broken > 0 ? "only broken pictures"
                      : get->body_bytes > 0      ? "bytes, but no JPEG among them"
                                                 : "no picture";

    if (askcam_source_deadline_reached(&get->deadline, err) != ASKCAM_OK) {
        return ASKCAM_ERR_UNAVAILABLE;
    }
    if (!get->is_connected) {
        return fail(get, get->cause.why, err); /* which step of connecting it was */
    }
    return askcam_fail(err, ASKCAM_ERR_SOURCE,
                       (struct askcam_error_context){get->shown, CHECK_CAMERA}, "%s for %d s", why,
                       (int)TIMEOUT_S);
}

/* No connection: the cause is the network's own. */
static enum askcam_status fail_connection(const struct askcam_get *get, enum askcam_status status,
                                          struct askcam_error *err)
{
    const char *hint = status == ASKCAM_ERR_SOURCE ? "check the address, and that the camera is on"
                       : strstr(get->cause.hint, "--ca-file") != NULL
                           ? "if you trust the camera, give its issuer's certificate with "
                             "--source-ca-file"
                           : get->cause.hint;

    return askcam_fail(err, status, (struct askcam_error_context){get->shown, hint}, "%s",
                       get->cause.why);
}

static bool is_html(const struct askcam_get *get)
{
    size_t at = get->head_bytes >= 3 && memcmp(get->head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;

    while (at < get->head_bytes && strchr(" \t\r\n", get->head[at]) != NULL) {
        at++;
    }
    return strncasecmp(get->reply.head.content_type, "text/html", 9) == 0 ||
           (at < get->head_bytes && get->head[at] == '<');
}

/* The reply is over, or as much of it as is wanted. */
static enum askcam_status fail_reply(const struct askcam_get *get, struct askcam_error *err)
{
    const struct askcam_bytes head = askcam_bytes_of_memory(get->head, get->head_bytes);
    const bool is_jpeg = get->head_bytes >= 2 && get->head[0] == 0xFFU && get->head[1] == 0xD8U;
    struct askcam_jpeg_info info;

    if (get->is_too_large) {
        return fail(get, "more than 20 MB without a whole picture", err);
    }
    if (get->selector.good > 0) {
        return fail(get, "its stream ended within the warm-up", err);
    }
    if (get->selector.is_inside) {
        return fail(get, "truncated JPEG: the reply ended within the picture", err);
    }
    if (get->selector.broken > 0 || is_jpeg) {
        return fail(get, "broken JPEG", err);
    }
    if (is_html(get)) {
        return askcam_fail(err, ASKCAM_ERR_SOURCE,
                           (struct askcam_error_context){
                               get->shown, "use the URL of the picture itself; if the camera wants "
                                           "a login, --source-auth-file"},
                           "a web page (text/html) came instead of a picture, such as a login "
                           "page");
    }
    if (get->head_bytes == 0) {
        return fail(get, "an empty reply", err);
    }
    return askcam_jpeg_walk(&head, get->shown, &info, err) == ASKCAM_OK /* names what it is */
               ? fail(get, "no JPEG came", err)
               : ASKCAM_ERR_SOURCE;
}

enum askcam_status askcam_get_fail(struct askcam_get *get, enum askcam_status status,
                                   struct askcam_error *err)
{
    const bool is_late = askcam_now_ms(get->host) >= get->ends_ms ||
                         askcam_source_deadline_reached(&get->deadline, NULL) != ASKCAM_OK;

    if (status == ASKCAM_ERR_INTERRUPTED) {
        return askcam_fail(err, status, (struct askcam_error_context){get->shown, "run it again"},
                           "interrupted");
    }
    if (status == ASKCAM_ERR_UNAVAILABLE && is_late) {
        return fail_late(get, err);
    }
    if (status == ASKCAM_ERR_UNAVAILABLE) {
        return fail_connection(get, ASKCAM_ERR_SOURCE, err);
    }
    if (status == ASKCAM_ERR_PROTOCOL && !get->reply.has_head) {
        return fail(get, "what came is not HTTP", err);
    }
    if (status == ASKCAM_OK || status == ASKCAM_ERR_PROTOCOL) {
        return fail_reply(get, err);
    }
    const bool is_own =
        status == ASKCAM_ERR_TLS || status == ASKCAM_ERR_CONFIG || status == ASKCAM_ERR_INTERNAL;
    return fail_connection(get, is_own ? status : ASKCAM_ERR_SOURCE, err);
}
