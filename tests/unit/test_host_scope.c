/* SPDX-License-Identifier: MIT */
/* test_host_scope.c - how far a host reaches, by its text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "host_scope.h"

enum { COUNT_MAX = 128 };

static struct host_case {
    const char *host;
    enum askcam_ip_scope scope;
} hosts[] = {
    {"127.0.0.1", ASKCAM_IP_LOOPBACK},
    {"127.1", ASKCAM_IP_LOOPBACK},
    {"0177.0.0.1", ASKCAM_IP_LOOPBACK},
    {"0x7f.1", ASKCAM_IP_LOOPBACK},
    {"2130706433", ASKCAM_IP_LOOPBACK},
    {"0x7F000001", ASKCAM_IP_LOOPBACK},
    {"017700000001", ASKCAM_IP_LOOPBACK},
    {"0.0.0.0", ASKCAM_IP_LOOPBACK},
    {"0", ASKCAM_IP_LOOPBACK},
    {"0x", ASKCAM_IP_LOOPBACK},
    {"127.0.0.1.", ASKCAM_IP_LOOPBACK},
    {"localhost", ASKCAM_IP_LOOPBACK},
    {"LOCALHOST.", ASKCAM_IP_LOOPBACK},
    {"a.localhost", ASKCAM_IP_LOOPBACK},
    {"::1", ASKCAM_IP_LOOPBACK},
    {"::", ASKCAM_IP_LOOPBACK},
    {"0:0:0:0:0:0:0:1", ASKCAM_IP_LOOPBACK},
    {"::ffff:127.0.0.1", ASKCAM_IP_LOOPBACK},
    {"::ffff:7f00:1", ASKCAM_IP_LOOPBACK},
    {"10.0.0.1", ASKCAM_IP_LOCAL},
    {"10.255.255.255", ASKCAM_IP_LOCAL},
    {"172.16.0.1", ASKCAM_IP_LOCAL},
    {"172.31.255.255", ASKCAM_IP_LOCAL},
    {"192.168.0.7", ASKCAM_IP_LOCAL},
    {"192.168.7", ASKCAM_IP_LOCAL},
    {"3232235527", ASKCAM_IP_LOCAL},
    {"0xC0A80007", ASKCAM_IP_LOCAL},
    {"0xc0.0250.0.7", ASKCAM_IP_LOCAL},
    {"169.254.169.254", ASKCAM_IP_LOCAL},
    {"fe80::1", ASKCAM_IP_LOCAL},
    {"fe80::1%25eth0", ASKCAM_IP_LOCAL},
    {"febf::1", ASKCAM_IP_LOCAL},
    {"fc00::1", ASKCAM_IP_LOCAL},
    {"FD12:3456::1", ASKCAM_IP_LOCAL},
    {"::ffff:192.168.0.7", ASKCAM_IP_LOCAL},
    {"::ffff:c0a8:7", ASKCAM_IP_LOCAL},
    {"camera", ASKCAM_IP_LOCAL},
    {"camera.", ASKCAM_IP_LOCAL},
    {"camera.local", ASKCAM_IP_LOCAL},
    {"Camera.Local.", ASKCAM_IP_LOCAL},
    {"a.b.lan", ASKCAM_IP_LOCAL},
    {"x.home.arpa", ASKCAM_IP_LOCAL},
    {"100.64.0.1", ASKCAM_IP_SHARED},
    {"100.127.255.255", ASKCAM_IP_SHARED},
    {"0.0.0.1", ASKCAM_IP_SHARED},
    {"8.8.8.8", ASKCAM_IP_PUBLIC},
    {"134744072", ASKCAM_IP_PUBLIC},
    {"11.0.0.1", ASKCAM_IP_PUBLIC},
    {"172.15.255.255", ASKCAM_IP_PUBLIC},
    {"172.32.0.1", ASKCAM_IP_PUBLIC},
    {"192.167.0.1", ASKCAM_IP_PUBLIC},
    {"192.169.0.1", ASKCAM_IP_PUBLIC},
    {"169.253.0.1", ASKCAM_IP_PUBLIC},
    {"100.63.255.255", ASKCAM_IP_PUBLIC},
    {"100.128.0.1", ASKCAM_IP_PUBLIC},
    {"128.0.0.1", ASKCAM_IP_PUBLIC},
    {"2001:db8::1", ASKCAM_IP_PUBLIC},
    {"fec0::1", ASKCAM_IP_LOCAL},
    {"ff02::1", ASKCAM_IP_PUBLIC},
    {"::2", ASKCAM_IP_PUBLIC},
    {"::ffff:8.8.8.8", ASKCAM_IP_PUBLIC},
    {"www.example.com", ASKCAM_IP_PUBLIC},
    {"local.example.com", ASKCAM_IP_PUBLIC},
    {"notlocal.example", ASKCAM_IP_PUBLIC},
    {"notlocalhost.example", ASKCAM_IP_PUBLIC},
    {"home.arpa.example", ASKCAM_IP_PUBLIC},
    {"127.0.0.1.example", ASKCAM_IP_PUBLIC},
    {"1.2.3.4.5", ASKCAM_IP_PUBLIC},
    {"127.0.0.256.example", ASKCAM_IP_PUBLIC},
    {"4294967296.example", ASKCAM_IP_PUBLIC},
    {"09.0.0.1", ASKCAM_IP_PUBLIC},
    {"", ASKCAM_IP_PUBLIC},
};

static struct host_case urls[] = {
    {"http://127.0.0.1/a.jpg", ASKCAM_IP_LOOPBACK},
    {"HTTP://127.0.0.1:8080", ASKCAM_IP_LOOPBACK},
    {"https://user:pass@localhost:1/a", ASKCAM_IP_LOOPBACK},
    {"https://user:p@ss@192.168.0.7/a", ASKCAM_IP_LOCAL},
    {"https://[::1]:1/a", ASKCAM_IP_LOOPBACK},
    {"https://[fe80::1%25eth0]/a", ASKCAM_IP_LOCAL},
    {"http://camera?x=example.com", ASKCAM_IP_LOCAL},
    {"http://camera#@example.com/", ASKCAM_IP_LOCAL},
    {"http://camera\\@example.com/", ASKCAM_IP_LOCAL},
    {"http://example.com/@192.168.0.7", ASKCAM_IP_PUBLIC},
    {"http://example.com:80/192.168.0.7", ASKCAM_IP_PUBLIC},
    {"http://192.168.0.7@example.com/", ASKCAM_IP_PUBLIC},
    {"http://[", ASKCAM_IP_LOCAL},
    {"http://", ASKCAM_IP_PUBLIC},
};

static void a_host_has_its_scope(void **state)
{
    const struct host_case *row = *state;
    assert_int_equal(askcam_host_scope(row->host), row->scope);
}

static void a_url_has_the_scope_of_its_host(void **state)
{
    const struct host_case *row = *state;
    assert_int_equal(askcam_url_text_scope(row->host), row->scope);
}

static void an_ipv4_address_has_four_numbers_at_most_and_32_bits(void **state)
{
    static const char *const bad[] = {
        "",           "1.", ".1",   "1..2",     "1.2.3.4.5", "256.1",     "1.16777216",
        "4294967296", "08", "0x1g", "1.2.3.4.", "1.2.65536", "1.2.3.256", "999999999999999999999"};
    uint8_t number[ASKCAM_IPV4_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_false(askcam_host_read_ipv4(bad[i], number));
    }
    assert_true(askcam_host_read_ipv4("1.2.772", number));
    assert_memory_equal(number, ((uint8_t[]){1, 2, 3, 4}), 4);
    assert_true(askcam_host_read_ipv4("4294967295", number));
    assert_memory_equal(number, ((uint8_t[]){255, 255, 255, 255}), 4);
}

int main(void)
{
    struct CMUnitTest tests[COUNT_MAX] = {{0}};
    size_t count = 0;

    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
        tests[count++] = (struct CMUnitTest){
            .name = hosts[i].host, .test_func = a_host_has_its_scope, .initial_state = &hosts[i]};
    }
    for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
        tests[count++] = (struct CMUnitTest){.name = urls[i].host,
                                             .test_func = a_url_has_the_scope_of_its_host,
                                             .initial_state = &urls[i]};
    }
    tests[count++] =
        (struct CMUnitTest)cmocka_unit_test(an_ipv4_address_has_four_numbers_at_most_and_32_bits);
    return _cmocka_run_group_tests("host_scope", tests, count, NULL, NULL);
}
