/* SPDX-License-Identifier: MIT */
/* setup.c - see setup.h. */
#include "setup.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file_error.h"
#include "host_scope.h"
#include "paths.h"
#include "regions.h"

enum { SCHEMA_MOST_BYTES = 1 << 20, MODELS_MOST_BYTES = 1 << 20 };

/* The region's base URL, or that of the workspace in it.  A URL of its own needs no server there.
 */
static enum askcam_status regional_url(const struct options *options,
                                       const struct askcam_catalogue *catalogue,
                                       char text[ASKCAM_REGION_URL_BYTES], struct askcam_error *err)
{
    const enum askcam_api api = (enum askcam_api)options->api;

    if (options->workspace != NULL) {
        return askcam_workspace_url(catalogue, api, options->workspace, options->region, text, err);
    }
    if (options->base_url != NULL && askcam_region_name(catalogue, options->region) != NULL) {
        return ASKCAM_OK;
    }
    return askcam_region_url(catalogue, api, options->region, text, err);
}

/* Whether the path, without its query, ends with the path of this API's call. */
static bool ends_with_call(const struct askcam_url *url, enum askcam_api api)
{
    const char *const call = askcam_api_path(api);
    const size_t path_bytes = strcspn(url->path, "?");
    const size_t call_bytes = strlen(call);

    return path_bytes >= call_bytes &&
           strncmp(url->path + path_bytes - call_bytes, call, call_bytes) == 0;
}

/* A URL that was copied with the path of the call is taken as meant: the path is cut off. */
static void cut_call(struct askcam_url *url, enum askcam_api api)
{
    char *const query = url->path + strcspn(url->path, "?");
    char *end = query - strlen(askcam_api_path(api));

    while (end > url->path && end[-1] == '/') {
        end--;
    }
    memmove(end, query, strlen(query) + 1);
}

static enum askcam_status take_call_path(struct askcam_url *url, const struct options *options,
                                         struct askcam_error *err)
{
    const enum askcam_api api = (enum askcam_api)options->api;
    const enum askcam_api other =
        api == ASKCAM_API_OPENAI ? ASKCAM_API_DASHSCOPE : ASKCAM_API_OPENAI;

    if (ends_with_call(url, api)) {
        cut_call(url, api);
    } else if (ends_with_call(url, other)) {
        const char *const name = other == ASKCAM_API_OPENAI ? "openai" : "dashscope";
        char hint[ASKCAM_ERROR_HINT_BYTES];
        (void)snprintf(hint, sizeof hint, "add --api %s", name);
        const struct askcam_error_context context = {"--base-url", hint};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context, "its path is that of the %s API", name);
    }
    return ASKCAM_OK;
}

bool setup_is_keyless(const struct askcam_url *url)
{
    return !url->tls && !askcam_url_is_loopback(url);
}

/* Plain http beyond this device. */
static enum askcam_status check_plain(const struct askcam_url *url, const struct options *options,
                                      struct askcam_error *err)
{
    uint8_t number[ASKCAM_IPV4_BYTES];
    const enum askcam_ip_scope scope = askcam_host_scope(url->host);
    const bool is_near = scope == ASKCAM_IP_LOCAL || scope == ASKCAM_IP_LOOPBACK;
    const bool is_number = url->host_is_ipv6 || askcam_host_read_ipv4(url->host, number);
    struct askcam_error_context context = {
        "--base-url", is_near ? "use https, or --allow-http in your own network" : "use https"};

    if (!options->allow_http) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "plain http would show the key and the picture to anyone on the "
                           "network path");
    }
    if (is_number && !is_near) {
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "%s is not in the local network, which --allow-http is for", url->host);
    }
    if (options->api_key_file != NULL) {
        context = (struct askcam_error_context){"--api-key-file", "remove it, or use https"};
        return askcam_fail(err, ASKCAM_ERR_USAGE, context,
                           "a key is never sent over plain http (--allow-http)");
    }
    return ASKCAM_OK;
}

enum askcam_status setup_url(struct askcam_url *url, const struct options *options,
                             const struct setup_catalogue *setup, struct askcam_error *err)
{
    char regional[ASKCAM_REGION_URL_BYTES] = "";
    struct askcam_error cause = {0};

    enum askcam_status status = regional_url(options, &setup->catalogue, regional, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    const char *text = options->base_url != NULL ? options->base_url : regional;
    status = askcam_url_parse(url, text, &cause);
    if (status != ASKCAM_OK) {
        const struct askcam_error_context context = {"--base-url", cause.hint};
        return askcam_fail(err, status, context, "%s", cause.why);
    }
    status = setup_is_keyless(url) ? check_plain(url, options, err) : ASKCAM_OK;
    return status != ASKCAM_OK ? status : take_call_path(url, options, err);
}

void setup_region(const struct options *options, const struct setup_catalogue *setup,
                  const struct askcam_url *url, char region[ASKCAM_PRICE_WORD_BYTES])
{
    const char *const name = options->base_url != NULL
                                 ? askcam_region_of_host(&setup->catalogue, url->host)
                                 : askcam_region_name(&setup->catalogue, options->region);

    (void)snprintf(region, ASKCAM_PRICE_WORD_BYTES, "%s", name != NULL ? name : "");
}

const struct askcam_price *setup_price(const char *region, const struct askcam_model *model,
                                       const struct askcam_url *url)
{
    const struct askcam_price *const own = askcam_model_price_at(model, url);

    if (own != NULL || askcam_url_is_loopback(url)) {
        return own;
    }
    return askcam_model_price_in(model, region);
}

void setup_key_variable(const struct setup_catalogue *setup, const struct askcam_url *url,
                        char variable[KEY_VARIABLE_BYTES])
{
    const char *name = askcam_catalogue_key_variable(&setup->catalogue, url->host);

    variable[0] = '\0';
    if (name != NULL && strlen(name) < KEY_VARIABLE_BYTES) {
        (void)snprintf(variable, KEY_VARIABLE_BYTES, "%s", name);
    }
}

struct key_request setup_key_request(const struct options *options, const struct askcam_url *url,
                                     const char *variable)
{
    return (struct key_request){.file = options->api_key_file,
                                .host = url->host,
                                .variable = variable[0] != '\0' ? variable : NULL,
                                .needed =
                                    url->tls && !options->dry_run && !askcam_url_is_loopback(url)};
}

enum askcam_status setup_schema(char **text, const struct options *options,
                                const struct askcam_host *host, struct askcam_error *err)
{
    const char *path = options->json_schema_file;
    const struct askcam_error_context context = {path, "use a file with a JSON schema"};

    *text = NULL;
    if (path == NULL) {
        return ASKCAM_OK;
    }
    const struct file_request request = {.path = path,
                                         .most_bytes = SCHEMA_MOST_BYTES,
                                         .action = "cannot read the schema",
                                         .kind = ASKCAM_ERR_CONFIG};
    size_t bytes = 0;
    char *read = NULL;
    const enum askcam_status status = file_text(&request, host, &read, &bytes, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    cJSON *json = cJSON_Parse(read);
    const bool is_object = cJSON_IsObject(json);
    cJSON_Delete(json);
    if (!is_object) {
        free(read);
        return askcam_fail(err, ASKCAM_ERR_CONFIG, context, "not a JSON object");
    }
    *text = read;
    return ASKCAM_OK;
}

enum askcam_status setup_catalogue(struct setup_catalogue *setup, const struct askcam_host *host,
                                   struct askcam_error *err)
{
    size_t bytes = 0;

    *setup = (struct setup_catalogue){0};
    if (askcam_path_of(ASKCAM_PATH_CONFIG, "models.json", setup->path)) {
        const struct file_request request = {.path = setup->path,
                                             .most_bytes = MODELS_MOST_BYTES,
                                             .action = "cannot read the models",
                                             .kind = ASKCAM_ERR_CONFIG,
                                             .may_be_missing = true};
        const enum askcam_status status = file_text(&request, host, &setup->text, &bytes, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return askcam_catalogue_open(&setup->catalogue, setup->text, bytes, setup->path, err);
}

void setup_catalogue_close(struct setup_catalogue *setup)
{
    askcam_catalogue_close(&setup->catalogue);
    free(setup->text);
    setup->text = NULL;
}
