/* SPDX-License-Identifier: MIT */
/*
 * test_signatures.c - every kind of key, TLS version and order of preference that an OpenSSL
 * server may have is reached; one that a defect of mbedTLS 3.6 keeps away from the first handshake
 * is reached by a second, and for a day by the first.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>
#include <mbedtls/version.h>

#include "fake_session_store.h"
#include "net_fixture.h"
#include "session_record.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#define HAS_TLS13 true
#else
#define HAS_TLS13 false
#endif

enum { TIMEOUT_MS = 10000, HOUR_S = 60 * 60 };

static struct net_fixture *const fixture = &net_fixture_shared;
static struct fake_session_store memory;
static struct askcam_session_store store;

/* One full handshake; returns how many connections the server saw. */
static unsigned connections_of_full_handshake(const char *server)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, server, "good.test", true);

    endpoint.sessions = &store;
    const struct net_seen seen = net_fixture_run(fixture, &endpoint, server);
    assert_int_equal(seen.reused, 0);
    return seen.connections;
}

/* The one record that is kept, without its session, so that the next handshake is a full one. */
static struct askcam_session_record drop_session(void)
{
    struct askcam_session_record record;

    assert_int_equal(memory.count, 1);
    assert_true(
        askcam_session_record_decode(&record, memory.list[0].bytes, memory.list[0].bytes_len));
    record.session = NULL;
    record.session_bytes = 0;
    memory.list[0].bytes_len =
        askcam_session_record_encode(&record, memory.list[0].bytes, sizeof memory.list[0].bytes);
    return record;
}

/* All but "rsa12pref", which the defect concerns. */
static const char *servers[] = {"rsa12",     "ec12", "ec12pref", "rsa13",
                                "rsa13pref", "ec13", "ec13pref"};

static void one_handshake_reaches(void **state)
{
    const char *server = *(const char **)*state;

    if (strstr(server, "13") != NULL && !HAS_TLS13) {
        skip();
    }
    assert_int_equal(connections_of_full_handshake(server), 1);
    assert_int_equal(drop_session().times.pss_failed_s, 0);
    assert_int_equal(connections_of_full_handshake(server), 1);
}

static void a_second_handshake_is_remembered_for_a_day(void **state)
{
    (void)state;
    const unsigned first = connections_of_full_handshake("rsa12pref");
    assert_in_range(first, 1, HAS_TLS13 ? 2 : 1); /* 1 with a library without the defect */
    const uint64_t failed_s = drop_session().times.pss_failed_s;
    assert_true((failed_s != 0) == (first == 2));
    for (long hour = 1; hour < 24; hour += 11) {
        net_fixture_set_clock_ahead(hour * HOUR_S);
        assert_int_equal(connections_of_full_handshake("rsa12pref"), 1);
        assert_int_equal(drop_session().times.pss_failed_s, failed_s); /* it is not put off */
    }
    net_fixture_set_clock_ahead(24 * HOUR_S + 60);
    assert_int_equal(connections_of_full_handshake("rsa12pref"), first);
    net_fixture_set_clock_ahead(12 * HOUR_S); /* set back: the age is unknown */
    (void)drop_session();
    assert_int_equal(connections_of_full_handshake("rsa12pref"), first);
}

static void without_a_store_the_second_handshake_works_too(void **state)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, "rsa12pref", "good.test", true);

    (void)state;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_OK);
}

/* A server that neither handshake reaches is asked twice at most, and its answer is reported. */
static void an_untrusted_server_is_not_asked_again_and_again(void **state)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, "rsa12pref", "bad.test", true);
    const struct net_seen before = net_servers_seen(&fixture->servers, "rsa12pref");

    (void)state;
    endpoint.sessions = &store;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_TLS);
    assert_non_null(strstr(fixture->err.why, "not for bad.test"));
    assert_int_equal(memory.count, 0);
    const struct net_seen after = net_servers_seen(&fixture->servers, "rsa12pref");
    assert_in_range(after.connections - before.connections, 1, 2);
}

static int renew(void **state)
{
    store = fake_session_store_init(&memory);
    return net_fixture_renew(state);
}

enum { SERVERS = sizeof servers / sizeof servers[0] };

int main(void)
{
    static const struct CMUnitTest more[] = {
        cmocka_unit_test_setup_teardown(a_second_handshake_is_remembered_for_a_day, renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(without_a_store_the_second_handshake_works_too, renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(an_untrusted_server_is_not_asked_again_and_again, renew,
                                        net_fixture_close),
    };
    struct CMUnitTest tests[SERVERS + sizeof more / sizeof more[0]];

    for (size_t i = 0; i < SERVERS; i++) {
        tests[i] = (struct CMUnitTest){.name = servers[i],
                                       .test_func = one_handshake_reaches,
                                       .setup_func = renew,
                                       .teardown_func = net_fixture_close,
                                       .initial_state = &servers[i]};
    }
    memcpy(tests + SERVERS, more, sizeof more);
    return cmocka_run_group_tests_name("signatures", tests, net_fixture_start, net_fixture_stop);
}
