/* SPDX-License-Identifier: MIT */
/* model_check.c - see catalogue.h: what a model cannot take, and what it must be sent. */
#include <stdio.h>
#include <string.h>

#include "catalogue.h"

/* The model will think with what is sent; unknown counts as no. */
static bool will_think(const struct askcam_model *model, enum askcam_thinking thinking)
{
    return model->thinking == ASKCAM_MODEL_ONLY ||
           (model->thinking == ASKCAM_MODEL_HYBRID &&
            (thinking == ASKCAM_THINKING_ON ||
             (thinking == ASKCAM_THINKING_DEFAULT && model->thinking_default == ASKCAM_YES)));
}

static enum askcam_status cannot(const struct askcam_model *model, struct askcam_error *err,
                                 const char *why, const char *hint)
{
    return askcam_fail(err, ASKCAM_ERR_USAGE, (struct askcam_error_context){model->name, hint},
                       "%s", why);
}

static bool warns_of_json(const struct askcam_model *model, const struct askcam_chat *chat)
{
    const bool wants_json = chat->json || chat->json_schema != NULL;

    return wants_json && model->json == ASKCAM_MODEL_JSON_WARN_THINKING &&
           will_think(model, chat->thinking);
}

/* The thinking may use up a limit that counts it, too. */
static bool warns_of_limit(const struct askcam_model *model, const struct askcam_chat *chat)
{
    return model->max_completion_tokens == ASKCAM_YES && chat->max_tokens.set &&
           !chat->thinking_budget.set && will_think(model, chat->thinking);
}

const char *askcam_model_warning(const struct askcam_model *model, const struct askcam_chat *chat,
                                 size_t i)
{
    const char *rows[2] = {NULL, NULL};
    size_t count = 0;

    if (warns_of_json(model, chat)) {
        rows[count++] =
            "the service may refuse JSON while the model thinks; --thinking off is safe";
    }
    if (warns_of_limit(model, chat)) {
        rows[count++] = "--max-tokens includes the thinking for this model; add --thinking-budget "
                        "to reserve tokens for the answer";
    }
    return i < count ? rows[i] : NULL;
}

static bool has_effort(const struct askcam_model *model, const char *effort)
{
    for (size_t i = 0; i < model->thinking_efforts_count; i++) {
        if (strcmp(model->thinking_efforts[i], effort) == 0) {
            return true;
        }
    }
    return false;
}

/* "use low, medium or xhigh" */
static void efforts_hint(const struct askcam_model *model, char *hint, size_t hint_bytes)
{
    const size_t count = model->thinking_efforts_count;
    size_t at = (size_t)snprintf(hint, hint_bytes, "use ");

    for (size_t i = 0; i < count && at < hint_bytes; i++) {
        const char *const between = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        at += (size_t)snprintf(hint + at, hint_bytes - at, "%s%s", between,
                               model->thinking_efforts[i]);
    }
}

static enum askcam_status check_effort(const struct askcam_model *model,
                                       const struct askcam_chat *chat, struct askcam_error *err)
{
    const char *const name = "--thinking-effort";
    char hint[ASKCAM_ERROR_HINT_BYTES];

    if (chat->thinking_budget.set) {
        return askcam_fail(err, ASKCAM_ERR_USAGE,
                           (struct askcam_error_context){name, "use only one of them"},
                           "cannot be combined with --thinking-budget");
    }
    if (!model->thinking_efforts_known || has_effort(model, chat->thinking_effort)) {
        return ASKCAM_OK;
    }
    if (model->thinking_efforts_count == 0) {
        return cannot(model, err, "takes no thinking effort",
                      model->thinking_budget == ASKCAM_YES ? "use --thinking-budget instead"
                                                           : "remove --thinking-effort");
    }
    efforts_hint(model, hint, sizeof hint);
    return askcam_fail(err, ASKCAM_ERR_USAGE, (struct askcam_error_context){name, hint},
                       "%s does not take \"%s\"", model->name, chat->thinking_effort);
}

static enum askcam_status check_json(const struct askcam_model *model,
                                     const struct askcam_chat *chat, struct askcam_error *err)
{
    if (chat->json_schema != NULL && model->json_schema == ASKCAM_NO) {
        return cannot(model, err, "takes no JSON schema",
                      "use --json and describe the members in the question");
    }
    if (model->json == ASKCAM_MODEL_JSON_NEVER) {
        return cannot(model, err, "does not support JSON output",
                      "remove --json, and ask for JSON in the question");
    }
    if (model->json != ASKCAM_MODEL_JSON_NOT_THINKING || !will_think(model, chat->thinking)) {
        return ASKCAM_OK;
    }
    if (model->thinking == ASKCAM_MODEL_ONLY) {
        return cannot(model, err, "always thinks, and does not support JSON output while thinking",
                      "choose another model, or ask for JSON in the question");
    }
    return cannot(model, err, "does not support JSON output while thinking", "add --thinking off");
}

enum askcam_status askcam_model_check(const struct askcam_model *model,
                                      const struct askcam_chat *chat, struct askcam_error *err)
{
    if (chat->thinking == ASKCAM_THINKING_OFF && model->thinking == ASKCAM_MODEL_ONLY) {
        return cannot(model, err, "always thinks; its thinking cannot be turned off",
                      "remove --thinking off, or choose a hybrid model (askcam models)");
    }
    if (chat->thinking == ASKCAM_THINKING_ON && model->thinking == ASKCAM_MODEL_NONE) {
        return cannot(model, err, "does not think",
                      "remove --thinking on, or choose another model (askcam models)");
    }
    if (chat->no_stream && model->stream_only == ASKCAM_YES) {
        return cannot(model, err, "only streams", "remove --no-stream");
    }
    if (chat->thinking_budget.set && model->thinking_budget == ASKCAM_NO) {
        return cannot(model, err, "takes no thinking budget", "remove --thinking-budget");
    }
    enum askcam_status status =
        chat->thinking_effort != NULL ? check_effort(model, chat, err) : ASKCAM_OK;
    if (status == ASKCAM_OK && (chat->json || chat->json_schema != NULL)) {
        status = check_json(model, chat, err);
    }
    return status;
}

/* The limit counts the thinking: it is the answer's and the budget's together. */
static void settle_limit(const struct askcam_model *model, struct askcam_chat *chat)
{
    const bool has_budget = chat->thinking_budget.set && will_think(model, chat->thinking);

    if (model->max_completion_tokens == ASKCAM_YES && chat->max_tokens.set) {
        chat->max_completion_tokens = chat->max_tokens;
        chat->max_completion_tokens.value += has_budget ? chat->thinking_budget.value : 0;
    }
}

void askcam_model_settle(const struct askcam_model *model, struct askcam_chat *chat)
{
    if (chat->thinking == ASKCAM_THINKING_ON && model->thinking == ASKCAM_MODEL_ONLY) {
        chat->thinking = ASKCAM_THINKING_DEFAULT;
    }
    if (chat->thinking == ASKCAM_THINKING_OFF) {
        chat->thinking_effort = NULL;
    }
    settle_limit(model, chat);
    chat->increments_anyway = model->increments_anyway == ASKCAM_YES;
}

bool askcam_model_starts_in_thinking(const struct askcam_model *model)
{
    return model->thinking == ASKCAM_MODEL_ONLY;
}
