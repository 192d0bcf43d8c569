/* SPDX-License-Identifier: MIT */
/* chat_state.c - see chat_state.h. */
#include "chat_state.h"

#include <string.h>

#include "dialect.h"
#include "server_text.h"

void askcam_chat_use_errors(struct askcam_chat_reply *reply)
{
    size_t rows_count = 0;
    const struct askcam_json_path *const rows = askcam_error_dialect(&rows_count);

    askcam_json_paths_init(&reply->paths, rows, rows_count);
    askcam_json_memo_clear(&reply->memo); /* it knows the other table's paths */
}

bool askcam_chat_has_hidden_error(struct askcam_chat_reply *reply)
{
    size_t rows_count = 0;

    if (!reply->api_error.has_parts) {
        return false;
    }
    askcam_chat_use_errors(reply);
    const bool is_hidden = askcam_api_error_is_hidden(&reply->api_error, &reply->paths);
    const struct askcam_json_path *const rows = askcam_dialect(reply->api, &rows_count);
    askcam_json_paths_init(&reply->paths, rows, rows_count);
    return is_hidden;
}

void askcam_chat_name_request(struct askcam_chat_reply *reply)
{
    const char *const known[] = {reply->result.request_id, reply->api_error.request_id,
                                 reply->head_request_id, reply->chat_id};
    char *const id = reply->result.request_id;

    for (size_t i = 1; i < sizeof known / sizeof known[0] && id[0] == '\0'; i++) {
        askcam_server_text(id, sizeof reply->result.request_id, known[i], strlen(known[i]),
                           reply->secret);
    }
    struct askcam_error *const err = reply->err;
    if (err == NULL || err->kind != reply->status) {
        return;
    }
    if (err->http_status == 0) {
        err->http_status = reply->http_status;
    }
    if (err->request_id[0] == '\0') {
        memcpy(err->request_id, id, sizeof err->request_id);
    }
}

enum askcam_status askcam_chat_fail_what(struct askcam_chat_reply *reply, enum askcam_status kind,
                                         struct askcam_error_context context, const char *why)
{
    reply->status = kind;
    (void)askcam_fail(reply->err, kind, context, "%s", why);
    askcam_chat_name_request(reply);
    return kind;
}

enum askcam_status askcam_chat_fail(struct askcam_chat_reply *reply, enum askcam_status kind,
                                    const char *why, const char *hint)
{
    const struct askcam_error_context context = {"the reply", hint};
    const char *const names = reply->passed_over;

    if (names[0] == '\0' || reply->has_answer) {
        return askcam_chat_fail_what(reply, kind, context, why);
    }
    reply->status = kind;
    (void)askcam_fail(reply->err, kind, context, "%s; it had events of other names: %s", why,
                      names);
    askcam_chat_name_request(reply);
    return kind;
}

enum askcam_status askcam_chat_raise(struct askcam_chat_reply *reply)
{
    const struct askcam_api_error_at at = {
        .http_status = reply->http_status,
        .event_status = reply->event.status,
        .retry_after_ms = reply->retry_after_ms,
        .location = reply->location,
        .is_page = reply->is_page,
    };

    askcam_chat_use_errors(reply); /* nothing more is scanned by the reply's own table */
    reply->end = ASKCAM_CHAT_DONE;
    reply->status = askcam_api_error_report(&reply->api_error, &reply->paths, &at, reply->err);
    reply->result.limit = askcam_api_error_limit_of(&reply->api_error);
    askcam_chat_name_request(reply);
    return reply->status;
}
