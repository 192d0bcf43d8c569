/* SPDX-License-Identifier: MIT */
/*
 * fuzz_catalogue.c - any user's file: it is refused with a reason, or every entry can be found,
 * described and priced, and hosts that it does not name keep their variables.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "utf8.h"

enum { LINE_BYTES = 512 };

static void check_text(const char *text, size_t cap_bytes)
{
    if (memchr(text, '\0', cap_bytes) == NULL || !askcam_utf8_valid(text, strlen(text))) {
        abort();
    }
}

static void describe(const struct askcam_catalogue *catalogue, const struct askcam_model *model)
{
    char line[LINE_BYTES];

    for (size_t i = 0; askcam_model_member(i) != NULL; i++) {
        const bool has_text = askcam_model_member_text(catalogue, model, i, line, sizeof line);
        if (has_text != (askcam_model_source(catalogue, model, i)[0] != '\0')) {
            abort();
        }
        if (has_text) {
            check_text(line, sizeof line);
        }
    }
}

static void check_model(const struct askcam_catalogue *catalogue, const struct askcam_model *model)
{
    struct askcam_chat chat = {.model = model->name, .json = true, .no_stream = true};
    struct askcam_cost cost;

    check_text(model->name, sizeof model->name);
    check_text(model->entry, sizeof model->entry);
    check_text(model->note, sizeof model->note);
    if (!model->known || model->prices_count > ASKCAM_MODEL_PRICES ||
        askcam_model_image_tokens(model, 640, 480) < -1 ||
        askcam_model_video_tokens(model, 640, 480, 9) < -1) {
        abort();
    }
    for (size_t i = 0; i < model->prices_count; i++) {
        if (askcam_model_cost(model, model->prices[i].regions[0], 1, 1, &cost) && cost.amount < 0) {
            abort();
        }
    }
    (void)askcam_model_check(model, &chat, NULL); /* any verdict */
    askcam_model_settle(model, &chat);
    describe(catalogue, model);
}

static void check_keys(const struct askcam_catalogue *catalogue)
{
    const char *host = NULL;
    const char *variable = NULL;

    for (size_t i = 0; askcam_catalogue_key_row(catalogue, i, &host, &variable); i++) {
        if (host[0] == '\0' || variable[0] == '\0') {
            abort();
        }
    }
    if (askcam_catalogue_key_variable(catalogue, "example") != NULL) {
        abort(); /* a pattern has two labels at least */
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    struct askcam_catalogue catalogue;
    struct askcam_model model;
    struct askcam_error err = {.kind = ASKCAM_OK};
    const enum askcam_status status =
        askcam_catalogue_open(&catalogue, (const char *)bytes, bytes_len, "models.json", &err);

    if (status != ASKCAM_OK) {
        if (status != ASKCAM_ERR_CONFIG || err.why[0] == '\0' || err.hint[0] == '\0') {
            abort();
        }
        return 0;
    }
    for (size_t i = 0; askcam_catalogue_entry(&catalogue, i, &model); i++) {
        check_model(&catalogue, &model);
    }
    check_keys(&catalogue);
    askcam_catalogue_close(&catalogue);
    return 0;
}
