/* SPDX-License-Identifier: MIT */
/*
 * catalogue.h - what is known of each model, as data.
 *
 * For: saying before anything is sent what a model cannot take, what a picture costs in tokens
 * and an answer in money, and how a stream of its text begins.  The data is models.json, built in;
 * a user's file of the same shape is laid over it member by member, so that prices, limits and new
 * models need no new program.  What is not known is not checked.
 * Must not know: files, the network; the caller reads the user's file.
 */
#ifndef ASKCAM_CATALOGUE_H
#define ASKCAM_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chat_request.h"
#include "error.h"
#include "url.h"

struct cJSON; /* the library's tree; callers need not know it */

enum {
    ASKCAM_MODEL_NAME_BYTES = 96,
    ASKCAM_MODEL_TEXT_BYTES = 192,
    ASKCAM_MODEL_PRICES = 8, /* price lists of a model, one a set of regions */
    ASKCAM_PRICE_TIERS = 6,
    ASKCAM_PRICE_REGIONS = 6,
    ASKCAM_PRICE_WORD_BYTES = 16, /* of a region, a currency, a date */
    ASKCAM_MODEL_EFFORTS = 6,
    ASKCAM_PRICE_URL_BYTES = 256,
};

enum askcam_known {
    ASKCAM_UNKNOWN = -1,
    ASKCAM_NO = 0,
    ASKCAM_YES = 1,
};

enum askcam_model_thinking {
    ASKCAM_MODEL_UNKNOWN,
    ASKCAM_MODEL_HYBRID, /* --thinking decides */
    ASKCAM_MODEL_ONLY,   /* always thinks */
    ASKCAM_MODEL_NONE,   /* never thinks */
};

enum askcam_model_json { /* --json and --json-schema */
                         ASKCAM_MODEL_JSON_UNKNOWN,
                         ASKCAM_MODEL_JSON_NEVER,
                         ASKCAM_MODEL_JSON_NOT_THINKING,  /* only while it does not think */
                         ASKCAM_MODEL_JSON_WARN_THINKING, /* sources differ for while it thinks */
                         ASKCAM_MODEL_JSON_ALWAYS,
};

/* Per million tokens, for requests of at most up_to input tokens (-1: any). */
struct askcam_price_tier {
    int64_t up_to;
    double input;
    double output;
};

struct askcam_price {
    char base_url[ASKCAM_PRICE_URL_BYTES]; /* whose it is; "": that of the regions' servers */
    char regions[ASKCAM_PRICE_REGIONS][ASKCAM_PRICE_WORD_BYTES];
    size_t regions_count;
    char currency[ASKCAM_PRICE_WORD_BYTES];
    char dated[ASKCAM_PRICE_WORD_BYTES]; /* the day of the price list, "" if not said */
    struct askcam_price_tier tiers[ASKCAM_PRICE_TIERS];
    size_t tiers_count;
};

/* One model, all layers merged.  Plain values: it may be copied and outlives the catalogue. */
struct askcam_model {
    char name[ASKCAM_MODEL_NAME_BYTES];  /* as it was asked for */
    char entry[ASKCAM_MODEL_NAME_BYTES]; /* the most telling entry that matched; "": none did */
    bool known;                          /* an entry matched; else nothing below is known */
    char family[ASKCAM_MODEL_NAME_BYTES];
    enum askcam_model_thinking thinking;
    enum askcam_known thinking_default; /* a hybrid one thinks if nothing is sent */
    enum askcam_known thinking_budget;  /* takes --thinking-budget */
    enum askcam_known stream_only;
    enum askcam_known increments_anyway; /* DashScope: incremental_output cannot be chosen */
    enum askcam_model_json json;
    enum askcam_known json_schema;           /* takes --json-schema */
    enum askcam_known max_completion_tokens; /* its name of the limit, which includes thinking */
    /* Words of reasoning_effort, which goes instead of a thinking budget, never beside it. */
    char thinking_efforts[ASKCAM_MODEL_EFFORTS][ASKCAM_PRICE_WORD_BYTES];
    size_t thinking_efforts_count;
    bool thinking_efforts_known; /* false: whether it takes any is not known */
    int64_t thinking_tokens_max; /* numbers: -1 where nothing is known */
    int64_t answer_tokens_max;
    int64_t input_tokens_max;
    int64_t frames_min; /* of a frame list sent as video */
    int64_t frames_max;
    int64_t body_max_bytes;
    int64_t picture_max_bytes; /* of one picture's base64 text */
    int64_t token_side_px;     /* a token is a square of so many pixels a side */
    int64_t extra_tokens;      /* of each picture beside its squares */
    int64_t image_min_px;
    int64_t image_px; /* the default cap */
    int64_t image_max_px;
    int64_t video_frame_px; /* the default cap of one frame */
    int64_t video_frame_max_px;
    int64_t video_total_px;                /* of all frames of a list */
    char retired[ASKCAM_PRICE_WORD_BYTES]; /* the day, or "" */
    char retired_note[ASKCAM_MODEL_TEXT_BYTES];
    char note[ASKCAM_MODEL_TEXT_BYTES];
    char suggested_for[ASKCAM_MODEL_TEXT_BYTES]; /* what kind of questions, or "" */
    struct askcam_price prices[ASKCAM_MODEL_PRICES];
    size_t prices_count;
    uint32_t from_file; /* bit N: member N came from the user's file; see askcam_model_source() */
};

/* Both layers, as trees on cJSON's heap; fields belong to catalogue.c. */
struct askcam_catalogue {
    struct cJSON *built_in; /* regions, keys and the like; models are parsed when found */
    struct cJSON *users;    /* NULL if there is no file */
    const char *users_path;
};

/*
 * Reads the built-in data and, if `json` is not NULL, the user's file of that text.  `path` names
 * the file in messages and is borrowed until close.
 * ASKCAM_ERR_CONFIG: the file is not as it must be; err says which member or line, and what was
 * expected.  ASKCAM_ERR_INTERNAL: out of memory.
 */
enum askcam_status askcam_catalogue_open(struct askcam_catalogue *catalogue, const char *json,
                                         size_t json_bytes, const char *path,
                                         struct askcam_error *err);

/* Frees; idempotent, also on a zeroed catalogue. */
void askcam_catalogue_close(struct askcam_catalogue *catalogue);

/*
 * What is known of a name: exact entries first, then patterns from the most literal on, the
 * user's before the built-in ones, then the family, likewise.  Cannot fail: a name without an
 * entry gives a model that is not `known`.
 */
void askcam_catalogue_find(const struct askcam_catalogue *catalogue, const char *name,
                           struct askcam_model *model);

/* The i-th entry, the built-in ones first, patterns included; false past the last. */
bool askcam_catalogue_entry(const struct askcam_catalogue *catalogue, size_t i,
                            struct askcam_model *model);

/*
 * Writes the name of a model of the same family that is not retired; false if there is none.
 */
bool askcam_model_successor(const struct askcam_catalogue *catalogue,
                            const struct askcam_model *retired, char name[ASKCAM_MODEL_NAME_BYTES]);

/*
 * The environment variable whose key belongs to a host, or NULL.  A vendor's key goes to no other
 * vendor's host: for a host that no row names, there is none.  The user's rows come first.  The
 * name is borrowed until close.
 */
const char *askcam_catalogue_key_variable(const struct askcam_catalogue *catalogue,
                                          const char *host);

/*
 * The i-th row of the hosts and their variables, the user's first; false past the last.  In a host
 * pattern a leading "*." stands for one label or more, any other '*' for text within one label.
 */
bool askcam_catalogue_key_row(const struct askcam_catalogue *catalogue, size_t i, const char **host,
                              const char **variable);

/* The members of an entry by number: a name, or NULL past the last. */
const char *askcam_model_member(size_t i);

/*
 * Writes the model's member i as JSON, cut to line_bytes; false if it is not known.
 */
bool askcam_model_member_text(const struct askcam_catalogue *catalogue,
                              const struct askcam_model *model, size_t i, char *line,
                              size_t line_bytes);

/* Where the model's member i came from: "built in", the file's path, or "" if it is not known. */
const char *askcam_model_source(const struct askcam_catalogue *catalogue,
                                const struct askcam_model *model, size_t i);

/*
 * Writes where member i's value was found and when, cut to text_bytes: "" if the data does not say.
 */
void askcam_model_evidence(const struct askcam_catalogue *catalogue,
                           const struct askcam_model *model, size_t i, char *text,
                           size_t text_bytes);

/* The i-th thing that may go wrong though it is not refused, as a sentence; NULL past the last. */
const char *askcam_model_warning(const struct askcam_model *model, const struct askcam_chat *chat,
                                 size_t i);

/*
 * Refuses what the model cannot take: ASKCAM_ERR_USAGE with a hint.  Thinking off on a model that
 * always thinks, or on for one that never does; --no-stream; a budget; an effort that it does not
 * know, or beside a budget; JSON while thinking.
 */
enum askcam_status askcam_model_check(const struct askcam_model *model,
                                      const struct askcam_chat *chat, struct askcam_error *err);

/*
 * Turns what the user asked for into what this model must be sent: thinking on is not said to a
 * model that always thinks, and incremental_output not to one where it cannot be chosen.  An effort
 * is not sent with thinking off.  The limit of the answer becomes max_completion_tokens, with the
 * thinking budget added, for a model that has that member.
 */
void askcam_model_settle(const struct askcam_model *model, struct askcam_chat *chat);

/*
 * The model may begin its text inside its thinking, with only a closing tag to come; see
 * askcam_chat_reply_starts_in_thinking().
 */
bool askcam_model_starts_in_thinking(const struct askcam_model *model);

/* Input tokens of one image of that size, or -1.  An estimate by the vendor's rule. */
int64_t askcam_model_image_tokens(const struct askcam_model *model, uint32_t width_px,
                                  uint32_t height_px);

/* Input tokens of the largest image that the model takes, or -1. */
int64_t askcam_model_image_tokens_max(const struct askcam_model *model);

/* Input tokens of a frame list, or -1. */
int64_t askcam_model_video_tokens(const struct askcam_model *model, uint32_t width_px,
                                  uint32_t height_px, uint32_t frames);

/* What an ask cost. */
struct askcam_cost {
    double amount;
    char currency[ASKCAM_PRICE_WORD_BYTES];
};

/* The model's price list in a region, or NULL; it lives as long as the model. */
const struct askcam_price *askcam_model_price_in(const struct askcam_model *model,
                                                 const char *region);

/*
 * The model's price list whose "base_url" is the start of url (the same scheme, host and port, and
 * whole segments of the path), or NULL.
 */
const struct askcam_price *askcam_model_price_at(const struct askcam_model *model,
                                                 const struct askcam_url *url);

/*
 * The cost of that many tokens, by the tier of the input.  False if price is NULL, the input is
 * beyond its last tier, or a number is not known (-1).
 */
bool askcam_price_cost(const struct askcam_price *price, int64_t input_tokens,
                       int64_t output_tokens, struct askcam_cost *cost);

/* Likewise, by the price list of a region. */
bool askcam_model_cost(const struct askcam_model *model, const char *region, int64_t input_tokens,
                       int64_t output_tokens, struct askcam_cost *cost);

#endif
