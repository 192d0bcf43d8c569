/* SPDX-License-Identifier: MIT */
/* spending.c - see spending.h. */
#include "spending.h"

#include <string.h>

#include "ledger.h"

enum { TEXT_BYTES_PER_TOKEN = 3 };

static int64_t text_tokens(const char *text)
{
    return text == NULL
               ? 0
               : (int64_t)((strlen(text) + TEXT_BYTES_PER_TOKEN - 1) / TEXT_BYTES_PER_TOKEN);
}

/* Of one source's pictures; -1 if it cannot be known. */
static int64_t group_tokens(const struct askcam_model *model, const struct askcam_chat_image *image,
                            const struct askcam_picture_set_group *group)
{
    const struct askcam_picture *picture = &group->picture;

    if (group->source == NULL) {
        return -1; /* by URL: nobody here has seen it */
    }
    if (image->as_video) {
        return askcam_model_video_tokens(model, picture->width_px, picture->height_px,
                                         group->count);
    }
    const int64_t tokens = askcam_model_image_tokens(model, picture->width_px, picture->height_px);
    return tokens < 0 ? -1 : tokens * group->count;
}

static int64_t picture_tokens(const struct askcam_model *model, const struct askcam_chat *chat,
                              const struct askcam_picture_set *set)
{
    int64_t sum = 0;

    for (size_t i = 0; i < set->groups_count; i++) {
        const int64_t tokens = group_tokens(model, &chat->images[i], &set->groups[i]);
        if (tokens < 0) {
            return -1;
        }
        sum += tokens;
    }
    return sum;
}

/* The most that may come back, where the request says so. */
static int64_t output_bound(const struct askcam_model *model, const struct askcam_chat *chat)
{
    const bool may_think =
        chat->thinking == ASKCAM_THINKING_ON ||
        (chat->thinking == ASKCAM_THINKING_DEFAULT && model->thinking != ASKCAM_MODEL_NONE &&
         model->thinking_default != ASKCAM_NO);

    if (!chat->max_tokens.set || (may_think && !chat->thinking_budget.set)) {
        return -1;
    }
    return (int64_t)chat->max_tokens.value + (may_think ? (int64_t)chat->thinking_budget.value : 0);
}

struct spending spending_of(const struct askcam_model *model, const struct askcam_chat *chat,
                            const struct askcam_picture_set *set, const char *region)
{
    struct spending spending = {.image_tokens = picture_tokens(model, chat, set),
                                .input_tokens = -1,
                                .output_tokens = output_bound(model, chat),
                                .amount = -1};
    struct askcam_cost cost;

    if (spending.image_tokens < 0) {
        return spending;
    }
    spending.input_tokens =
        spending.image_tokens + text_tokens(chat->question) + text_tokens(chat->system);
    for (size_t i = 0; i < chat->turns_count; i++) {
        spending.input_tokens += text_tokens(chat->turns[i].text);
    }
    const int64_t output = spending.output_tokens < 0 ? 0 : spending.output_tokens;
    if (askcam_model_cost(model, region, spending.input_tokens, output, &cost)) {
        spending.amount = cost.amount;
        memcpy(spending.currency, cost.currency, sizeof spending.currency);
    }
    return spending;
}

/* Waiting helps only where a sum of a day or a month is bounded. */
static enum askcam_status fail_beyond(const char *option, const struct askcam_chat_number *limit,
                                      const double *spent, const struct spending *spending,
                                      struct askcam_error *err)
{
    const struct askcam_error_context one = {
        option, "raise the limit, or ask for less (--max-side, --max-tokens)"};
    const struct askcam_error_context sum = {
        option, "raise the limit, ask for less (--max-side, --max-tokens), or wait"};

    return spent == NULL
               ? askcam_fail(err, ASKCAM_ERR_USAGE, one,
                             "this would cost at least %.6f %s; limit: %.6f", spending->amount,
                             spending->currency, limit->value)
               : askcam_fail(err, ASKCAM_ERR_USAGE, sum,
                             "this would cost at least %.6f %s; spent before: %.6f; limit: %.6f",
                             spending->amount, spending->currency, *spent, limit->value);
}

/* One limit against what was spent before (NULL: the limit is for one ask) and what this one adds.
 */
static enum askcam_status check_limit(const char *option, const struct askcam_chat_number *limit,
                                      const double *spent, const struct spending *spending,
                                      struct askcam_error *err)
{
    const struct askcam_error_context unknown = {option,
                                                 "add its price to models.json, or lift the limit"};

    if (!limit->set) {
        return ASKCAM_OK;
    }
    if (spending->amount < 0) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, unknown,
                           "what this would cost is not known, so the limit cannot be kept");
    }
    return (spent == NULL ? 0 : *spent) + spending->amount <= limit->value
               ? ASKCAM_OK
               : fail_beyond(option, limit, spent, spending, err);
}

enum askcam_status spending_check(const struct spending *spending, const struct options *options,
                                  time_t now, struct askcam_error *err)
{
    static struct ledger ledger;

    enum askcam_status status = check_limit("--max-cost", &options->max_cost, NULL, spending, err);
    if (status != ASKCAM_OK || (!options->max_cost_day.set && !options->max_cost_month.set)) {
        return status;
    }
    status = ledger_read(&ledger, now, err);
    if (status == ASKCAM_OK) {
        const struct ledger_sum day = ledger_day(&ledger, now);
        status = check_limit("--max-cost-day", &options->max_cost_day, &day.cost, spending, err);
    }
    return status == ASKCAM_OK ? check_limit("--max-cost-month", &options->max_cost_month,
                                             &ledger.month.cost, spending, err)
                               : status;
}
