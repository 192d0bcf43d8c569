/* SPDX-License-Identifier: MIT */
/*
 * json.h - the values at a few paths of a JSON text that arrives in pieces.
 *
 * For: taking thinking and answer text out of events of any length in bounded memory: a string
 * is passed on while it arrives, and what no path names is checked and dropped.
 * Knows RFC 8259, strictly: anything else is ASKCAM_ERR_PROTOCOL.  Must not know: what the
 * paths mean, the heap.
 */
#ifndef ASKCAM_JSON_H
#define ASKCAM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "status.h"

enum {
    ASKCAM_JSON_PATHS = 64,        /* paths a scanner can follow */
    ASKCAM_JSON_PATH_DEPTH = 10,   /* steps in a path */
    ASKCAM_JSON_NAME_BUCKETS = 32, /* sets of names by length and first byte */
    ASKCAM_JSON_STEPS = 128,       /* different steps in a table of paths */
    ASKCAM_JSON_DEPTH = 128,       /* nesting of a text; deeper is ASKCAM_ERR_PROTOCOL */
    ASKCAM_JSON_SCALAR_BYTES = 64, /* longest number; a longer one is ASKCAM_ERR_PROTOCOL */
    ASKCAM_JSON_KEY_BYTES = 64,    /* a longer member name matches no path */
    ASKCAM_JSON_TEXT_BYTES = 256,  /* text is gathered to about this size before it is passed on */
    ASKCAM_JSON_SHAPES = 4,        /* texts that are remembered */
    ASKCAM_JSON_SHAPE_BYTES = 1536,
    ASKCAM_JSON_SHAPE_VALUES =
        48, /* of one of them: scalars, and objects and arrays that a path names */
};

enum askcam_json_type {
    ASKCAM_JSON_STRING,
    ASKCAM_JSON_NUMBER,
    ASKCAM_JSON_TRUE,
    ASKCAM_JSON_FALSE,
    ASKCAM_JSON_NULL,
    ASKCAM_JSON_OBJECT, /* reported when it begins, if a path names it; no text */
    ASKCAM_JSON_ARRAY,  /* likewise */
};

/*
 * One value, or a piece of one.  A string comes as one or more pieces, `first` on the first and
 * `last` on the last (both on a short one; the empty string is one empty piece, and the last
 * piece of a long one may be empty); every other value is one piece.  A piece may be as long as
 * the bytes that were pushed.  Text is valid UTF-8, cut between characters, with escapes resolved;
 * invalid bytes and lone surrogates have become U+FFFD.  It is borrowed for the call, has no '\0'
 * at its end and may hold one inside.  For numbers and literals it is the text as written.
 */
struct askcam_json_value {
    int id; /* of the path, from the table */
    enum askcam_json_type type;
    const char *text;
    size_t text_bytes;
    bool first;
    bool last;
};

/*
 * A path is member names joined by '.', with [N] for the N-th element and [] for any, such as
 * "choices[0].delta.content[].text".  "" names the whole text.  Several rows may have one id.
 */
struct askcam_json_path {
    const char *path;
    int id;
};

/* Anything but ASKCAM_OK stops the scanner and comes back from push(). */
typedef enum askcam_status askcam_json_callbacks(void *ctx, const struct askcam_json_value *value);

/* One step of one or more paths; belongs to json_paths.c. */
struct askcam_json_step {
    const char *name; /* borrowed from the table; NULL: an element of an array */
    uint64_t paths;   /* bit N: path N has this step at this level */
    uint32_t index;   /* of the element; UINT32_MAX: any */
    uint8_t name_bytes;
    uint8_t level; /* 0 for a path's first step */
};

/*
 * A table of paths prepared for scanning; made once, then shared read-only by any number of
 * scanners.  The rows and their texts are borrowed.  Fields belong to json_paths.c.
 */
struct askcam_json_paths {
    const struct askcam_json_path *rows;
    size_t rows_count;
    size_t steps_count;
    uint64_t all;                              /* a bit for each row */
    uint64_t ends[ASKCAM_JSON_PATH_DEPTH + 1]; /* paths of N steps */
    uint64_t elements[ASKCAM_JSON_PATH_DEPTH]; /* step N is an element of an array */
    uint64_t names[ASKCAM_JSON_PATH_DEPTH][ASKCAM_JSON_NAME_BUCKETS]; /* … a name in bucket M */
    uint8_t step_of[ASKCAM_JSON_PATH_DEPTH][ASKCAM_JSON_PATHS];       /* step N of path M */
    struct askcam_json_step steps[ASKCAM_JSON_STEPS];
};

/* A value of a text that is remembered; belongs to json_memo.c. */
struct askcam_json_shape_value {
    uint64_t named; /* the paths that end there */
    uint16_t start; /* of its first byte in the text */
    uint16_t end;   /* of what follows it and white space; of a scalar, 0 while it is not known */
    uint16_t text_start;
    uint16_t text_bytes;
    uint8_t depth;
    uint8_t type;  /* enum askcam_json_type */
    bool is_plain; /* what is passed on is in the text as it is */
};

/* A text and where its values are. */
struct askcam_json_shape {
    uint16_t text_bytes;
    uint8_t values_count;
    bool is_too_large; /* not all of its values are here */
    struct askcam_json_shape_value values[ASKCAM_JSON_SHAPE_VALUES];
    uint8_t text[ASKCAM_JSON_SHAPE_BYTES];
};

/*
 * The last few texts of a stream, in the caller's memory; clear it
 * first, and when the table of paths changes.
 */
struct askcam_json_memo {
    uint8_t count;    /* of shapes in use */
    uint8_t next;     /* is replaced next */
    uint8_t expected; /* is compared first: services take turns with the order of members */
    struct askcam_json_shape shapes[ASKCAM_JSON_SHAPES];
    char unescaped[ASKCAM_JSON_TEXT_BYTES]; /* a string of the text in progress */
};

/*
 * Scanner state, in the caller's memory; fields belong to json*.c.  It borrows the table and
 * needs no destroy.
 */
struct askcam_json {
    const struct askcam_json_paths *paths;
    askcam_json_callbacks *callbacks;
    void *callbacks_ctx;
    enum askcam_status status;          /* first failure; stays until init */
    struct askcam_json_shape *recorded; /* gets the text's values; NULL: nothing does */
    const uint8_t *recorded_text;

    /* Where in the text. */
    uint8_t state;
    uint8_t depth;                                 /* open objects and arrays */
    bool in_object;                                /* the innermost one is an object */
    bool objects[ASKCAM_JSON_DEPTH];               /* so was the one at depth N */
    uint64_t value_paths;                          /* lead to the value in progress or to come */
    uint64_t named;                                /* of those, the ones that end there */
    uint64_t live[ASKCAM_JSON_PATH_DEPTH + 1];     /* lead to the one that is open at depth N */
    uint32_t elements[ASKCAM_JSON_PATH_DEPTH + 1]; /* index in the array at depth N */

    /* The string, number or literal in progress. */
    bool keeps_halves; /* set after init: lone surrogates come as three bytes, ED A0..BF xx */
    bool is_key;
    bool wanted;          /* its text matters; else it is only checked */
    bool first;           /* nothing of it was passed on yet */
    uint8_t scalar_state; /* of a number; of a literal, which one */
    uint8_t digits;       /* hexadecimal ones seen; of a literal, bytes seen */
    uint8_t cut_bytes;    /* of a character that is not whole yet */
    uint8_t cut[4];
    uint16_t unit;     /* \u escape in progress */
    uint16_t high;     /* surrogate that waits for its low half, or 0 */
    size_t text_bytes; /* of text[] in use */
    char text[ASKCAM_JSON_TEXT_BYTES];
};

/* Prepare a table.  Asserts that it is well formed and fits: tables are ours, not input. */
void askcam_json_paths_init(struct askcam_json_paths *paths, const struct askcam_json_path *rows,
                            size_t rows_count);

/*
 * Start a new text.  Cheap: called once per event.  Cannot fail.  A caller that joins surrogate
 * pairs over two texts sets keeps_halves before the first push; then lone halves are passed on as
 * their three bytes, which are not UTF-8.
 */
void askcam_json_init(struct askcam_json *scan, const struct askcam_json_paths *paths,
                      askcam_json_callbacks *callbacks, void *callbacks_ctx);

/*
 * Feed the next bytes, in pieces of any size; the values do not depend on the cuts, except where
 * a long string is cut into pieces.  White space may be before and after the text.
 * ASKCAM_ERR_PROTOCOL if it is not JSON; the first failure sticks.
 */
enum askcam_status askcam_json_push(struct askcam_json *scan, const void *bytes, size_t bytes_len);

/* Forgets all texts. */
static inline void askcam_json_memo_clear(struct askcam_json_memo *memo)
{
    memo->count = 0;
    memo->next = 0;
    memo->expected = 0;
}

/*
 * The same as push(), with the same calls, and quicker where the bytes are a whole text that is
 * like one of the memo's but for a few strings, numbers and literals.  Remembers the text,
 * if it is whole, valid and not too large.  For the first bytes of a text; push() takes more.
 */
enum askcam_status askcam_json_push_alike(struct askcam_json *scan, struct askcam_json_memo *memo,
                                          const void *bytes, size_t bytes_len);

/*
 * Passes on what was gathered of a string that is not over, for a text that breaks off: then what
 * was passed on does not depend on the cuts.  Not needed before finish() of a text that is whole.
 */
void askcam_json_drain(struct askcam_json *scan);

/* The text is over: ASKCAM_ERR_PROTOCOL if it was not complete, also if it was empty. */
enum askcam_status askcam_json_finish(struct askcam_json *scan);

#endif
