/* SPDX-License-Identifier: MIT */
/* get_follow.c - what a status means that brings no picture; see get_state.h. */
#include <stdio.h>
#include <string.h>

#include "get_state.h"
#include "mask.h"

static const char CHECK_PATH[] = "check the path of the URL";
static const char CHECK_CAMERA[] = "check the camera, or try again later";

static enum askcam_status fail_status(const struct askcam_get *get, const char *hint,
                                      const char *why, struct askcam_error *err)
{
    const int status = get->reply.head.status;
    struct askcam_error cause = {0};

    (void)askcam_fail(&cause, ASKCAM_ERR_SOURCE, (struct askcam_error_context){get->shown, hint},
                      "%s (HTTP status %d)", why, status);
    cause.http_status = status;
    if (err != NULL && err->kind == ASKCAM_OK) {
        *err = cause;
    }
    return ASKCAM_ERR_SOURCE;
}

static enum askcam_status redirect(struct askcam_get *get, struct askcam_error *err)
{
    struct askcam_get_url here = get->url;
    char other[ASKCAM_GET_SHOWN_BYTES];

    if (get->location[0] == '\0') {
        return fail_status(get, CHECK_PATH, "a redirect that does not say where to", err);
    }
    memcpy(here.target, get->target, sizeof here.target); /* relative to what was asked for */
    if (askcam_get_url_resolve(&here, get->location, get->target) == ASKCAM_GET_SAME_ORIGIN) {
        return ASKCAM_OK;
    }
    askcam_url_shown(get->location, other, sizeof other);
    askcam_mask_message(other, get->url.password);
    char why[2 * ASKCAM_GET_SHOWN_BYTES];
    (void)snprintf(why, sizeof why, "it redirects to another server, %s", other); /* fits */
    return fail_status(get, "if that server is meant, name it with get: itself", why, err);
}

/* 401: logs in, unless that was what was refused. */
static enum askcam_status log_in(struct askcam_get *get, struct askcam_error *err)
{
    const bool was_sent = get->challenge.scheme != ASKCAM_AUTH_NONE;

    if (!get->url.has_login) {
        return fail_status(get, "put USER:PASSWORD in a file and name it with --source-auth-file",
                           "it wants a user name and a password", err);
    }
    if (get->asked.scheme == ASKCAM_AUTH_NONE) {
        return fail_status(get, "turn on Basic or Digest in the camera's settings",
                           get->asked.was_seen ? "it wants a login that is neither Basic nor Digest"
                                               : "it does not say which login it wants",
                           err);
    }
    if (was_sent && !(get->asked.is_stale || get->nonce_count > 1)) {
        return fail_status(get, "check the user name and the password",
                           "it refused the user name or the password", err);
    }
    get->challenge = get->asked;
    get->nonce_count = 0;
    return ASKCAM_OK;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

enum askcam_status askcam_get_follow(struct askcam_get *get, struct askcam_error *err)
{
    const int status = get->reply.head.status;

    if (status == 401) {
        return log_in(get, err);
    }
    if (is_redirect(status)) {
        return redirect(get, err);
    }
    if (status == 403) {
        return fail_status(get, "check the rights of this user on the camera", "it refused access",
                           err);
    }
    if (status == 404 || status == 410) {
        return fail_status(get, CHECK_PATH, "there is nothing at this path", err);
    }
    if (status >= 500) {
        return fail_status(get, CHECK_CAMERA, "it is not able to deliver a picture", err);
    }
    return fail_status(get, CHECK_PATH, "it sent no picture", err);
}
