/* SPDX-License-Identifier: MIT */
/*
 * chat_request.c - see chat_request.h.
 *
 * The tree is printed once; its text is body->owned, and TEXT segments point into it.  What
 * surrounds each picture is the same for all pictures of a kind, so it is constant text.
 */
#include "chat_request.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "chat_shape.h"
#include "user_json.h"
#include "utf8.h"

enum { NONCE_BYTES = 16 };

/* The text around a picture. */
struct frame_text {
    const char *before;
    const char *after;
};

/* Rows in the order of enum askcam_media. */
#define AROUND(open, close)                                                                        \
    {                                                                                              \
        {open "\"data:image/jpeg;base64,", "\"" close},                                            \
            {open "\"data:image/png;base64,", "\"" close},                                         \
        {                                                                                          \
            open "\"data:image/webp;base64,", "\"" close                                           \
        }                                                                                          \
    }

static const struct frame_text AROUND_IMAGE[ASKCAM_API_COUNT][ASKCAM_MEDIA_COUNT] = {
    [ASKCAM_API_OPENAI] = AROUND("{\"type\":\"image_url\",\"image_url\":{\"url\":", "}}"),
    [ASKCAM_API_DASHSCOPE] = AROUND("{\"image\":", "}"),
};

static const struct frame_text AROUND_FRAME = {"\"data:image/jpeg;base64,", "\""};

static enum askcam_status refuse(struct askcam_error *err, const char *what, const char *why,
                                 const char *hint)
{
    return askcam_fail(err, ASKCAM_ERR_USAGE, (struct askcam_error_context){what, hint}, "%s", why);
}

static enum askcam_status check_text(const char *what, const char *text, struct askcam_error *err)
{
    return text == NULL || askcam_utf8_valid(text, strlen(text))
               ? ASKCAM_OK
               : refuse(err, what, "not valid UTF-8", "use text in UTF-8");
}

static enum askcam_status check_texts(const struct askcam_chat *chat, struct askcam_error *err)
{
    enum askcam_status status = check_text("the model's name", chat->model, err);

    if (status == ASKCAM_OK) {
        status = check_text("the system text", chat->system, err);
    }
    if (status == ASKCAM_OK) {
        status = check_text("--thinking-effort", chat->thinking_effort, err);
    }
    for (size_t i = 0; status == ASKCAM_OK && i < chat->turns_count; i++) {
        status = check_text("an earlier message", chat->turns[i].text, err);
    }
    for (size_t i = 0; status == ASKCAM_OK && i < chat->images_count; i++) {
        status = check_text("a picture's URL", chat->images[i].url, err);
    }
    return status == ASKCAM_OK ? check_text("the question", chat->question, err) : status;
}

static enum askcam_status check_numbers(const struct askcam_chat *chat, struct askcam_error *err)
{
    const struct {
        const char *what;
        const struct askcam_chat_number *number;
    } rows[] = {
        {"--thinking-budget", &chat->thinking_budget},
        {"--max-tokens", &chat->max_tokens},
        {"--temperature", &chat->temperature},
        {"--top-p", &chat->top_p},
        {"--seed", &chat->seed},
    };
    char text[ASKCAM_NUMBER_TEXT_BYTES];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].number->set && !askcam_number_text(rows[i].number->value, text)) {
            return refuse(err, rows[i].what, "not a finite number", "use a number");
        }
    }
    return ASKCAM_OK;
}

/* --extra may replace any option, but not the member that holds the question and its pictures. */
static enum askcam_status check_extra(const struct askcam_chat *chat, struct askcam_error *err)
{
    struct askcam_text_piece found;

    if (!askcam_user_json_is_object(chat->extra)) {
        return refuse(err, "--extra", "not a JSON object",
                      "use a JSON object such as '{\"top_k\": 20}'");
    }
    if (chat->api == ASKCAM_API_OPENAI && askcam_user_json_find(chat->extra, "messages", &found)) {
        return refuse(err, "--extra", "\"messages\" would replace the question and its pictures",
                      "remove \"messages\"");
    }
    return ASKCAM_OK;
}

static enum askcam_status check(const struct askcam_chat *chat, struct askcam_error *err)
{
    enum askcam_status status = check_texts(chat, err);

    if (status == ASKCAM_OK) {
        status = check_numbers(chat, err);
    }
    if (status == ASKCAM_OK && chat->images_count > ASKCAM_CHAT_IMAGES) {
        status = refuse(err, "--source", "more than 64 of them", "ask in several questions");
    }
    if (status == ASKCAM_OK && chat->images_count == 0 && chat->question == NULL) {
        status = refuse(err, "the question", "empty", "ask a question");
    }
    if (status == ASKCAM_OK && chat->json_schema != NULL &&
        !askcam_user_json_is_object(chat->json_schema)) {
        status = refuse(err, "--json-schema", "not a JSON object",
                        "use a file with a JSON schema, in UTF-8");
    }
    return status == ASKCAM_OK && chat->extra != NULL ? check_extra(chat, err) : status;
}

static void make_nonce(const struct askcam_host *host, char text[2 * NONCE_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t bytes[NONCE_BYTES];

    host->quick_random(host->ctx, bytes, sizeof bytes); /* no user has it in a text by chance */
    for (size_t i = 0; i < sizeof bytes; i++) {
        text[2 * i] = digits[bytes[i] >> 4U];
        text[2 * i + 1] = digits[bytes[i] & 0xFU];
    }
    text[2 * sizeof bytes] = '\0';
}

static void add_text(struct askcam_chat_body *body, const char *from, const char *to)
{
    assert(body->segments_count < ASKCAM_CHAT_SEGMENTS && to >= from);
    body->segments[body->segments_count++] =
        (struct askcam_chat_segment){.text = from, .text_bytes = (size_t)(to - from)};
}

static void add_pictures(struct askcam_chat_body *body, enum askcam_api api,
                         const struct askcam_chat_image *image)
{
    const struct frame_text around =
        image->as_video ? AROUND_FRAME : AROUND_IMAGE[api][image->media];

    assert(body->segments_count < ASKCAM_CHAT_SEGMENTS && image->count > 0);
    body->segments[body->segments_count++] = (struct askcam_chat_segment){
        .is_pictures = true,
        .first = body->pictures_count,
        .count = image->count,
        .before = around.before,
        .before_bytes = strlen(around.before),
        .after = around.after,
        .after_bytes = strlen(around.after),
        .between = ",",
        .between_bytes = 1,
    };
    body->pictures_count += image->count;
}

/*
 * The place-holders are in the text in the order of the images, each once and quoted.  One that
 * is missing was replaced by --extra under a name that could not be read for lack of memory.
 */
static bool cut(struct askcam_chat_body *body, const struct askcam_chat *chat, const char *nonce)
{
    char place[ASKCAM_PLACE_BYTES];
    const char *from = body->owned;

    for (size_t i = 0; i < chat->images_count; i++) {
        if (chat->images[i].url != NULL) {
            continue;
        }
        askcam_chat_place(nonce, i, place);
        const char *const at = strstr(from, place);
        if (at == NULL) {
            return false;
        }
        add_text(body, from, at - 1);
        add_pictures(body, chat->api, &chat->images[i]);
        from = at + strlen(place) + 1;
    }
    add_text(body, from, from + strlen(from));
    return true;
}

enum askcam_status askcam_chat_body_open(struct askcam_chat_body *body,
                                         const struct askcam_chat *chat,
                                         const struct askcam_host *host, struct askcam_error *err)
{
    char nonce[2 * NONCE_BYTES + 1];

    assert(chat->model != NULL && chat->api < ASKCAM_API_COUNT);
    *body = (struct askcam_chat_body){.owned = NULL};
    const enum askcam_status status = check(chat, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    make_nonce(host, nonce);
    cJSON *const root = askcam_chat_shape(chat, nonce);
    body->owned = root == NULL ? NULL : cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    if (body->owned == NULL || !cut(body, chat, nonce)) {
        askcam_chat_body_close(body);
        return askcam_fail(err, ASKCAM_ERR_INTERNAL,
                           (struct askcam_error_context){"the request", "free some memory"},
                           "out of memory");
    }
    return ASKCAM_OK;
}

void askcam_chat_body_close(struct askcam_chat_body *body)
{
    cJSON_free(body->owned);
    *body = (struct askcam_chat_body){.owned = NULL};
}

uint64_t askcam_chat_body_bytes(const struct askcam_chat_body *body, uint64_t base64_bytes)
{
    uint64_t bytes = base64_bytes;

    for (size_t i = 0; i < body->segments_count; i++) {
        const struct askcam_chat_segment *const segment = &body->segments[i];
        if (segment->is_pictures) {
            bytes += (uint64_t)segment->count * (segment->before_bytes + segment->after_bytes);
            bytes += (uint64_t)(segment->count - 1) * segment->between_bytes;
        } else {
            bytes += segment->text_bytes;
        }
    }
    return bytes;
}
