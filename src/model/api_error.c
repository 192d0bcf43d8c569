/* SPDX-License-Identifier: MIT */
/* api_error.c - see api_error.h. */
#include "api_error.h"

#include <stdio.h>
#include <string.h>

#include "dialect.h"
#include "glob.h"
#include "utf8.h"

void askcam_api_error_clear(struct askcam_api_error *api_error)
{
    api_error->named.code[0] = api_error->named.type[0] = api_error->named.message[0] = '\0';
    api_error->flat.code[0] = api_error->flat.type[0] = api_error->flat.message[0] = '\0';
    api_error->raw[0] = '\0';
    api_error->plain[0] = '\0';
    api_error->says_error = false;
}

/*
 * A value's text goes to the end of what is there, as far as there is room for any character: so
 * where the text is cut does not depend on the pieces that it comes in.
 */
static void append(char *to, size_t cap_bytes, const struct askcam_json_value *value)
{
    size_t at = value->first ? 0 : strlen(to);

    if (value->type != ASKCAM_JSON_STRING && value->type != ASKCAM_JSON_NUMBER) {
        return;
    }
    if (value->first && value->text_bytes == 0) {
        return; /* an empty text says no more than none, and takes nothing back */
    }
    for (size_t i = 0; i < value->text_bytes; i++) {
        const bool begins = ((unsigned char)value->text[i] & 0xC0U) != 0x80U; /* a character */
        if (begins && at + ASKCAM_UTF8_CHARACTER_BYTES >= cap_bytes) {
            break;
        }
        to[at] = value->text[i];
        if (to[at] == '\0') {
            to[at] = '?';
        }
        at++;
    }
    to[at] = '\0';
}

bool askcam_api_error_take(struct askcam_api_error *api_error,
                           const struct askcam_json_value *value)
{
    char word[16] = "";

    switch (value->id) {
    case ASKCAM_MEANS_ERROR:
    case ASKCAM_MEANS_ERROR_MESSAGE:
        append(api_error->named.message, sizeof api_error->named.message, value);
        return true;
    case ASKCAM_MEANS_ERROR_CODE:
        append(api_error->named.code, sizeof api_error->named.code, value);
        return true;
    case ASKCAM_MEANS_ERROR_TYPE:
        append(api_error->named.type, sizeof api_error->named.type, value);
        return true;
    case ASKCAM_MEANS_ERROR_RAW:
        append(api_error->raw, sizeof api_error->raw, value);
        return true;
    case ASKCAM_MEANS_FLAT_CODE:
        append(api_error->flat.code, sizeof api_error->flat.code, value);
        return true;
    case ASKCAM_MEANS_FLAT_TYPE:
        append(api_error->flat.type, sizeof api_error->flat.type, value);
        return true;
    case ASKCAM_MEANS_FLAT_MESSAGE:
        append(api_error->flat.message, sizeof api_error->flat.message, value);
        return true;
    case ASKCAM_MEANS_OBJECT:
        append(word, sizeof word, value);
        api_error->says_error = strcmp(word, "error") == 0;
        return true;
    default:
        return false;
    }
}

/* A byte as it may stand in a text that need not have been UTF-8. */
static char ascii(char byte)
{
    if ((unsigned char)byte >= 0x80U || byte == '\0') {
        return '?';
    }
    return byte;
}

void askcam_api_error_take_plain(struct askcam_api_error *api_error, const char *bytes,
                                 size_t bytes_len)
{
    size_t at = strlen(api_error->plain);
    size_t i = 0;

    while (at == 0 && i < bytes_len && strchr(" \t\r\n", bytes[i]) != NULL) {
        i++; /* no white space in front */
    }
    while (i < bytes_len && at + 1 < sizeof api_error->plain) {
        api_error->plain[at++] = ascii(bytes[i++]);
    }
    api_error->plain[at] = '\0';
}

static bool has_words(const struct askcam_api_error_words *words)
{
    return words->code[0] != '\0' || words->message[0] != '\0' || words->type[0] != '\0';
}

bool askcam_api_error_is_named(const struct askcam_api_error *api_error)
{
    return has_words(&api_error->named) || api_error->raw[0] != '\0';
}

bool askcam_api_error_has_words(const struct askcam_api_error *api_error)
{
    return askcam_api_error_is_named(api_error) || has_words(&api_error->flat);
}

/* Codes that some gateways put into sound replies. */
static bool is_fine(const char *code)
{
    static const char *const words[] = {"", "0", "200", "ok", "success"};

    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strlen(code) == strlen(words[i]) && askcam_text_begins(code, words[i])) {
            return true;
        }
    }
    return false;
}

bool askcam_api_error_is_flat(const struct askcam_api_error *api_error)
{
    return api_error->says_error || !is_fine(api_error->flat.code);
}

static enum askcam_status take_inner(void *ctx, const struct askcam_json_value *value)
{
    (void)askcam_api_error_take(ctx, value); /* what else the text says does not matter here */
    return ASKCAM_OK;
}

/* JSON inside a text, maybe as an event's data; NULL if there is none. */
static const char *json_inside(const char *text)
{
    text += strspn(text, " \t\r\n");
    if (askcam_text_begins(text, "data:")) {
        text += strlen("data:");
        text += strspn(text, " ");
    }
    return *text == '{' ? text : NULL;
}

/* Reads an error inside a text, as far as the text goes: it may have been cut. */
static bool unwrap(const char *text, const struct askcam_json_paths *paths,
                   struct askcam_api_error *inner)
{
    struct askcam_json scan;
    const char *const json = json_inside(text);

    if (json == NULL) {
        return false;
    }
    askcam_api_error_clear(inner);
    askcam_json_init(&scan, paths, take_inner, inner);
    if (askcam_json_push(&scan, json, strlen(json)) == ASKCAM_OK) {
        (void)askcam_json_push(&scan, "\"", 1); /* ends a string that was cut off with the text */
    }
    return has_words(&inner->named) || has_words(&inner->flat);
}

static struct askcam_api_error_words *words_of(struct askcam_api_error *api_error)
{
    return has_words(&api_error->named) ? &api_error->named : &api_error->flat;
}

/* The innermost error's words count; an inner one without a code keeps the outer's. */
static void unwrap_all(struct askcam_api_error *api_error, const struct askcam_json_paths *paths)
{
    struct askcam_api_error inner;

    for (int i = 0; i < ASKCAM_API_ERROR_UNWRAPS; i++) {
        if (!unwrap(api_error->raw, paths, &inner) &&
            !unwrap(words_of(api_error)->message, paths, &inner)) {
            return;
        }
        struct askcam_api_error_words words = *words_of(&inner);
        if (words.code[0] == '\0') {
            memcpy(words.code, words_of(api_error)->code, sizeof words.code);
        }
        memcpy(api_error->raw, inner.raw, sizeof api_error->raw);
        api_error->named = words;
    }
}

/* A code that is an HTTP status, or 0. */
static int status_in(const char *code)
{
    if (strlen(code) != 3 || strspn(code, "0123456789") != 3) {
        return 0;
    }
    const int status = (code[0] - '0') * 100 + (code[1] - '0') * 10 + (code[2] - '0');
    return status >= 400 && status <= 599 ? status : 0;
}

static int status_of(const struct askcam_api_error_at *at, const char *code)
{
    if (at->http_status >= 300) {
        return at->http_status;
    }
    return at->event_status >= 300 ? at->event_status : status_in(code);
}

static const struct askcam_api_error_row *decide(const struct askcam_api_error_words *words,
                                                 int status)
{
    const struct askcam_api_error_row *row = askcam_api_error_row_of(words->code, words->message);

    if (row == NULL && status == 0) {
        row = askcam_api_error_row_of(words->type, "");
    }
    return row != NULL ? row : askcam_api_error_row_of_status(status);
}

static const char *said(const struct askcam_api_error *api_error,
                        const struct askcam_api_error_words *words)
{
    if (words->message[0] != '\0') {
        return words->message;
    }
    return api_error->plain[0] != '\0' && !has_words(words) ? api_error->plain
                                                            : "the service gave no reason";
}

enum askcam_status askcam_api_error_report(struct askcam_api_error *api_error,
                                           const struct askcam_json_paths *paths,
                                           const struct askcam_api_error_at *at,
                                           struct askcam_error *err)
{
    char what[ASKCAM_ERROR_WHAT_BYTES];

    unwrap_all(api_error, paths);
    const struct askcam_api_error_words *const words = words_of(api_error);
    const char *const code = words->code[0] != '\0' ? words->code : words->type;
    const int status = status_of(at, words->code);
    const struct askcam_api_error_row *const row = decide(words, status);
    if (err == NULL || err->kind != ASKCAM_OK) {
        return row->kind;
    }
    if (status != 0) { /* cut is fine: it is text for people */
        (void)snprintf(what, sizeof what, "HTTP %d%s%s", status, *code == '\0' ? "" : " ", code);
    } else {
        (void)snprintf(what, sizeof what, "the service%s%s", *code == '\0' ? "" : ": ", code);
    }
    const struct askcam_error_context context = {what, row->hint};
    if (at->http_status >= 300 && at->http_status < 400) {
        (void)askcam_fail(err, row->kind, context, "redirects to %s, which is not followed",
                          at->location[0] == '\0' ? "nowhere" : at->location);
    } else {
        (void)askcam_fail(err, row->kind, context, "%s", said(api_error, words));
    }
    err->http_status = status != 0 ? status : at->http_status;
    err->retryable = row->retryable;
    err->retry_after_ms = at->retry_after_ms;
    askcam_error_text(err->code, sizeof err->code, code);
    return row->kind;
}

struct askcam_api_error_limit askcam_api_error_limit_of(const struct askcam_api_error *api_error)
{
    const struct askcam_api_error_words *const words =
        has_words(&api_error->named) ? &api_error->named : &api_error->flat;
    const char *digits = strrchr(words->message, ':');
    struct askcam_api_error_limit limit = {.bytes = 0};

    if (digits == NULL || !askcam_text_holds(words->message, "max bytes")) {
        return limit;
    }
    digits += 1 + strspn(digits + 1, " ");
    for (; *digits >= '0' && *digits <= '9' && limit.bytes < UINT32_MAX; digits++) {
        limit.bytes = limit.bytes * 10 + (uint64_t)(*digits - '0');
    }
    limit.per_picture = askcam_text_holds(words->message, "per data-uri");
    return limit;
}
