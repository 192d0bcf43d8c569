/* SPDX-License-Identifier: MIT */
/* json_line.c - see json_line.h. */
#include "json_line.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

static void put(struct askcam_json_line *line, const char *bytes, size_t bytes_len)
{
    if (line->status == ASKCAM_OK) {
        line->status = askcam_sink_write(line->out, bytes, bytes_len);
    }
}

static void puts_plain(struct askcam_json_line *line, const char *text)
{
    put(line, text, strlen(text));
}

/* The escape of one byte, or NULL if it stands for itself. */
static const char *escape_of(unsigned char byte, char buf[8])
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    if (byte >= 0x20 && byte != 0x7F) {
        return NULL;
    }
    (void)snprintf(buf, 8, "\\u%04x", (unsigned)byte);
    return buf;
}

/* Bytes that stand for themselves; what is not UTF-8 (a file's name may be anything) is U+FFFD. */
static void put_text(struct askcam_json_line *line, const char *text, size_t text_bytes)
{
    if (askcam_utf8_valid(text, text_bytes)) {
        put(line, text, text_bytes);
        return;
    }
    while (text_bytes > 0) {
        const int next = askcam_utf8_next((const uint8_t *)text, text_bytes);
        const size_t used = next > 0 ? (size_t)next : next < 0 ? (size_t)-next : text_bytes;
        put(line, next > 0 ? text : ASKCAM_UTF8_REPLACEMENT,
            next > 0 ? used : ASKCAM_UTF8_REPLACEMENT_BYTES);
        text += used;
        text_bytes -= used;
    }
}

static void put_string(struct askcam_json_line *line, const char *text, size_t text_bytes)
{
    size_t done = 0;
    char buf[8];

    put(line, "\"", 1);
    for (size_t i = 0; i < text_bytes; i++) {
        const char *escape = escape_of((unsigned char)text[i], buf);
        if (escape != NULL) {
            put_text(line, text + done, i - done);
            puts_plain(line, escape);
            done = i + 1;
        }
    }
    put_text(line, text + done, text_bytes - done);
    put(line, "\"", 1);
}

static void put_name(struct askcam_json_line *line, const char *name)
{
    puts_plain(line, line->has_member ? ",\"" : "\"");
    puts_plain(line, name);
    put(line, "\":", 2);
    line->has_member = true;
}

void askcam_json_line_begin(struct askcam_json_line *line, struct askcam_sink out, const char *type)
{
    *line = (struct askcam_json_line){.out = out};
    put(line, "{", 1);
    askcam_json_line_text(line, "type", type);
}

void askcam_json_line_text(struct askcam_json_line *line, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        askcam_json_line_bytes(line, name, text, strlen(text));
    }
}

void askcam_json_line_bytes(struct askcam_json_line *line, const char *name, const char *text,
                            size_t text_bytes)
{
    put_name(line, name);
    put_string(line, text, text_bytes);
}

void askcam_json_line_integer(struct askcam_json_line *line, const char *name, int64_t value)
{
    char buf[24];

    put_name(line, name);
    (void)snprintf(buf, sizeof buf, "%" PRId64, value);
    puts_plain(line, buf);
}

static void put_number(struct askcam_json_line *line, double value)
{
    char buf[40];

    (void)snprintf(buf, sizeof buf, "%.9g", value);
    puts_plain(line, buf);
}

void askcam_json_line_number(struct askcam_json_line *line, const char *name, double value)
{
    put_name(line, name);
    put_number(line, value);
}

void askcam_json_line_bool(struct askcam_json_line *line, const char *name, bool value)
{
    put_name(line, name);
    puts_plain(line, value ? "true" : "false");
}

void askcam_json_line_array_begin(struct askcam_json_line *line, const char *name)
{
    put_name(line, name);
    put(line, "[", 1);
    line->has_member = false;
}

void askcam_json_line_item_begin(struct askcam_json_line *line)
{
    puts_plain(line, line->has_member ? ",{" : "{");
    line->has_member = false;
}

void askcam_json_line_item_end(struct askcam_json_line *line)
{
    put(line, "}", 1);
    line->has_member = true;
}

void askcam_json_line_element(struct askcam_json_line *line, double value)
{
    if (line->has_member) {
        put(line, ",", 1);
    }
    put_number(line, value);
    line->has_member = true;
}

void askcam_json_line_array_end(struct askcam_json_line *line)
{
    put(line, "]", 1);
    line->has_member = true;
}

enum askcam_status askcam_json_line_end(struct askcam_json_line *line)
{
    put(line, "}\n", 2);
    return line->status;
}
