/* SPDX-License-Identifier: MIT */
/* test_proxy_url.c - the URL of a proxy, and the hosts that go without one, as curl reads them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "proxy_url.h"

enum { COUNT_MAX = 160 };

static struct good_case {
    const char *text;
    const char *host;
    unsigned port;
    bool is_ipv6;
    const char *basic;
    const char *masked;
} good[] = {
    {"http://proxy.lan:3128", "proxy.lan", 3128, false, "", "http://proxy.lan:3128"},
    {"http://proxy.lan:3128/", "proxy.lan", 3128, false, "", "http://proxy.lan:3128/"},
    {"HTTP://Proxy.LAN", "proxy.lan", 1080, false, "", "HTTP://Proxy.LAN"},
    {"proxy.lan", "proxy.lan", 1080, false, "", "proxy.lan"},
    {"proxy:8080", "proxy", 8080, false, "", "proxy:8080"},
    {"proxy:", "proxy", 1080, false, "", "proxy:"},
    {"http://[::1]:8080", "::1", 8080, true, "", "http://[::1]:8080"},
    {"http://[2001:DB8::1]", "2001:db8::1", 1080, true, "", "http://[2001:DB8::1]"},
    {"http://p:1/x?y#z", "p", 1, false, "", "http://p:1/x?y#z"},
    {"http://u:p@h:1", "h", 1, false, "Basic dTpw", "http://****@h:1"},
    {"u:p@h", "h", 1080, false, "Basic dTpw", "****@h"},
    {"http://u@h", "h", 1080, false, "Basic dTo=", "http://****@h"},
    {"http://u:@h", "h", 1080, false, "Basic dTo=", "http://****@h"},
    {"http://:p@h", "h", 1080, false, "Basic OnA=", "http://****@h"},
    {"http://@h", "h", 1080, false, "", "http://****@h"},
    {"http://u%40x:p%3Aq%2f@h", "h", 1080, false, "Basic dUB4OnA6cS8=", "http://****@h"},
    {"http://u:a@b@h", "h", 1080, false, "Basic dTphQGI=", "http://****@h"},
    {"http://u:p:q@h", "h", 1080, false, "Basic dTpwOnE=", "http://****@h"},
    {"http://u:%zz%4@h", "h", 1080, false, "Basic dTolenolNA==", "http://****@h"},
    {"http://u:%C3%A4@h", "h", 1080, false, "Basic dTrDpA==", "http://****@h"},
};

static struct bad_case {
    const char *text;
    const char *why; /* a part of it */
    const char *masked;
} bad[] = {
    {"", "no host", ""},
    {"http://", "no host", "http://"},
    {"http://:3128", "no host", "http://:3128"},
    {"https://proxy.lan", "only http://", "https://proxy.lan"},
    {"socks5h://u:secret@proxy.lan", "only http://", "socks5h://****@proxy.lan"},
    {"u:secret@proxy.lan://x", "only http://", "****@proxy.lan://x"},
    {"http://proxy.lan:0", "port", "http://proxy.lan:0"},
    {"http://proxy.lan:65536", "port", "http://proxy.lan:65536"},
    {"http://proxy.lan:x", "port", "http://proxy.lan:x"},
    {"http://u:se/cret@proxy.lan:1", "port", "http://****@proxy.lan:1"},
    {"http://u:s%00x@h", "control character", "http://****@h"},
    {"http://u:s%0d%0aX-A:b@h", "control character", "http://****@h"},
    {"http://u:s\x7f@h", "control character", "http://****@h"},
    {"http://h\r\nX: y", "neither a name", "http://h\r\nX: y"},
    {"http://a b", "neither a name", "http://a b"},
    {"http://[::1", "neither a name", "http://[::1"},
    {"http://[::1]x", "brackets", "http://[::1]x"},
    {"http://[1.2.3.4]", "brackets", "http://[1.2.3.4]"},
};

static void a_good_url_is_taken_apart(void **state)
{
    const struct good_case *row = *state;
    struct askcam_proxy proxy;
    char shown[64];

    memset(&proxy, 0xA5, sizeof proxy);
    assert_null(askcam_proxy_parse(&proxy, row->text));
    assert_string_equal(proxy.host, row->host);
    assert_int_equal(proxy.port, row->port);
    assert_int_equal(proxy.host_is_ipv6, row->is_ipv6);
    assert_string_equal(proxy.basic, row->basic);
    askcam_proxy_masked(row->text, shown, sizeof shown);
    assert_string_equal(shown, row->masked);
}

static void a_bad_url_is_refused_and_shown_without_its_password(void **state)
{
    const struct bad_case *row = *state;
    struct askcam_proxy proxy;
    struct askcam_proxy before;
    char shown[64];

    memset(&proxy, 0xA5, sizeof proxy);
    before = proxy;
    const char *why = askcam_proxy_parse(&proxy, row->text);
    assert_non_null(why);
    assert_non_null(strstr(why, row->why));
    assert_memory_equal(&proxy, &before, sizeof proxy);
    askcam_proxy_masked(row->text, shown, sizeof shown);
    assert_string_equal(shown, row->masked);
}

static void a_login_as_long_as_can_be_passes_and_no_longer(void **state)
{
    char text[ASKCAM_PROXY_LOGIN_BYTES + 64];
    struct askcam_proxy proxy;

    (void)state;
    (void)snprintf(text, sizeof text, "http://u:%0*d@h", ASKCAM_PROXY_LOGIN_BYTES - 3, 0);
    assert_null(askcam_proxy_parse(&proxy, text));
    (void)snprintf(text, sizeof text, "http://u:%0*d@h", ASKCAM_PROXY_LOGIN_BYTES - 2, 0);
    assert_non_null(askcam_proxy_parse(&proxy, text));
}

static void masking_cuts_what_does_not_fit(void **state)
{
    char shown[10];

    (void)state;
    askcam_proxy_masked("http://user:secret@proxy.lan", shown, sizeof shown);
    assert_string_equal(shown, "http://**");
}

static struct list_case {
    const char *list;
    const char *url;
    bool has;
} lists[] = {
    {"*", "https://a.example", true},
    {"a.example", "https://a.example", true},
    {"A.Example", "https://a.example:8443/x", true},
    {"example", "https://a.example", true},
    {".example", "https://a.example", true},
    {".a.example", "https://a.example", true},
    {"a.example.", "https://a.example", true},
    {".example.", "https://a.example", true},
    {"x,a.example", "https://a.example", true},
    {"x, a.example ,y", "https://a.example", true},
    {"x a.example", "https://a.example", true},
    {",,x,,a.example,,", "https://a.example", true},
    {"\ta.example", "https://a.example", true},
    {"127.0.0.0/8,10.0.0.0/8", "https://10.1.2.3", true},
    {"10.1.2.3", "https://10.1.2.3", true},
    {"10.1.2.3/32", "https://10.1.2.3", true},
    {"10.1.0.0/15", "https://10.0.2.3", true},
    {"10.1.2.4/0", "https://10.1.2.4", true},
    {"10.1.2.3", "https://0xa.1.2.3", true},
    {"2001:db8::1", "https://[2001:db8:0::1]", true},
    {"2001:db8::/32", "https://[2001:db8:1::1]", true},
    {"fd00::/7", "https://[fc12::1]", true},
    {"2001:db8::1/128", "https://[2001:db8::1]", true},
    {"a, *", "https://b.example", false},
    {"*.example", "https://a.example", false},
    {"a.example:443", "https://a.example", false},
    {"notexample", "https://a.example", false},
    {"ample", "https://a.example", false},
    {"x.a.example", "https://a.example", false},
    {"", "https://a.example", false},
    {",", "https://a.example", false},
    {".", "https://a.example", false},
    {"10.1.2.0/24", "https://10.1.3.3", false},
    {"10.1.2.4/0", "https://10.1.2.3", false},
    {"10.1.2.3/33", "https://10.1.2.3", false},
    {"10.1.2.3/-1", "https://10.1.2.3", false},
    {"10.1.2.3/4294967328", "https://10.1.2.3", false},
    {"10.1.2.3:443", "https://10.1.2.3", false},
    {"10.1.2", "https://10.1.2.3", false},
    {".3", "https://10.1.2.3", false},
    {"2001:db8::2", "https://[2001:db8::1]", false},
    {"2001:db8::/33", "https://[2001:db8:8000::1]", false},
    {"2001:db8::1/129", "https://[2001:db8::1]", false},
    {"2001:db8:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:1",
     "https://[2001:db8::1]", false},
    {"10.0.0.0/8", "https://10.0.0.1.example", false},
};

static void a_list_has_its_hosts(void **state)
{
    const struct list_case *row = *state;
    struct askcam_url url;

    assert_int_equal(askcam_url_parse(&url, row->url, NULL), ASKCAM_OK);
    assert_int_equal(askcam_no_proxy_has(row->list, &url), row->has);
}

int main(void)
{
    struct CMUnitTest tests[COUNT_MAX] = {
        cmocka_unit_test(a_login_as_long_as_can_be_passes_and_no_longer),
        cmocka_unit_test(masking_cuts_what_does_not_fit),
    };
    size_t count = 2;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        tests[count++] = (struct CMUnitTest){.name = good[i].text,
                                             .test_func = a_good_url_is_taken_apart,
                                             .initial_state = &good[i]};
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        tests[count++] =
            (struct CMUnitTest){.name = bad[i].text,
                                .test_func = a_bad_url_is_refused_and_shown_without_its_password,
                                .initial_state = &bad[i]};
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        tests[count++] = (struct CMUnitTest){
            .name = lists[i].list, .test_func = a_list_has_its_hosts, .initial_state = &lists[i]};
    }
    return _cmocka_run_group_tests("proxy_url", tests, count, NULL, NULL);
}
