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

    if (!cJSON_IsObject(price) || !is_list(regions, ASKCAM_PRICE_REGIONS)) {
        return "\"regions\": 1 to 6 names in each price list";
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

void askcam_prices_read(const cJSON *value, struct askcam_model *model)
{
    const cJSON *price = NULL;
    const cJSON *region = NULL;

    cJSON_ArrayForEach(price, value)
    {
        struct askcam_price *const to = &model->prices[model->prices_count++];
        const cJSON *const dated = get(price, "dated");
        cJSON_ArrayForEach(region, get(price, "regions"))
        {
            askcam_error_text(to->regions[to->regions_count++], ASKCAM_PRICE_WORD_BYTES,
                              region->valuestring);
        }
        askcam_error_text(to->currency, sizeof to->currency, get(price, "currency")->valuestring);
        askcam_error_text(to->dated, sizeof to->dated, dated == NULL ? "" : dated->valuestring);
        tiers_read(get(price, "tiers"), to);
    }
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

bool askcam_model_cost(const struct askcam_model *model, const char *region, int64_t input_tokens,
                       int64_t output_tokens, struct askcam_cost *cost)
{
    if (region == NULL || input_tokens < 0 || output_tokens < 0) {
        return false;
    }
    for (size_t i = 0; i < model->prices_count; i++) {
        const struct askcam_price *const price = &model->prices[i];
        if (!has_region(price, region)) {
            continue;
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
    return false;
}
