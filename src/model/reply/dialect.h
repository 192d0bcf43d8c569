/* SPDX-License-Identifier: MIT */
/*
 * dialect.h - which field of which API means what, as tables of JSON paths.
 *
 * For: reading replies of both APIs and of all their look-alikes with one reader.
 * Knows the fields of: Model Studio (both APIs), OpenAI, Azure, vLLM, SGLang, llama.cpp, Ollama,
 * OpenRouter, DeepSeek, Groq, Mistral, Moonshot, xAI, Z.ai, ModelScope, Snowflake.
 * Must not know: how they are delivered.
 */
#ifndef ASKCAM_DIALECT_H
#define ASKCAM_DIALECT_H

#include <stddef.h>

#include "api.h"
#include "json.h"

/*
 * What a value is.  Thinking and answer text have several fields each, of which one event may
 * fill more than one with the same text, so each field has its own number.
 */
enum askcam_meaning {
    ASKCAM_MEANS_CHOICE, /* the first choice begins */
    ASKCAM_MEANS_DELTA,  /* its part of a stream begins */
    ASKCAM_MEANS_FINISH, /* a finish reason */

    ASKCAM_MEANS_THINKING_CONTENT, /* reasoning_content */
    ASKCAM_MEANS_THINKING_PLAIN,   /* reasoning */
    ASKCAM_MEANS_THINKING_DETAILS, /* reasoning_details[] */
    ASKCAM_MEANS_THINKING_PART,    /* a part of content[] that is thinking */
    ASKCAM_MEANS_ANSWER,           /* content as a string */
    ASKCAM_MEANS_ANSWER_PART,      /* content[].text */
    ASKCAM_MEANS_ANSWER_TEXT,      /* DashScope's output.text of result_format text */
    ASKCAM_MEANS_PART,             /* an element of content[] begins */
    ASKCAM_MEANS_PART_TYPE,        /* its type */
    ASKCAM_MEANS_REFUSAL,          /* what the model says instead of an answer */

    ASKCAM_MEANS_INPUT, /* usage */
    ASKCAM_MEANS_OUTPUT,
    ASKCAM_MEANS_TOTAL,
    ASKCAM_MEANS_REASONING,
    ASKCAM_MEANS_IMAGE,
    ASKCAM_MEANS_CACHED,

    ASKCAM_MEANS_MODEL,
    ASKCAM_MEANS_REQUEST_ID,
    ASKCAM_MEANS_CHAT_ID, /* holds the request's id on Model Studio */

    ASKCAM_MEANS_ERROR, /* an error object begins, or the error as a string */
    ASKCAM_MEANS_ERROR_CODE,
    ASKCAM_MEANS_ERROR_TYPE,
    ASKCAM_MEANS_ERROR_MESSAGE,
    ASKCAM_MEANS_ERROR_ELEMENT, /* a message that is one of a list */
    ASKCAM_MEANS_ERROR_RAW,     /* what an upstream said, as JSON text */
    ASKCAM_MEANS_FLAT_CODE, /* the same without an error object: an error only by its surroundings
                             */
    ASKCAM_MEANS_FLAT_TYPE,
    ASKCAM_MEANS_FLAT_NAME, /* the error as a string, beside a description */
    ASKCAM_MEANS_FLAT_MESSAGE,
    ASKCAM_MEANS_FLAT_ELEMENT, /* likewise, one of a list */
    ASKCAM_MEANS_OBJECT,       /* "error" in old vLLM */

    ASKCAM_MEANINGS,
};

/*
 * Added to the meaning of a field of choices[0].message where choices[0].delta is the stream's
 * place; a server may fill both.
 */
enum { ASKCAM_MEANS_OF_MESSAGE = 64 };

/* The table of replies that are not HTTP errors, by API; *rows_count gets its length. */
const struct askcam_json_path *askcam_dialect(enum askcam_api api, size_t *rows_count);

/* The table of error bodies and of errors inside texts, the same for both APIs. */
const struct askcam_json_path *askcam_error_dialect(size_t *rows_count);

#endif
