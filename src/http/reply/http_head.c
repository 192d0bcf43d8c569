/* SPDX-License-Identifier: MIT */
/* http_head.c - see http_head.h. */
#include "http_head.h"

#include <assert.h>
#include <string.h>

#include "mask.h"

static const char VERSION[] = "HTTP/1.";
enum {
    VERSION_BYTES = sizeof VERSION - 1,
    STATUS_AT = VERSION_BYTES + 2, /* behind the minor version and a space */
    STATUS_LINE_BYTES = STATUS_AT + 3,
};

bool askcam_http_may_be_status(struct askcam_span start)
{
    const size_t bytes = start.bytes < VERSION_BYTES ? start.bytes : VERSION_BYTES;
    return memcmp(start.text, VERSION, bytes) == 0;
}

const char *askcam_http_read_status(struct askcam_http_reply *reply, struct askcam_span line)
{
    uint64_t status = 0;

    if (line.bytes < STATUS_LINE_BYTES || !askcam_http_may_be_status(line)) {
        return "it is not HTTP/1.1";
    }
    const char minor = line.text[VERSION_BYTES];
    const struct askcam_span digits = {.text = line.text + STATUS_AT, .bytes = 3};
    if ((minor != '0' && minor != '1') || line.text[VERSION_BYTES + 1] != ' ') {
        return "it is neither HTTP/1.1 nor HTTP/1.0";
    }
    if (!askcam_http_read_decimal(digits, &status) || status < 100 || status > 599) {
        return "there is no status in its first line";
    }
    if (line.bytes > STATUS_LINE_BYTES && line.text[STATUS_LINE_BYTES] != ' ') {
        return "there is no status in its first line"; /* the reason may be missing, not glued */
    }
    reply->head = (struct askcam_http_head){.status = (int)status};
    reply->minor_version = (uint8_t)(minor - '0');
    reply->keeps_alive = false;
    return NULL;
}

static const char *on_length(struct askcam_http_reply *reply, struct askcam_span value)
{
    struct askcam_http_head *head = &reply->head;
    struct askcam_span element;
    uint64_t length_bytes = 0;

    while (askcam_http_next(&value, &element)) { /* RFC 9110 section 8.6 allows a list of equals */
        if (!askcam_http_read_decimal(element, &length_bytes)) {
            return "its Content-Length is not a number";
        }
        if (head->has_length && length_bytes != head->length_bytes) {
            return "it names two different lengths";
        }
        head->has_length = true;
        head->length_bytes = length_bytes;
    }
    return NULL;
}

static const char *on_encoding(struct askcam_http_reply *reply, struct askcam_span value)
{
    if (reply->head.chunked || !askcam_http_is_word(value, "chunked")) {
        return "its Transfer-Encoding is not just 'chunked'";
    }
    reply->head.chunked = true;
    return NULL;
}

static const char *on_connection(struct askcam_http_reply *reply, struct askcam_span value)
{
    struct askcam_span element;

    while (askcam_http_next(&value, &element)) {
        reply->head.closes = reply->head.closes || askcam_http_is_word(element, "close");
        reply->keeps_alive = reply->keeps_alive || askcam_http_is_word(element, "keep-alive");
    }
    return NULL;
}

static const char *on_partial(struct askcam_http_reply *reply, struct askcam_span value)
{
    reply->head.partial = askcam_http_is_word(value, "true");
    return NULL;
}

/* The usual name wins over the service's own, whichever comes first. */
static const char *on_request_id(struct askcam_http_reply *reply, struct askcam_span value)
{
    askcam_http_copy(reply->head.request_id, sizeof reply->head.request_id, value);
    return NULL;
}

static const char *on_own_request_id(struct askcam_http_reply *reply, struct askcam_span value)
{
    return reply->head.request_id[0] == '\0' ? on_request_id(reply, value) : NULL;
}

static const char *keep(char dst[ASKCAM_HTTP_VALUE_BYTES], struct askcam_span value)
{
    if (dst[0] == '\0') {
        askcam_http_copy(dst, ASKCAM_HTTP_VALUE_BYTES, value);
    }
    return NULL;
}

static const char *on_type(struct askcam_http_reply *reply, struct askcam_span value)
{
    return keep(reply->head.content_type, value);
}

/* "identity" was a name for no encoding, and some servers send "none" for it. */
static bool is_encoded(struct askcam_span value)
{
    struct askcam_span element;
    bool is_encoded = false;

    while (askcam_http_next(&value, &element)) {
        is_encoded =
            is_encoded || (element.bytes > 0 && !askcam_http_is_word(element, "identity") &&
                           !askcam_http_is_word(element, "none"));
    }
    return is_encoded;
}

static const char *on_content_encoding(struct askcam_http_reply *reply, struct askcam_span value)
{
    return is_encoded(value) ? keep(reply->head.content_encoding, value) : NULL;
}

static const char *on_location(struct askcam_http_reply *reply, struct askcam_span value)
{
    return keep(reply->head.location, value);
}

static const char *on_retry_after(struct askcam_http_reply *reply, struct askcam_span value)
{
    return keep(reply->head.retry_after, value);
}

static const char *on_date(struct askcam_http_reply *reply, struct askcam_span value)
{
    return keep(reply->head.date, value);
}

static const struct known_header {
    const char *name; /* lower case */
    bool is_framing;  /* its whole value matters */
    const char *(*read)(struct askcam_http_reply *reply, struct askcam_span value);
} KNOWN[] = {
    {"content-length", true, on_length},
    {"transfer-encoding", true, on_encoding},
    {"connection", false, on_connection},
    {"content-type", false, on_type},
    {"content-encoding", false, on_content_encoding},
    {"location", false, on_location},
    {"retry-after", false, on_retry_after},
    {"date", false, on_date},
    {"x-request-id", false, on_request_id},
    {"x-dashscope-request-id", false, on_own_request_id},
    {"x-dashscope-partialresponse", false, on_partial},
};

static const struct known_header *find(struct askcam_span name)
{
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        if (askcam_http_is_word(name, KNOWN[i].name)) {
            return &KNOWN[i];
        }
    }
    return NULL;
}

static void report_field(const struct askcam_http_reply *reply, struct askcam_span name,
                         struct askcam_span value)
{
    const struct askcam_http_field field = {.name = name.text,
                                            .name_bytes = name.bytes,
                                            .value = value.text,
                                            .value_bytes = value.bytes};

    if (reply->callbacks.field != NULL && reply->head.status >= 200 && !reply->line_cut &&
        askcam_http_is_token(name.text, name.bytes)) {
        reply->callbacks.field(reply->callbacks.ctx, &field);
    }
}

const char *askcam_http_read_header(struct askcam_http_reply *reply)
{
    const struct askcam_span line = {.text = reply->line, .bytes = reply->line_bytes};
    const char *colon = memchr(line.text, ':', line.bytes);
    const size_t name_bytes = colon == NULL ? line.bytes : (size_t)(colon - line.text);
    const struct askcam_span name = {.text = line.text, .bytes = name_bytes};
    const struct known_header *known = find(askcam_http_trim(name));

    if (line.bytes > 0 && (memchr(line.text, '\0', line.bytes) != NULL ||
                           memchr(line.text, '\r', line.bytes) != NULL)) {
        return "a line in its head has a NUL or a lone CR"; /* which may be a line end to others */
    }
    if (colon != NULL) {
        report_field(reply, name,
                     askcam_http_trim((struct askcam_span){.text = colon + 1,
                                                           .bytes = line.bytes - name_bytes - 1}));
    }
    if (colon == NULL || known == NULL) {
        return NULL;
    }
    const bool is_odd = !askcam_http_is_token(name.text, name.bytes);
    if (known->is_framing && (is_odd || reply->line_folded)) { /* others may read it differently */
        return "a header about its length is malformed";
    }
    if (known->is_framing && (reply->line_cut || line.bytes >= ASKCAM_HTTP_LINE_BYTES)) {
        return "a header about its length is far too long";
    }
    char *value = reply->line + name_bytes + 1;
    const size_t value_bytes = line.bytes - name_bytes - 1;
    if (!known->is_framing) {
        askcam_mask_bytes(value, value_bytes, reply->secret, ASKCAM_MASK_FIELD, reply->line_cut);
    }
    return is_odd ? NULL
                  : known->read(reply, askcam_http_trim((struct askcam_span){
                                           .text = value, .bytes = value_bytes}));
}

const char *askcam_http_end_head(struct askcam_http_reply *reply)
{
    struct askcam_http_head *head = &reply->head;

    if (head->chunked && head->has_length) {
        return "it names a length and is sent in chunks";
    }
    if (head->chunked && reply->minor_version == 0) {
        return "it is HTTP/1.0 and sent in chunks";
    }
    head->closes = head->closes || (reply->minor_version == 0 && !reply->keeps_alive);
    return NULL;
}
