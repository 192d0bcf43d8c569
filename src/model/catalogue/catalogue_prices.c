/* SPDX-License-Identifier: MIT */
/* catalogue_prices.c - see catalogue_prices.h and catalogue.h: price lists and what they say. */
#include "catalogue_prices.h"

#include <string.h>

#include "catalogue_values.h"

static const cJSON *get(const cJSON *object, const char *name)
{
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

static bool is_price(const cJSON *value)
{
    return cJSON_IsNumber(value) && value->valuedouble >= 0 && value->valuedouble < 1e9;
}

static bool is_list(const cJSON *value, int cap)
{
    return cJSON_IsArray(value) && cJSON_GetArraySize(value) >= 1 &&
           cJSON_GetArraySize(value) <= cap;
}

static const char *tiers_expected(const cJSON *tiers)
{
    const cJSON *tier = NULL;

    if (!is_list(tiers, ASKCAM_PRICE_TIERS)) {
        return "\"tiers\": 1 to 6 objects with \"input\" and \"output\"";
    }
    cJSON_ArrayForEach(tier, tiers)
    {
        const cJSON *const up_to = get(tier, "up_to");
        if (!is_price(get(tier, "input")) || !is_price(get(tier, "output"))) {
            return "\"input\" and \"output\" in each tier: a price per million tokens";
        }
        if (up_to != NULL && !askcam_is_count(up_to)) {
            return "\"up_to\": a number of input tokens";
        }
    }
    return NULL;
}

static const char *price_expected(const cJSON *price)
{
    const cJSON *const regions = get(price, "regions");
    const cJSON *const dated = get(price, "dated");
    const cJSON *const source = get(price, "source");
    const cJSON *region = NULL;

    const cJSON *const base_url = get(price, "base_url");
    struct askcam_url url;

    if (base_url != NULL && (!askcam_is_word(base_url, ASKCAM_PRICE_URL_BYTES) ||
                             askcam_url_parse(&url, base_url->valuestring, NULL) != ASKCAM_OK)) {
        return "\"base_url\": the server's URL, such as \"http://127.0.0.1:8080/v1\"";
    }
    if (!cJSON_IsObject(price) ||
        (base_url == NULL || regions != NULL) == !is_list(regions, ASKCAM_PRICE_REGIONS)) {
        return "\"regions\" (1 to 6 names) or \"base_url\" in each price list";
    }
    cJSON_ArrayForEach(region, regions)
    {
        if (!askcam_is_word(region, ASKCAM_PRICE_WORD_BYTES)) {
            return "\"regions\": names of at most 15 letters";
        }
    }
    if (!askcam_is_word(get(price, "currency"), ASKCAM_PRICE_WORD_BYTES)) {
        return "\"currency\": such as \"CNY\" or \"USD\"";
    }
    if (dated != NULL && !askcam_is_word(dated, ASKCAM_PRICE_WORD_BYTES)) {
        return "\"dated\": the day of the price list";
    }
    if (source != NULL && !askcam_is_word(source, ASKCAM_MODEL_TEXT_BYTES)) {
        return "\"source\": a text that is not too long";
    }
    return tiers_expected(get(price, "tiers"));
}

const char *askcam_prices_expected(const cJSON *value)
{
    const cJSON *price = NULL;

    if (!cJSON_IsArray(value) || cJSON_GetArraySize(value) > ASKCAM_MODEL_PRICES) {
        return "an array of at most 8 price lists";
    }
    cJSON_ArrayForEach(price, value)
    {
        const char *const expected = price_expected(price);
        if (expected != NULL) {
            return expected;
        }
    }
    return NULL;
}

static void tiers_read(const cJSON *tiers, struct askcam_price *to)
{
    const cJSON *tier = NULL;

    cJSON_ArrayForEach(tier, tiers)
    {
        const cJSON *const up_to = get(tier, "up_to");
        to->tiers[to->tiers_count++] = (struct askcam_price_tier){
            .up_to = up_to == NULL ? -1 : (int64_t)up_to->valuedouble,
            .input = get(tier, "input")->valuedouble,
            .output = get(tier, "output")->valuedouble,
        };
    }
}

static void price_read(const cJSON *price, struct askcam_price *to)
{
    const cJSON *const dated = get(price, "dated");
    const cJSON *const base_url = get(price, "base_url");
    const cJSON *region = NULL;

    *to = (struct askcam_price){.regions_count = 0};
    askcam_error_text(to->base_url, sizeof to->base_url,
                      base_url == NULL ? "" : base_url->valuestring);
    cJSON_ArrayForEach(region, get(price, "regions"))
    {
        askcam_error_text(to->regions[to->regions_count++], ASKCAM_PRICE_WORD_BYTES,
                          region->valuestring);
    }
    askcam_error_text(to->currency, sizeof to->currency, get(price, "currency")->valuestring);
    askcam_error_text(to->dated, sizeof to->dated, dated == NULL ? "" : dated->valuestring);
    tiers_read(get(price, "tiers"), to);
}

void askcam_prices_read(const cJSON *value, bool by_url, struct askcam_model *model)
{
    const cJSON *price = NULL;

    cJSON_ArrayForEach(price, value)
    {
        const bool is_by_url = get(price, "base_url") != NULL;
        if (is_by_url == by_url && model->prices_count < ASKCAM_MODEL_PRICES) {
            price_read(price, &model->prices[model->prices_count++]);
        }
    }
}

bool askcam_prices_are_by_url(const cJSON *value)
{
    const cJSON *price = NULL;
    bool all = cJSON_GetArraySize(value) > 0;

    cJSON_ArrayForEach(price, value)
    {
        all = all && get(price, "base_url") != NULL;
    }
    return all;
}

static bool has_region(const struct askcam_price *price, const char *region)
{
    for (size_t i = 0; i < price->regions_count; i++) {
        if (strcmp(price->regions[i], region) == 0) {
            return true;
        }
    }
    return false;
}

/* The first tier that the input fits into; tiers are in ascending order. */
static const struct askcam_price_tier *tier_of(const struct askcam_price *price, int64_t input)
{
    for (size_t i = 0; i < price->tiers_count; i++) {
        if (price->tiers[i].up_to < 0 || input <= price->tiers[i].up_to) {
            return &price->tiers[i];
        }
    }
    return NULL;
}

const struct askcam_price *askcam_model_price_in(const struct askcam_model *model,
                                                 const char *region)
{
    for (size_t i = 0; i < model->prices_count && region != NULL; i++) {
        if (has_region(&model->prices[i], region)) {
            return &model->prices[i];
        }
    }
    return NULL;
}

/* Whether url is that of the server `base`, or below its path. */
static bool is_below(const struct askcam_url *base, const struct askcam_url *url)
{
    const size_t bytes = strlen(base->path);

    return base->tls == url->tls && base->port == url->port && strcmp(base->host, url->host) == 0 &&
           strncmp(base->path, url->path, bytes) == 0 &&
           (url->path[bytes] == '\0' || url->path[bytes] == '/' || url->path[bytes] == '?');
}

const struct askcam_price *askcam_model_price_at(const struct askcam_model *model,
                                                 const struct askcam_url *url)
{
    struct askcam_url base;

    for (size_t i = 0; i < model->prices_count; i++) {
        if (model->prices[i].base_url[0] != '\0' &&
            askcam_url_parse(&base, model->prices[i].base_url, NULL) == ASKCAM_OK &&
            is_below(&base, url)) {
            return &model->prices[i];
        }
    }
    return NULL;
}

bool askcam_price_cost(const struct askcam_price *price, int64_t input_tokens,
                       int64_t output_tokens, struct askcam_cost *cost)
{
    if (price == NULL || input_tokens < 0 || output_tokens < 0) {
        return false;
    }
    const struct askcam_price_tier *const tier = tier_of(price, input_tokens);
    if (tier == NULL) {
        return false;
    }
    cost->amount =
        ((double)input_tokens * tier->input + (double)output_tokens * tier->output) / 1e6;
    askcam_error_text(cost->currency, sizeof cost->currency, price->currency);
    return true;
}

bool askcam_model_cost(const struct askcam_model *model, const char *region, int64_t input_tokens,
                       int64_t output_tokens, struct askcam_cost *cost)
{
    return askcam_price_cost(askcam_model_price_in(model, region), input_tokens, output_tokens,
                             cost);
}
