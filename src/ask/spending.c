/* SPDX-License-Identifier: MIT */
/* spending.c - see spending.h. */
#include "spending.h"

#include <assert.h>
#include <string.h>

enum {
    TEXT_BYTES_PER_TOKEN = 3,
    RESERVE_LOCK_MS = 10000, /* to wait for another process at most */
    SETTLE_LOCK_MS = 3000,
};

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

    if (group->source == NULL) { /* by URL: its size is not known here */
        return askcam_model_image_tokens_max(model);
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

static int64_t all_text_tokens(const struct askcam_chat *chat)
{
    int64_t sum = text_tokens(chat->question) + text_tokens(chat->system) +
                  text_tokens(chat->json_schema) + text_tokens(chat->extra);

    for (size_t i = 0; i < chat->turns_count; i++) {
        sum += text_tokens(chat->turns[i].text);
    }
    return sum;
}

static bool may_think(const struct askcam_model *model, const struct askcam_chat *chat)
{
    return chat->thinking == ASKCAM_THINKING_ON ||
           (chat->thinking == ASKCAM_THINKING_DEFAULT && model->thinking != ASKCAM_MODEL_NONE &&
            model->thinking_default != ASKCAM_NO);
}

/* --extra wins over the options: what it may set, they do not bound. */
static bool extra_may_unbind(const struct askcam_chat *chat)
{
    static const char *const members[] = {"max_tokens", "max_completion_tokens", "thinking",
                                          "reasoning", "\"n\""};

    for (size_t i = 0; chat->extra != NULL && i < sizeof members / sizeof members[0]; i++) {
        if (strstr(chat->extra, members[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* The part of the request that is about the output. */
static struct askcam_ledger_request output_of(const struct askcam_model *model,
                                              const struct askcam_chat *chat)
{
    const bool unbound = extra_may_unbind(chat);
    const bool thinks = may_think(model, chat) || unbound;
    const bool answer_is_bounded = chat->max_tokens.set;
    const bool thinking_is_bounded = !thinks || chat->thinking_budget.set;
    struct askcam_ledger_request request = {.model = model->name, .currency = ""};

    request.output_tokens = answer_is_bounded ? (uint64_t)chat->max_tokens.value : 0;
    if (thinks && chat->thinking_budget.set) {
        request.output_tokens += (uint64_t)chat->thinking_budget.value;
    }
    request.output_is_bounded = answer_is_bounded && thinking_is_bounded && !unbound;
    request.output_tokens_min = thinks && !(thinking_is_bounded && !unbound)
                                    ? ASKCAM_THINKING_OUTPUT_MIN
                                    : ASKCAM_OUTPUT_MIN;
    return request;
}

struct askcam_estimate askcam_spending_estimate(const struct askcam_spending *spending,
                                                const struct askcam_chat *chat,
                                                const struct askcam_picture_set *set)
{
    const struct askcam_ledger_request request = output_of(spending->model, chat);
    struct askcam_estimate estimate = {
        .image_tokens = picture_tokens(spending->model, chat, set),
        .input_tokens = -1,
        .output_tokens = request.output_is_bounded ? (int64_t)request.output_tokens : -1,
        .amount = -1};
    struct askcam_cost cost;

    if (estimate.image_tokens < 0) {
        return estimate;
    }
    estimate.input_tokens = estimate.image_tokens + all_text_tokens(chat);
    const int64_t output = estimate.output_tokens < 0 ? 0 : estimate.output_tokens;
    if (spending->price == NULL && spending->is_free) {
        estimate.amount = 0;
    } else if (askcam_price_cost(spending->price, estimate.input_tokens, output, &cost)) {
        estimate.amount = cost.amount;
        memcpy(estimate.currency, cost.currency, sizeof estimate.currency);
    }
    return estimate;
}

/* The first limit that is set; NULL: none is. */
static const struct askcam_ledger_limit *first_limit(const struct askcam_ledger_limits *limits)
{
    const struct askcam_ledger_limit *const rows[] = {&limits->ask, &limits->day, &limits->month};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i]->set) {
            return rows[i];
        }
    }
    return NULL;
}

/* What keeps the limit from being kept: the price, or the tokens of the pictures. */
static enum askcam_status fail_unknown(const struct askcam_spending *spending,
                                       const struct askcam_ledger_limit *limit,
                                       struct askcam_error *err)
{
    assert(limit != NULL); /* without one nothing is checked */
    const struct askcam_error_context price = {
        limit->name, "add its price to models.json (askcam models --help), or remove the limit"};
    const struct askcam_error_context tokens = {
        limit->name,
        "add token_side_px and extra_tokens of the model to models.json, or remove the limit"};

    return spending->price == NULL
               ? askcam_fail(err, ASKCAM_ERR_USAGE, price,
                             "the price of %s at this server is not known, so the limit cannot be "
                             "enforced",
                             spending->model->name)
               : askcam_fail(
                     err, ASKCAM_ERR_USAGE, tokens,
                     "what this costs with %s is not known, so the limit cannot be enforced",
                     spending->model->name);
}

static enum askcam_status fail_no_place(struct askcam_error *err)
{
    const struct askcam_error_context context = {"usage record", "set HOME or XDG_STATE_HOME"};

    return askcam_fail(err, ASKCAM_ERR_STORAGE, context,
                       "its folder is not known, so no limit can be enforced");
}

/* Fills in the money; false if it is not known. */
static bool price_request(const struct askcam_price *price, int64_t input_tokens,
                          struct askcam_ledger_request *request)
{
    enum { MILLION = 1000000 };
    struct askcam_cost input;
    struct askcam_cost with_output;

    if (!askcam_price_cost(price, input_tokens, 0, &input) ||
        !askcam_price_cost(price, input_tokens, MILLION, &with_output)) {
        return false;
    }
    request->input_cost = input.amount;
    request->output_price = (with_output.amount - input.amount) / MILLION;
    request->currency = price->currency;
    return true;
}

/* A limit is set, and it costs something. */
static bool is_limited(const struct askcam_spending *spending)
{
    return first_limit(&spending->limits) != NULL &&
           (spending->price != NULL || !spending->is_free);
}

enum askcam_status askcam_spending_check(const struct askcam_spending *spending,
                                         struct askcam_error *err)
{
    if (!is_limited(spending)) {
        return ASKCAM_OK;
    }
    if (spending->price == NULL) {
        return fail_unknown(spending, first_limit(&spending->limits), err);
    }
    return spending->ledger == NULL ? fail_no_place(err) : ASKCAM_OK;
}

static enum askcam_spending_block block_of(enum askcam_status status,
                                           const struct askcam_ledger_reservation *reservation)
{
    if (status == ASKCAM_ERR_LIMIT) {
        return reservation->exceeds_month ? ASKCAM_SPENDING_MONTH : ASKCAM_SPENDING_DAY;
    }
    return status == ASKCAM_ERR_STORAGE ? ASKCAM_SPENDING_RECORD : ASKCAM_SPENDING_FREE;
}

enum askcam_status askcam_spending_reserve(struct askcam_spending *spending,
                                           const struct askcam_chat *chat,
                                           const struct askcam_picture_set *set,
                                           uint64_t deadline_ms, struct askcam_error *err)
{
    enum askcam_status status = askcam_spending_check(spending, err);

    spending->block = ASKCAM_SPENDING_FREE;
    if (status != ASKCAM_OK || !is_limited(spending)) {
        return status;
    }
    struct askcam_ledger_request request = output_of(spending->model, chat);
    const struct askcam_estimate estimate = askcam_spending_estimate(spending, chat, set);
    request.limits = &spending->limits;
    if (!price_request(spending->price, estimate.input_tokens, &request)) {
        return fail_unknown(spending, first_limit(&spending->limits), err);
    }
    const struct askcam_host *const host = spending->ledger->store.host;
    const uint64_t lock_ms = askcam_deadline(host, RESERVE_LOCK_MS);
    status = askcam_ledger_reserve(spending->ledger, &request, (time_t)askcam_wall_s(host),
                                   lock_ms < deadline_ms ? lock_ms : deadline_ms,
                                   &spending->reservation, err);
    spending->block = block_of(status, &spending->reservation);
    return status;
}

static enum askcam_status book(struct askcam_spending *spending,
                               const struct askcam_ledger_entry *entry, struct askcam_error *err)
{
    const struct askcam_host *const host = spending->ledger->store.host;
    const uint64_t lock_ms = askcam_deadline(host, SETTLE_LOCK_MS);

    return spending->reservation.held
               ? askcam_ledger_settle(spending->ledger, &spending->reservation, entry, lock_ms, err)
               : askcam_ledger_add(spending->ledger, entry, (time_t)askcam_wall_s(host), lock_ms,
                                   err);
}

void askcam_spending_settle(struct askcam_spending *spending, const struct askcam_usage *usage,
                            enum askcam_attempt_end end, struct askcam_cost *cost)
{
    const bool is_known = usage->input >= 0 && usage->output >= 0;
    struct askcam_error err = {0};
    enum askcam_status status = ASKCAM_OK;

    *cost = (struct askcam_cost){.amount = -1};
    const bool is_priced =
        is_known && askcam_price_cost(spending->price, usage->input, usage->output, cost);
    if (spending->ledger == NULL) {
        return;
    }
    if (is_known) {
        const struct askcam_ledger_entry entry = {.model = spending->model->name,
                                                  .input_tokens = (uint64_t)usage->input,
                                                  .output_tokens = (uint64_t)usage->output,
                                                  .cost = is_priced ? cost->amount : 0,
                                                  .currency = is_priced ? cost->currency : ""};
        status = book(spending, &entry, &err);
    } else if (spending->reservation.held && end == ASKCAM_ATTEMPT_REFUSED) {
        status = book(spending, NULL, &err);
    }
    spending->reservation.held = false; /* one that is left counts as spent */
    if (status != ASKCAM_OK) {
        askcam_log(spending->ledger->store.host, ASKCAM_LOG_WARNING, "%s: %s; %s", err.what,
                   err.why, err.hint);
    }
}
