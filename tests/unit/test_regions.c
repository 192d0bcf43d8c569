/* SPDX-License-Identifier: MIT */
/* test_regions.c - base URLs by region and workspace, and the region of a host. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "regions.h"

enum { URL_BYTES = 256 };

static struct askcam_catalogue catalogue;

static void open_with(const char *json)
{
    askcam_catalogue_close(&catalogue);
    assert_int_equal(
        askcam_catalogue_open(&catalogue, json, json == NULL ? 0 : strlen(json), "my.json", NULL),
        ASKCAM_OK);
}

static int open_built_in(void **state)
{
    (void)state;
    open_with(NULL);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    askcam_catalogue_close(&catalogue);
    return 0;
}

static void a_shared_server_is_the_regions(void **state)
{
    static const struct {
        enum askcam_api api;
        const char *region;
        const char *url;
    } rows[] = {
        {ASKCAM_API_OPENAI, "singapore", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "virginia", "https://dashscope-us.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "beijing", "https://dashscope.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_DASHSCOPE, "singapore", "https://dashscope-intl.aliyuncs.com/api/v1"},
        {ASKCAM_API_DASHSCOPE, "virginia", "https://dashscope-us.aliyuncs.com/api/v1"},
        {ASKCAM_API_DASHSCOPE, "beijing", "https://dashscope.aliyuncs.com/api/v1"},
    };
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(askcam_region_url(&catalogue, rows[i].api, rows[i].region, url, NULL),
                         ASKCAM_OK);
        assert_string_equal(url, rows[i].url);
    }
}

static void regions_without_a_shared_server_need_a_workspace(void **state)
{
    static const struct {
        const char *region;
        const char *why;
    } rows[] = {
        {"frankfurt", "frankfurt needs --workspace"},
        {"tokyo", "tokyo needs --workspace"},
        {"hongkong", "hongkong needs --workspace"},
        {"eu-central-1", "eu-central-1 needs --workspace"},
        {"ap-southeast-1", "ap-southeast-1 needs --workspace"},
        {"mars", "invalid value \"mars\""},
    };
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(
            askcam_region_url(&catalogue, ASKCAM_API_OPENAI, rows[i].region, url, &err),
            ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--region");
        assert_string_equal(err.why, rows[i].why);
        assert_string_equal(err.hint, "use singapore, virginia or beijing, or add --workspace ID, "
                                      "which all other regions need");
    }
}

static void a_workspace_has_a_host_in_each_region(void **state)
{
    static const struct {
        enum askcam_api api;
        const char *region;
        const char *url;
    } rows[] = {
        {ASKCAM_API_OPENAI, "singapore",
         "https://llm-1a.ap-southeast-1.maas.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "virginia",
         "https://llm-1a.us-east-1.maas.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_DASHSCOPE, "beijing", "https://llm-1a.cn-beijing.maas.aliyuncs.com/api/v1"},
        {ASKCAM_API_DASHSCOPE, "frankfurt", "https://llm-1a.eu-central-1.maas.aliyuncs.com/api/v1"},
        {ASKCAM_API_OPENAI, "tokyo",
         "https://llm-1a.ap-northeast-1.maas.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "hongkong",
         "https://llm-1a.cn-hongkong.maas.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "eu-central-1",
         "https://llm-1a.eu-central-1.maas.aliyuncs.com/compatible-mode/v1"},
        {ASKCAM_API_OPENAI, "me-central-9", /* not in the catalogue */
         "https://llm-1a.me-central-9.maas.aliyuncs.com/compatible-mode/v1"},
    };
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(
            askcam_workspace_url(&catalogue, rows[i].api, "llm-1a", rows[i].region, url, NULL),
            ASKCAM_OK);
        assert_string_equal(url, rows[i].url);
    }
}

#define LABEL_62 "a12345678901234567890123456789012345678901234567890123456789ab"

static void a_workspace_is_one_label_of_a_host_name(void **state)
{
    static const char *const bad[] = {"",   "a.b", "a/b", "a@b",      "a b",      "-a",
                                      "a-", "a_b", "a:1", "\xC3\xA4", "{region}", LABEL_62 "12"};
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(
            askcam_workspace_url(&catalogue, ASKCAM_API_OPENAI, bad[i], "singapore", url, &err),
            ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--workspace");
    }
    assert_int_equal(
        askcam_workspace_url(&catalogue, ASKCAM_API_OPENAI, LABEL_62 "1", "singapore", url, NULL),
        ASKCAM_OK);
    open_with("{\"workspaces\":{\"openai\":\"https://{region}.example/" LABEL_62 LABEL_62 LABEL_62
              "/{workspace}\"}}");
    assert_int_equal(
        askcam_workspace_url(&catalogue, ASKCAM_API_OPENAI, LABEL_62, "singapore", url, NULL),
        ASKCAM_ERR_USAGE); /* does not fit */
}

static void a_workspaces_region_must_look_like_one(void **state)
{
    static const char *const bad[] = {"mars", "EU-central-1", "eu.central-1", "eu-central-1/x",
                                      "-"};
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(
            askcam_workspace_url(&catalogue, ASKCAM_API_OPENAI, "llm-1a", bad[i], url, &err),
            ASKCAM_ERR_USAGE);
        assert_string_equal(err.what, "--region");
        assert_string_equal(err.hint,
                            "use singapore, virginia, beijing, frankfurt, tokyo or hongkong, or "
                            "the service's own name of a region, such as eu-central-1");
    }
}

static void a_host_is_in_its_region(void **state)
{
    static const struct {
        const char *host;
        const char *region;
    } rows[] = {
        {"dashscope-intl.aliyuncs.com", "singapore"},
        {"dashscope.aliyuncs.com", "beijing"},
        {"llm-1a.eu-central-1.maas.aliyuncs.com", "frankfurt"},
        {"llm-1a.ap-southeast-1.maas.aliyuncs.com", "singapore"},
        {"llm-1a.me-central-9.maas.aliyuncs.com", NULL},
        {"api.openai.com", NULL},
        {"127.0.0.1", NULL},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const region = askcam_region_of_host(&catalogue, rows[i].host);
        assert_string_equal(region == NULL ? "none" : region,
                            rows[i].region == NULL ? "none" : rows[i].region);
    }
    assert_string_equal(askcam_region_name(&catalogue, "eu-central-1"), "frankfurt");
    assert_string_equal(askcam_region_name(&catalogue, "tokyo"), "tokyo");
    assert_null(askcam_region_name(&catalogue, "mars"));
}

static void a_users_file_adds_regions_and_hosts(void **state)
{
    char url[ASKCAM_REGION_URL_BYTES];

    (void)state;
    open_with("{\"regions\":{\"mars\":{\"id\":\"ma-rs-1\",\"openai\":\"https://m.example/v1\"}},"
              "\"workspaces\":{\"openai\":\"https://{region}.example/{workspace}/v1\"}}");
    assert_int_equal(askcam_region_url(&catalogue, ASKCAM_API_OPENAI, "mars", url, NULL),
                     ASKCAM_OK);
    assert_string_equal(url, "https://m.example/v1");
    assert_int_equal(askcam_region_url(&catalogue, ASKCAM_API_DASHSCOPE, "mars", url, NULL),
                     ASKCAM_ERR_USAGE);
    assert_int_equal(askcam_workspace_url(&catalogue, ASKCAM_API_OPENAI, "w", "mars", url, NULL),
                     ASKCAM_OK);
    assert_string_equal(url, "https://ma-rs-1.example/w/v1");
    assert_string_equal(askcam_region_of_host(&catalogue, "m.example"), "mars");
    assert_string_equal(askcam_region_of_host(&catalogue, "dashscope.aliyuncs.com"), "beijing");
}

static void a_users_regions_are_checked(void **state)
{
    static const char *const bad[] = {
        "{\"regions\":{\"mars\":{}}}",
        "{\"regions\":{\"mars\":1}}",
        "{\"regions\":{\"a-name-of-16-byte\":{\"id\":\"x\"}}}",
        "{\"regions\":{\"mars\":{\"id\":\"a.b\"}}}",
        "{\"regions\":{\"mars\":{\"id\":1}}}",
        "{\"regions\":{\"mars\":{\"id\":\"x\",\"openai\":\"http://m.example\"}}}",
        "{\"regions\":{\"mars\":{\"id\":\"x\",\"grpc\":\"https://m.example\"}}}",
        "{\"workspaces\":{\"openai\":\"https://{region}.example\"}}",
        "{\"workspaces\":{\"openai\":\"https://{workspace}.example\"}}",
        "{\"workspaces\":{\"openai\":\"http://{workspace}.{region}.example\"}}",
        "{\"workspaces\":{\"grpc\":\"https://{workspace}.{region}.example\"}}",
        "{\"workspaces\":{\"openai\":7}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct askcam_catalogue other;
        struct askcam_error err = {.kind = ASKCAM_OK};
        assert_int_equal(askcam_catalogue_open(&other, bad[i], strlen(bad[i]), "my.json", &err),
                         ASKCAM_ERR_CONFIG);
        assert_string_equal(err.what, "my.json");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_shared_server_is_the_regions, open_built_in),
        cmocka_unit_test_setup(regions_without_a_shared_server_need_a_workspace, open_built_in),
        cmocka_unit_test_setup(a_workspace_has_a_host_in_each_region, open_built_in),
        cmocka_unit_test_setup(a_workspace_is_one_label_of_a_host_name, open_built_in),
        cmocka_unit_test_setup(a_workspaces_region_must_look_like_one, open_built_in),
        cmocka_unit_test_setup(a_host_is_in_its_region, open_built_in),
        cmocka_unit_test_setup(a_users_file_adds_regions_and_hosts, open_built_in),
        cmocka_unit_test_setup(a_users_regions_are_checked, open_built_in),
    };

    return cmocka_run_group_tests_name("regions", tests, NULL, close_all);
}
