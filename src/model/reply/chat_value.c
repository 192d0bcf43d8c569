/* SPDX-License-Identifier: MIT */
/* chat_value.c - see chat_value.h. */
#include "chat_value.h"

#include <string.h>

#include "chat_state.h"
#include "chat_text.h"
#include "dialect.h"
#include "server_text.h"
#include "usage.h"

/* The first text that is not empty stays. */
static void keep_first(const struct askcam_chat_reply *reply, char *to, size_t cap_bytes,
                       const struct askcam_json_value *value)
{
    if (to[0] == '\0' && value->type == ASKCAM_JSON_STRING && value->first) {
        askcam_server_text(to, cap_bytes, value->text, value->text_bytes, reply->secret);
    }
}

static void take_finish(struct askcam_chat_reply *reply, const struct askcam_json_value *value)
{
    char reason[ASKCAM_CHAT_FINISH_BYTES] = "";

    keep_first(reply, reason, sizeof reason, value);
    if (reason[0] != '\0' && strcmp(reason, "null") != 0) {
        memcpy(reply->event.finish_reason, reason, sizeof reason);
    }
}

/* Parts of content[] that say that they are thinking, before they say what. */
static void take_part_type(struct askcam_chat_reply *reply, const struct askcam_json_value *value)
{
    char type[ASKCAM_CHAT_FINISH_BYTES] = "";

    keep_first(reply, type, sizeof type, value);
    reply->event.part_is_thinking = strcmp(type, "thinking") == 0 || strcmp(type, "reasoning") == 0;
}

static void take_refusal(struct askcam_chat_reply *reply, const struct askcam_json_value *value)
{
    const size_t free_bytes = sizeof reply->refusal - reply->refusal_bytes;

    if (value->type == ASKCAM_JSON_STRING &&
        !(reply->had_delta && value->id >= ASKCAM_MEANS_OF_MESSAGE)) {
        const size_t bytes = value->text_bytes < free_bytes ? value->text_bytes : free_bytes;
        memcpy(reply->refusal + reply->refusal_bytes, value->text, bytes);
        reply->refusal_bytes += bytes;
    }
}

static enum askcam_status take_content(struct askcam_chat_reply *reply,
                                       const struct askcam_json_value *value, int meaning)
{
    struct askcam_chat_event *const event = &reply->event;

    switch (meaning) {
    case ASKCAM_MEANS_CHOICE:
        event->has_choice = true;
        return ASKCAM_OK;
    case ASKCAM_MEANS_DELTA:
        reply->had_delta = reply->had_delta || value->type == ASKCAM_JSON_OBJECT;
        return ASKCAM_OK;
    case ASKCAM_MEANS_FINISH:
        take_finish(reply, value);
        return ASKCAM_OK;
    case ASKCAM_MEANS_PART:
        event->part_is_thinking = false;
        return ASKCAM_OK;
    case ASKCAM_MEANS_PART_TYPE:
        take_part_type(reply, value);
        return ASKCAM_OK;
    case ASKCAM_MEANS_REFUSAL:
        take_refusal(reply, value);
        return ASKCAM_OK;
    case ASKCAM_MEANS_ANSWER:
    case ASKCAM_MEANS_ANSWER_TEXT:
        return askcam_chat_take_text(reply, false, value);
    case ASKCAM_MEANS_ANSWER_PART:
        return askcam_chat_take_text(reply, event->part_is_thinking, value);
    default:
        return askcam_chat_take_text(reply, true, value);
    }
}

enum askcam_status askcam_chat_on_value(void *ctx, const struct askcam_json_value *value)
{
    struct askcam_chat_reply *const reply = ctx;
    const int meaning = value->id % ASKCAM_MEANS_OF_MESSAGE;

    if (askcam_api_error_take(&reply->api_error, value)) {
        return ASKCAM_OK;
    }
    if (reply->at_end && meaning > ASKCAM_MEANS_PART_TYPE) {
        return ASKCAM_OK; /* a name or a number that was cut is none */
    }
    if (meaning == ASKCAM_MEANS_REQUEST_ID) {
        keep_first(reply, reply->result.request_id, sizeof reply->result.request_id, value);
    } else if (meaning == ASKCAM_MEANS_CHAT_ID) {
        keep_first(reply, reply->chat_id, sizeof reply->chat_id, value);
    } else if (meaning == ASKCAM_MEANS_MODEL) {
        keep_first(reply, reply->result.model, sizeof reply->result.model, value);
    } else if (askcam_chat_is_error(reply)) {
        return ASKCAM_OK; /* an error body has no answer */
    } else if (meaning >= ASKCAM_MEANS_INPUT) {
        askcam_usage_take(&reply->event.usage, value);
    } else {
        return take_content(reply, value, meaning);
    }
    return ASKCAM_OK;
}
