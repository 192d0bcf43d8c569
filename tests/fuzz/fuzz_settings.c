/* SPDX-License-Identifier: MIT */
/*
 * fuzz_settings.c - any bytes as a settings file: refused with a cause, or each value that was
 * taken is printed by `askcam config` as a text that means the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "option_text.h"
#include "settings.h"

enum { VALUE_BYTES = 512 };

static void check_value(const struct option_row *row, const struct options *options)
{
    static struct options again;
    char value[VALUE_BYTES] = "";
    char value_again[VALUE_BYTES] = "";

    option_value_text(row, options, value, sizeof value);
    if (strlen(value) == sizeof value - 1) {
        return; /* cut: it is for people then */
    }
    options_init(&again);
    if (options_take(&again, row->name, value, FROM_FILE, NULL) != ASKCAM_OK) {
        abort();
    }
    option_value_text(row, &again, value_again, sizeof value_again);
    if (strcmp(value, value_again) != 0) {
        abort();
    }
}

static void check_values(const struct options *options)
{
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        const struct option_row *row = &OPTION_TABLE[i];
        if (row->name != NULL && !row->is_list && options->origins[i] == FROM_FILE) {
            check_value(row, options);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t bytes_len)
{
    static struct options options;
    static struct settings settings;
    struct askcam_error err = {.kind = ASKCAM_OK};
    char *text = malloc(bytes_len + 1);

    if (text == NULL) {
        abort();
    }
    memcpy(text, bytes, bytes_len);
    text[bytes_len] = '\0';
    options_init(&options);
    (void)snprintf(settings.path, sizeof settings.path, "config.json");
    const enum askcam_status status =
        settings_take_text(&settings, &options, text, bytes_len, &err);
    if (status == ASKCAM_OK) {
        check_values(&options);
    } else if (status != ASKCAM_ERR_CONFIG || err.kind != status || err.hint[0] == '\0') {
        abort();
    }
    settings_close(&settings);
    free(text);
    return 0;
}
