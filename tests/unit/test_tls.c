/* SPDX-License-Identifier: MIT */
/*
 * test_tls.c - which servers the client trusts, its messages where it does not, and that it then
 * has sent nothing.  Every row is a real handshake with an OpenSSL server (net_servers.py).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <mbedtls/version.h>

#include "net_fixture.h"

#if MBEDTLS_VERSION_NUMBER >= 0x03000000
#define HAS_TLS13 true
#else
#define HAS_TLS13 false
#endif

enum { ROW_TIMEOUT_MS = 10000 };

static struct tls_case {
    const char *name;
    const char *server;
    const char *host;
    const char *ca_file; /* of the servers' folder; NULL: ca.pem */
    enum askcam_status status;
    const char *why;  /* must be in err.why */
    const char *more; /* must be in err.why or err.hint; NULL: nothing more */
} cases[] = {
    {"a good chain", "good", "good.test", NULL, ASKCAM_OK, "", NULL},
    {"the case of a name does not count", "good", "GOOD.Test", NULL, ASKCAM_OK, "", NULL},
    {"a wildcard", "good", "a.wild.test", NULL, ASKCAM_OK, "", NULL},
    {"a wildcard is one label", "good", "a.b.wild.test", NULL, ASKCAM_ERR_TLS,
     "not for a.b.wild.test", "*.wild.test"},
    {"a wildcard is not zero labels", "good", "wild.test", NULL, ASKCAM_ERR_TLS,
     "not for wild.test", NULL},
    {"localhost", "good", "localhost", NULL, ASKCAM_OK, "", NULL},
    {"an IPv4 number", "good", "127.0.0.1", NULL, ASKCAM_OK, "", NULL},
    {"an IPv4 number in another form", "good", "127.1", NULL, ASKCAM_OK, "", NULL},
    {"an IPv6 number", "good6", "::1", NULL, ASKCAM_OK, "", NULL},
    {"a server of TLS 1.2", "good12", "good.test", NULL, ASKCAM_OK, "", NULL},
    {"a server of TLS 1.3", "good13", "good.test", NULL, HAS_TLS13 ? ASKCAM_OK : ASKCAM_ERR_TLS,
     HAS_TLS13 ? "" : "no TLS version in common", NULL},
    {"a server of TLS 1.1", "tls11", "good.test", NULL, ASKCAM_ERR_TLS, "no TLS version in common",
     "TLS 1.2 or newer"},
    {"a CA file with several roots", "good", "good.test", "both.pem", ASKCAM_OK, "", NULL},
    {"a root among hundreds, some broken", "good", "good.test", "many.pem", ASKCAM_OK, "", NULL},
    {"hundreds of others", "good", "good.test", "manyothers.pem", ASKCAM_ERR_TLS,
     "unknown issuer, \"askcam test CA\"", "--ca-file"},
    {"a root of the same name before it", "good", "good.test", "twins.pem", ASKCAM_OK, "", NULL},
    {"only a root of the same name", "good", "good.test", "twin.pem", ASKCAM_ERR_TLS,
     "unknown issuer", NULL},
    {"a root's name in other letters", "good", "good.test", "printable.pem", ASKCAM_OK, "", NULL},
    {"a chain of three", "chain", "good.test", "newroot.pem", ASKCAM_OK, "", NULL},
    {"a chain of three, of another root", "chain", "good.test", NULL, ASKCAM_ERR_TLS,
     "unknown issuer", NULL},
    {"a chain of three, for another name", "chain", "bad.test", "newroot.pem", ASKCAM_ERR_TLS,
     "not for bad.test", "good.test"},
    {"a chain with a gap", "ofinter", "good.test", "newroot.pem", ASKCAM_ERR_TLS,
     "unknown issuer, \"askcam intermediate\"", NULL},
    {"a trusted intermediate", "ofinter", "good.test", "inter.pem", ASKCAM_OK, "", NULL},
    {"a trusted certificate that is not of a CA", "ofinter", "good.test", "ofinter.pem",
     ASKCAM_ERR_TLS, "unknown issuer", NULL},
    {"cross-signed, the old root known", "cross", "good.test", NULL, ASKCAM_OK, "", NULL},
    {"cross-signed, the new root known", "cross", "good.test", "newroot.pem", ASKCAM_OK, "", NULL},
    {"cross-signed, both known", "cross", "good.test", "roots.pem", ASKCAM_OK, "", NULL},
    {"cross-signed, neither known", "cross", "good.test", "ca2.pem", ASKCAM_ERR_TLS,
     "unknown issuer", NULL},
    {"an expired cross-signature", "crossold", "good.test", NULL, ASKCAM_ERR_TLS,
     "expired on 2021-02-03", NULL},
    {"an expired cross-signature, the new root known", "crossold", "good.test", "newroot.pem",
     ASKCAM_OK, "", NULL},
    {"an expired cross-signature, both known", "crossold", "good.test", "roots.pem", ASKCAM_OK, "",
     NULL},
    {"wrong name", "wrongname", "good.test", NULL, ASKCAM_ERR_TLS, "not for good.test",
     "other.test, www.other.test"},
    {"right number among others", "ipright", "127.0.0.1", NULL, ASKCAM_OK, "", NULL},
    {"right name beside numbers", "ipright", "x.test", NULL, ASKCAM_OK, "", NULL},
    {"wrong number", "ipwrong", "127.0.0.1", NULL, ASKCAM_ERR_TLS, "not for 127.0.0.1",
     "127.0.0.2, ::1"},
    {"a number in the common name", "cnip", "127.0.0.1", NULL, ASKCAM_ERR_TLS, "not for 127.0.0.1",
     "only the common name 127.0.0.1"},
    {"a number as a DNS name", "dnsip", "127.0.0.1", NULL, ASKCAM_ERR_TLS, "not for 127.0.0.1",
     NULL},
    {"expired", "expired", "good.test", NULL, ASKCAM_ERR_TLS, "expired on 2021-02-03", "clock"},
    {"not yet valid", "future", "good.test", NULL, ASKCAM_ERR_TLS, "not valid before 2045-06-07",
     "clock"},
    {"an unknown issuer", "unknown", "good.test", NULL, ASKCAM_ERR_TLS,
     "unknown issuer, \"askcam other CA\"", "--ca-file"},
    {"the same issuer, known", "unknown", "good.test", "ca2.pem", ASKCAM_OK, "", NULL},
    {"self-signed", "selfsigned", "good.test", NULL, ASKCAM_ERR_TLS, "self-signed", "--ca-file"},
    {"self-signed, trusted", "selfsigned", "good.test", "selfsigned.pem", ASKCAM_OK, "", NULL},
    {"a client's certificate", "client", "good.test", NULL, ASKCAM_ERR_TLS,
     "may not be used by a TLS server", NULL},
    {"expired and for another name", "expired", "bad.test", NULL, ASKCAM_ERR_TLS,
     "expired on 2021-02-03", "not for bad.test"},
    {"a server of plain HTTP", "http", "good.test", NULL, ASKCAM_ERR_TLS, "does not use TLS",
     "plain HTTP"},
    {"a server of something else", "banner", "good.test", NULL, ASKCAM_ERR_TLS, "does not use TLS",
     "check the port"},
    {"closed after the hello", "hello", "good.test", NULL, ASKCAM_ERR_TLS,
     "closed in the middle of the TLS handshake", NULL},
    {"closed in the server's hello", "halfhello", "good.test", NULL, ASKCAM_ERR_TLS,
     "closed in the middle of the TLS handshake", NULL},
    {"reset in the handshake", "helloreset", "good.test", NULL, ASKCAM_ERR_TLS,
     "closed in the middle of the TLS handshake", NULL},
    {"a name with its dot", "good", "good.test.", NULL, ASKCAM_OK, "", NULL},
    {"a weak key", "weak", "good.test", "weak.pem", ASKCAM_ERR_TLS, "too weak", "stronger key"},
    {"a server that wants a certificate", "demanding", "good.test", NULL, ASKCAM_ERR_TLS,
     "refused the TLS handshake", NULL},
    {"refused with a known alert", "alert40", "good.test", NULL, ASKCAM_ERR_TLS,
     "alert 40, handshake failure", NULL},
    {"refused with another alert", "alert200", "good.test", NULL, ASKCAM_ERR_TLS,
     "alert 200, no known name", NULL},
    {"refused for the version", "alert70", "good.test", NULL, ASKCAM_ERR_TLS,
     "no TLS version in common", NULL},
    {"no such CA file", "good", "good.test", "missing.pem", ASKCAM_ERR_CONFIG, "no such file",
     "--ca-file"},
    {"a CA file without a certificate", "good", "good.test", "nothing.pem", ASKCAM_ERR_CONFIG,
     "contains no PEM certificate", "--ca-file"},
    {"a folder as CA file", "good", "good.test", "", ASKCAM_ERR_CONFIG, "not a regular file", NULL},
};

static struct net_fixture *const fixture = &net_fixture_shared;

/* The connection works: what goes up comes back. */
static void check_echo(void)
{
    char back[16] = "";
    size_t sent = 0;
    size_t got = 0;

    assert_int_equal(net_fixture_send(fixture, "knock", 5, ROW_TIMEOUT_MS, &sent), ASKCAM_OK);
    assert_int_equal(sent, 5);
    assert_int_equal(net_fixture_recv(fixture, back, sizeof back, ROW_TIMEOUT_MS, &got), ASKCAM_OK);
    assert_string_equal(back, "knock");
    assert_true(fixture->net.ops->is_open(fixture->net.ctx));
}

static void check_message(const struct tls_case *row)
{
    const struct askcam_error *err = &fixture->err;

    assert_int_equal(err->kind, row->status);
    assert_non_null(strstr(err->why, row->why));
    assert_true(err->hint[0] != '\0' && err->what[0] != '\0');
    if (row->more != NULL && strstr(err->why, row->more) == NULL) {
        assert_non_null(strstr(err->hint, row->more));
    }
}

static void only_trusted_servers_get_bytes(void **state)
{
    const struct tls_case *row = *state;
    char ca_file[NET_SERVERS_TEXT_BYTES];
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, row->server, row->host, true);
    const struct net_seen before = net_servers_seen(&fixture->servers, row->server);

    if (row->ca_file != NULL) {
        net_servers_path(&fixture->servers, row->ca_file, ca_file);
        endpoint.ca_file = ca_file;
    }
    const enum askcam_status status = net_fixture_dial(fixture, &endpoint, ROW_TIMEOUT_MS);
    if (status != row->status) {
        print_message("%s: %s; %s\n", fixture->err.what, fixture->err.why, fixture->err.hint);
    }
    assert_int_equal(status, row->status);
    if (status == ASKCAM_OK) {
        check_echo();
    } else {
        check_message(row);
        assert_false(fixture->net.ops->is_open(fixture->net.ctx));
    }
    fixture->net.ops->close(fixture->net.ctx);
    const struct net_seen after = net_servers_seen(&fixture->servers, row->server);
    assert_int_equal(after.bytes - before.bytes, status == ASKCAM_OK ? 5 : 0);
    assert_int_equal(after.connections - before.connections, status == ASKCAM_ERR_CONFIG ? 0 : 1);
}

static void the_systems_bundle_lacks_the_tests_ca(void **state)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, "good", "good.test", true);
    const bool has_bundle = access("/etc/ssl/certs/ca-certificates.crt", R_OK) == 0 ||
                            access("/etc/pki/tls/certs/ca-bundle.crt", R_OK) == 0 ||
                            access("/etc/ssl/cert.pem", R_OK) == 0;

    (void)state;
    endpoint.ca_file = NULL;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, ROW_TIMEOUT_MS),
                     has_bundle ? ASKCAM_ERR_TLS : ASKCAM_ERR_CONFIG);
    assert_non_null(strstr(fixture->err.why, has_bundle ? "unknown issuer" : "no CA certificates"));
}

static void the_client_hello_has_its_extensions(void **state)
{
    char text[NET_SERVERS_TEXT_BYTES];
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, "hello", "Good.test.", true);

    (void)state;
    endpoint.host = "good.test";
    assert_int_equal(net_fixture_dial(fixture, &endpoint, ROW_TIMEOUT_MS), ASKCAM_ERR_TLS);
    net_servers_hello(&fixture->servers, "hello", text);
    assert_non_null(strstr(text, "groups=29,23,24,25 ")); /* x25519, P-256, P-384, P-521 */
    assert_non_null(strstr(text, "alpn=http/1.1 "));
    assert_non_null(strstr(text, "sni=good.test "));
    assert_non_null(strstr(text, HAS_TLS13 ? "versions=0304,0303" : "versions=-"));
}

static void a_number_is_not_sent_as_a_server_name(void **state)
{
    char text[NET_SERVERS_TEXT_BYTES];
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "hello", "127.0.0.1", true);

    (void)state;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, ROW_TIMEOUT_MS), ASKCAM_ERR_TLS);
    net_servers_hello(&fixture->servers, "hello", text);
    assert_non_null(strstr(text, "sni=- "));
}

static void check_stall(const char *server, const char *step)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, server, "good.test", true);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);

    assert_int_equal(net_fixture_dial(fixture, &endpoint, 300), ASKCAM_ERR_UNAVAILABLE);
    const uint64_t took_ms = askcam_now_ms(&fixture->host) - before_ms;
    assert_true(took_ms >= 290 && took_ms < 1500);
    assert_non_null(strstr(fixture->err.why, step));
    assert_true(fixture->err.retryable);
}

static void a_stalled_handshake_is_unavailable(void **state)
{
    (void)state;
    check_stall("rawsilent", "in the TLS handshake");
}

static void a_dripping_handshake_is_unavailable(void **state)
{
    (void)state;
    check_stall("drip", "in the TLS handshake");
}

static void a_flood_of_warnings_is_unavailable(void **state)
{
    (void)state;
    check_stall("alerts", "in the TLS handshake");
}

static void an_interrupted_handshake_ends_soon(void **state)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "rawsilent", "good.test", true);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);

    (void)state;
    net_fixture_interrupt_after(fixture, 100);
    assert_int_equal(net_fixture_dial(fixture, &endpoint, 10000), ASKCAM_ERR_INTERRUPTED);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 1000);
}

enum { ROWS = sizeof cases / sizeof cases[0] };

int main(void)
{
    static const struct CMUnitTest more[] = {
        cmocka_unit_test_setup_teardown(the_systems_bundle_lacks_the_tests_ca, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(the_client_hello_has_its_extensions, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_number_is_not_sent_as_a_server_name, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_stalled_handshake_is_unavailable, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_dripping_handshake_is_unavailable, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_flood_of_warnings_is_unavailable, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(an_interrupted_handshake_ends_soon, net_fixture_renew,
                                        net_fixture_close),
    };
    struct CMUnitTest tests[ROWS + sizeof more / sizeof more[0]];

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = only_trusted_servers_get_bytes,
                                       .setup_func = net_fixture_renew,
                                       .teardown_func = net_fixture_close,
                                       .initial_state = &cases[i]};
    }
    memcpy(tests + ROWS, more, sizeof more);
    return cmocka_run_group_tests_name("tls", tests, net_fixture_start, net_fixture_stop);
}
