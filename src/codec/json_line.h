/* SPDX-License-Identifier: MIT */
/*
 * json_line.h - one JSON object on a line, written straight to a sink.
 *
 * For: --output json, without a heap object per event.  Member names are ours and need no
 * escaping; texts are valid UTF-8.
 */
#ifndef ASKCAM_JSON_LINE_H
#define ASKCAM_JSON_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sink.h"

struct askcam_json_line {
    struct askcam_sink out;
    enum askcam_status status; /* first failure of out */
    bool has_member;
};

/* Begins {"type":"…" */
void askcam_json_line_begin(struct askcam_json_line *line, struct askcam_sink out,
                            const char *type);

/* Members; text that is NULL or "" with askcam_json_line_text() is left out. */
void askcam_json_line_text(struct askcam_json_line *line, const char *name, const char *text);
void askcam_json_line_bytes(struct askcam_json_line *line, const char *name, const char *text,
                            size_t text_bytes);
void askcam_json_line_integer(struct askcam_json_line *line, const char *name, int64_t value);
void askcam_json_line_number(struct askcam_json_line *line, const char *name, double value);
void askcam_json_line_bool(struct askcam_json_line *line, const char *name, bool value);

/* A nested array of objects: open one, then items with begin/end, then close. */
void askcam_json_line_array_begin(struct askcam_json_line *line, const char *name);
void askcam_json_line_item_begin(struct askcam_json_line *line);
void askcam_json_line_item_end(struct askcam_json_line *line);
void askcam_json_line_element(struct askcam_json_line *line,
                              double value); /* a number as an item */
void askcam_json_line_array_end(struct askcam_json_line *line);

/* Ends the line; the status is that of the whole line. */
enum askcam_status askcam_json_line_end(struct askcam_json_line *line);

#endif
