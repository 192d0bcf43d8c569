/* SPDX-License-Identifier: MIT */
/* api_error.c - see api_error.h. */
#include "api_error.h"

#include <stdio.h>
#include <string.h>

#include "dialect.h"
#include "glob.h"
#include "html.h"
#include "server_text.h"
#include "utf8.h"

static void clear_words(struct askcam_api_error_words *words)
{
    words->code[0] = words->type[0] = words->name[0] = words->message[0] = '\0';
}

void askcam_api_error_clear(struct askcam_api_error *api_error)
{
    clear_words(&api_error->named);
    clear_words(&api_error->flat);
    api_error->raw[0] = '\0';
    api_error->request_id[0] = '\0';
    api_error->plain_bytes = 0;
    api_error->says_error = false;
    api_error->has_parts = false;
}

/*
 * Text goes to `at` of what is there, as far as any character would fit: so where it is cut does
 * not depend on the pieces that it comes in.
 */
static void put(char *to, size_t cap_bytes, size_t at, const struct askcam_json_value *value)
{
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

/* A value replaces what is there; an empty one says no more than none. */
static void take(char *to, size_t cap_bytes, const struct askcam_json_value *value)
{
    if ((value->type == ASKCAM_JSON_STRING || value->type == ASKCAM_JSON_NUMBER) &&
        (!value->first || value->text_bytes > 0)) {
        put(to, cap_bytes, value->first ? 0 : strlen(to), value);
    }
}

/* An element of a list goes behind those before it. */
static void take_element(char *to, size_t cap_bytes, const struct askcam_json_value *value)
{
    const struct askcam_json_value comma = {.text = "; ", .text_bytes = 2};

    if (value->type != ASKCAM_JSON_STRING || (value->first && value->text_bytes == 0)) {
        return;
    }
    if (value->first && to[0] != '\0') {
        put(to, cap_bytes, strlen(to), &comma);
    }
    put(to, cap_bytes, strlen(to), value);
}

/* Where a value goes, by its meaning; MEANINGS without a row are not about errors. */
struct place {
    uint16_t at; /* in struct askcam_api_error */
    uint16_t bytes;
    bool is_list;
};

#define PLACE(field)                                                                               \
    (uint16_t) offsetof(struct askcam_api_error, field),                                           \
        (uint16_t)sizeof((struct askcam_api_error *)0)->field

static const struct place PLACES[ASKCAM_MEANINGS] = {
    [ASKCAM_MEANS_ERROR] = {PLACE(named.name), false},
    [ASKCAM_MEANS_ERROR_CODE] = {PLACE(named.code), false},
    [ASKCAM_MEANS_ERROR_TYPE] = {PLACE(named.type), false},
    [ASKCAM_MEANS_ERROR_MESSAGE] = {PLACE(named.message), false},
    [ASKCAM_MEANS_ERROR_ELEMENT] = {PLACE(named.message), true},
    [ASKCAM_MEANS_ERROR_RAW] = {PLACE(raw), false},
    [ASKCAM_MEANS_FLAT_CODE] = {PLACE(flat.code), false},
    [ASKCAM_MEANS_FLAT_TYPE] = {PLACE(flat.type), false},
    [ASKCAM_MEANS_FLAT_NAME] = {PLACE(flat.name), false},
    [ASKCAM_MEANS_FLAT_MESSAGE] = {PLACE(flat.message), false},
    [ASKCAM_MEANS_FLAT_ELEMENT] = {PLACE(flat.message), true},
};

static bool is_text(const struct askcam_json_value *value, const char *text)
{
    return value->type == ASKCAM_JSON_STRING && value->first && value->last &&
           value->text_bytes == strlen(text) && memcmp(value->text, text, value->text_bytes) == 0;
}

bool askcam_api_error_take(struct askcam_api_error *api_error,
                           const struct askcam_json_value *value)
{
    if (value->id == ASKCAM_MEANS_OBJECT) { /* which every event of a stream has */
        api_error->says_error = is_text(value, "error");
        return true;
    }
    if (value->id < 0 || value->id >= ASKCAM_MEANINGS || PLACES[value->id].bytes == 0) {
        return false;
    }
    api_error->has_parts = api_error->has_parts || value->type == ASKCAM_JSON_OBJECT ||
                           value->type == ASKCAM_JSON_ARRAY;
    const struct place *const place = &PLACES[value->id];
    char *const to = (char *)api_error + place->at;
    if (place->is_list) {
        take_element(to, place->bytes, value);
    } else {
        take(to, place->bytes, value);
    }
    return true;
}

void askcam_api_error_take_plain(struct askcam_api_error *api_error, const char *bytes,
                                 size_t bytes_len)
{
    const size_t free_bytes = sizeof api_error->plain - api_error->plain_bytes;
    const size_t kept_bytes = bytes_len < free_bytes ? bytes_len : free_bytes;

    memcpy(api_error->plain + api_error->plain_bytes, bytes, kept_bytes);
    api_error->plain_bytes += kept_bytes;
}

static bool has_words(const struct askcam_api_error_words *words)
{
    return words->code[0] != '\0' || words->message[0] != '\0' || words->type[0] != '\0' ||
           words->name[0] != '\0';
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
    struct askcam_api_error *const inner = ctx;

    if (!askcam_api_error_take(inner, value) && value->id == ASKCAM_MEANS_REQUEST_ID) {
        take(inner->request_id, sizeof inner->request_id, value);
    }
    return ASKCAM_OK; /* what else the text says does not matter here */
}

/* The start of JSON inside a text, maybe as an event's data; text_bytes if there is none. */
static size_t json_inside(const char *text, size_t text_bytes)
{
    static const char data[] = "data:";
    size_t at = 0;

    for (int i = 0; i < 2; i++) {
        while (at < text_bytes && text[at] != '\0' && strchr(" \t\r\n", text[at]) != NULL) {
            at++;
        }
        if (text_bytes - at >= sizeof data - 1 && memcmp(text + at, data, sizeof data - 1) == 0) {
            at += sizeof data - 1;
        }
    }
    return at < text_bytes && (text[at] == '{' || text[at] == '[') ? at : text_bytes;
}

/* Reads an error inside a text, as far as the text goes: it may have been cut. */
static bool unwrap(const char *text, size_t text_bytes, const struct askcam_json_paths *paths,
                   struct askcam_api_error *inner)
{
    struct askcam_json scan;
    const size_t at = json_inside(text, text_bytes);

    askcam_api_error_clear(inner);
    if (at == text_bytes) {
        return false;
    }
    askcam_json_init(&scan, paths, take_inner, inner);
    if (askcam_json_push(&scan, text + at, text_bytes - at) == ASKCAM_OK) {
        (void)askcam_json_push(&scan, "\"", 1); /* ends a string that was cut off with the text */
    }
    return askcam_api_error_has_words(inner);
}

bool askcam_api_error_is_hidden(const struct askcam_api_error *api_error,
                                const struct askcam_json_paths *paths)
{
    struct askcam_api_error inner;

    return api_error->has_parts &&
           unwrap(api_error->plain, api_error->plain_bytes, paths, &inner) &&
           askcam_api_error_is_named(&inner);
}

static struct askcam_api_error_words *words_of(struct askcam_api_error *api_error)
{
    return has_words(&api_error->named) ? &api_error->named : &api_error->flat;
}

/* Both words belong to one error: what the chosen ones lack is taken from the others. */
static void merge(struct askcam_api_error *api_error)
{
    struct askcam_api_error_words *const named = &api_error->named;
    const struct askcam_api_error_words *const flat = &api_error->flat;

    if (!has_words(named)) {
        *named = *flat;
        return;
    }
    if (named->code[0] == '\0') {
        memcpy(named->code, flat->code, sizeof named->code);
    }
    if (named->message[0] == '\0') {
        memcpy(named->message, flat->message, sizeof named->message);
    }
}

/* The words of an error inside this one count; one without a code keeps the outer's. */
static void adopt(struct askcam_api_error *api_error, struct askcam_api_error *inner)
{
    char code[ASKCAM_ERROR_CODE_BYTES];

    memcpy(code, words_of(api_error)->code, sizeof code);
    merge(inner);
    api_error->named = inner->named;
    if (api_error->named.code[0] == '\0') {
        memcpy(api_error->named.code, code, sizeof code);
    }
    clear_words(&api_error->flat);
    memcpy(api_error->raw, inner->raw, sizeof api_error->raw);
    if (inner->request_id[0] != '\0') {
        memcpy(api_error->request_id, inner->request_id, sizeof api_error->request_id);
    }
}

static bool unwrap_text(const char *text, const struct askcam_json_paths *paths,
                        struct askcam_api_error *inner)
{
    return unwrap(text, strlen(text), paths, inner);
}

static void unwrap_all(struct askcam_api_error *api_error, const struct askcam_json_paths *paths)
{
    struct askcam_api_error inner;

    for (int i = 0; i < ASKCAM_API_ERROR_UNWRAPS; i++) {
        const struct askcam_api_error_words *const words = words_of(api_error);
        const bool is_silent = words->message[0] == '\0' && words->name[0] == '\0';
        if (!unwrap_text(api_error->raw, paths, &inner) &&
            !unwrap_text(words->message, paths, &inner) &&
            !unwrap_text(words->name, paths, &inner) &&
            (i > 0 || !is_silent ||
             !unwrap(api_error->plain, api_error->plain_bytes, paths, &inner))) {
            break;
        }
        adopt(api_error, &inner);
    }
    merge(api_error);
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
                                                 const char *why, int status)
{
    const struct askcam_api_error_row *row = askcam_api_error_row_of(words->code, why);

    if (row == NULL && status == 0) {
        row = askcam_api_error_row_of(words->type, "");
    }
    return row != NULL ? row : askcam_api_error_row_of_status(status);
}

/* One text behind another, if it says something else. */
static void add_text(char *to, size_t to_bytes, const char *text, const char *secret)
{
    const size_t at = strlen(to);
    const size_t text_bytes = strlen(text);

    if (text_bytes == 0 || (at > 0 && at + sizeof ": " >= to_bytes)) {
        return;
    }
    if (at == 0) {
        askcam_server_text(to, to_bytes, text, text_bytes, secret);
        return;
    }
    askcam_server_text(to + at + 2, to_bytes - at - 2, text, text_bytes, secret);
    if (to[at + 2] != '\0' && strcmp(to + at + 2, to) != 0) {
        to[at] = ':';
        to[at + 1] = ' ';
    } else {
        to[at] = '\0';
    }
}

/* The service's own words, as far as there are any; else the start of the body. */
static void said(const struct askcam_api_error *api_error, const struct askcam_api_error_at *at,
                 char why[ASKCAM_ERROR_WHY_BYTES])
{
    const struct askcam_api_error_words *const words = &api_error->named;
    const char *plain = api_error->plain;
    size_t plain_bytes = api_error->plain_bytes;

    why[0] = '\0';
    add_text(why, ASKCAM_ERROR_WHY_BYTES, words->name, api_error->secret);
    add_text(why, ASKCAM_ERROR_WHY_BYTES, words->message, api_error->secret);
    add_text(why, ASKCAM_ERROR_WHY_BYTES, api_error->raw, api_error->secret);
    if (why[0] != '\0') {
        return;
    }
    if (at->is_page) {
        askcam_html_words(plain, plain_bytes, why, ASKCAM_ERROR_WHY_BYTES, api_error->secret);
    } else {
        if (plain_bytes >= 3 && memcmp(plain, "\xEF\xBB\xBF", 3) == 0) {
            plain += 3;
            plain_bytes -= 3;
        }
        askcam_server_text(why, ASKCAM_ERROR_WHY_BYTES, plain, plain_bytes, api_error->secret);
    }
}

/*
 * What an error is called at the start of its line; cut is fine: it is text for people.  A code
 * that is the status once more is left out.
 */
static void name_error(int status, const char *code, char what[ASKCAM_ERROR_WHAT_BYTES])
{
    code = status != 0 && status_in(code) == status ? "" : code;
    if (status != 0) {
        (void)snprintf(what, ASKCAM_ERROR_WHAT_BYTES, "HTTP %d%s%s", status,
                       *code == '\0' ? "" : " ", code);
    } else {
        (void)snprintf(what, ASKCAM_ERROR_WHAT_BYTES, "the service%s%s", *code == '\0' ? "" : ": ",
                       code);
    }
}

/* Records the words. */
static void record(const struct askcam_api_error_row *row, const struct askcam_api_error_at *at,
                   const char *what, const char *why, struct askcam_error *err)
{
    const struct askcam_error_context context = {what, row->hint};
    const bool is_wall = row == askcam_api_error_row_of_wall();

    if (at->http_status >= 300 && at->http_status < 400) {
        (void)askcam_fail(err, row->kind, context, "redirects to %s, which is not followed",
                          at->location[0] == '\0' ? "nowhere" : at->location);
    } else if (is_wall) {
        (void)askcam_fail(err, row->kind, context,
                          "a proxy or firewall on the way refused it with a page of HTML%s%s",
                          *why == '\0' ? "" : ": ", why);
    } else {
        (void)askcam_fail(err, row->kind, context, "%s",
                          *why == '\0' ? "the service gave no reason" : why);
    }
}

enum askcam_status askcam_api_error_report(struct askcam_api_error *api_error,
                                           const struct askcam_json_paths *paths,
                                           const struct askcam_api_error_at *at,
                                           struct askcam_error *err)
{
    char what[ASKCAM_ERROR_WHAT_BYTES];
    char why[ASKCAM_ERROR_WHY_BYTES];
    char code[ASKCAM_ERROR_CODE_BYTES];

    unwrap_all(api_error, paths);
    said(api_error, at, why);
    const struct askcam_api_error_words *const words = &api_error->named;
    const char *const shown = words->code[0] != '\0' ? words->code : words->type;
    const int status = status_of(at, words->code);
    const bool is_wall = at->is_page && at->http_status == 403 && !has_words(words);
    const struct askcam_api_error_row *const row =
        is_wall ? askcam_api_error_row_of_wall() : decide(words, why, status);
    if (err == NULL || err->kind != ASKCAM_OK) {
        return row->kind;
    }
    askcam_server_text(code, sizeof code, shown, strlen(shown), api_error->secret);
    name_error(status, code, what);
    record(row, at, what, why, err);
    err->http_status = status != 0 ? status : at->http_status;
    err->retryable = row->retryable;
    err->is_of_account = row->is_of_account;
    err->retry_after_ms = at->retry_after_ms;
    memcpy(err->code, code, sizeof err->code);
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
