/* SPDX-License-Identifier: MIT */
/* model_check.c - see catalogue.h: what a model cannot take, and what it must be sent. */
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

const char *askcam_model_warning(const struct askcam_model *model, const struct askcam_chat *chat)
{
    const bool wants_json = chat->json || chat->json_schema != NULL;

    return wants_json && model->json == ASKCAM_MODEL_JSON_WARN_THINKING &&
                   will_think(model, chat->thinking)
               ? "the service may refuse JSON while the model thinks; --thinking off is safe"
               : NULL;
}

static enum askcam_status check_json(const struct askcam_model *model,
                                     const struct askcam_chat *chat, struct askcam_error *err)
{
    if (chat->json_schema != NULL && model->json_schema == ASKCAM_NO) {
        return cannot(model, err, "takes no JSON schema",
                      "use --json and describe the members in the question");
    }
    if (model->json == ASKCAM_MODEL_JSON_NEVER) {
        return cannot(model, err, "cannot be held to JSON",
                      "ask for JSON in the question and leave --json out");
    }
    if (model->json != ASKCAM_MODEL_JSON_NOT_THINKING || !will_think(model, chat->thinking)) {
        return ASKCAM_OK;
    }
    if (model->thinking == ASKCAM_MODEL_ONLY) {
        return cannot(model, err, "always thinks, and cannot be held to JSON while it thinks",
                      "choose another model, or ask for JSON in the question");
    }
    return cannot(model, err, "cannot be held to JSON while it thinks", "add --thinking off");
}

enum askcam_status askcam_model_check(const struct askcam_model *model,
                                      const struct askcam_chat *chat, struct askcam_error *err)
{
    if (chat->thinking == ASKCAM_THINKING_OFF && model->thinking == ASKCAM_MODEL_ONLY) {
        return cannot(model, err, "always thinks; its thinking cannot be turned off",
                      "leave --thinking off out, or choose a hybrid model (askcam models)");
    }
    if (chat->thinking == ASKCAM_THINKING_ON && model->thinking == ASKCAM_MODEL_NONE) {
        return cannot(model, err, "does not think",
                      "leave --thinking on out, or choose another model (askcam models)");
    }
    if (chat->no_stream && model->stream_only == ASKCAM_YES) {
        return cannot(model, err, "only streams", "leave --no-stream out");
    }
    if (chat->thinking_budget.set && model->thinking_budget == ASKCAM_NO) {
        return cannot(model, err, "takes no thinking budget", "leave --thinking-budget out");
    }
    if (chat->json || chat->json_schema != NULL) {
        return check_json(model, chat, err);
    }
    return ASKCAM_OK;
}

void askcam_model_settle(const struct askcam_model *model, struct askcam_chat *chat)
{
    if (chat->thinking == ASKCAM_THINKING_ON && model->thinking == ASKCAM_MODEL_ONLY) {
        chat->thinking = ASKCAM_THINKING_DEFAULT;
    }
    chat->increments_anyway = model->increments_anyway == ASKCAM_YES;
}

bool askcam_model_starts_in_thinking(const struct askcam_model *model)
{
    return model->thinking == ASKCAM_MODEL_ONLY;
}
