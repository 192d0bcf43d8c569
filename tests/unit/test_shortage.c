/* SPDX-License-Identifier: MIT */
/*
 * test_shortage.c - what this device lacks is reported as that, and never as the server's or a
 * file's failure: for each descriptor that a dial needs, and for memory anywhere in it.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "descriptor_limit.h"
#include "net_fixture.h"
#include "tls.h"

enum { TIMEOUT_MS = 10000, DESCRIPTORS_MAX = 12 };

static struct net_fixture *const fixture = &net_fixture_shared;

/* mbedTLS takes all of its memory by calloc(); from some call on it has none, or once. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define CAN_FAIL_CALLOC true
extern void *__libc_calloc(size_t count, size_t bytes);
static atomic_uint calls_left; /* to the first that fails; 0: none does */
static atomic_bool recovers;

void *calloc(size_t count, size_t bytes)
{
    const unsigned left = atomic_load(&calls_left);

    if (left > 1 || (left == 1 && atomic_load(&recovers))) {
        atomic_store(&calls_left, left - 1);
    }
    if (left == 1) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, bytes);
}
#else
#define CAN_FAIL_CALLOC false
static atomic_uint calls_left;
static atomic_bool recovers;
#endif

/* Dials with so many free descriptors only. */
static enum askcam_status dial_with(const struct askcam_endpoint *endpoint, size_t more)
{
    fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
    const rlim_t before = descriptor_limit_set(more);
    const enum askcam_status status = net_fixture_dial(fixture, endpoint, TIMEOUT_MS);
    descriptor_limit_restore(before);
    return status;
}

static void a_lack_of_descriptors_is_internal(void **state)
{
    static const struct {
        const char *server;
        const char *host;
        bool tls;
    } rows[] = {
        {"good", "good.test", true}, {"good", "127.0.0.1", true}, {"rawecho", "127.0.0.1", false}};

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct askcam_endpoint endpoint =
            net_fixture_endpoint(fixture, rows[i].server, rows[i].host, rows[i].tls);
        size_t more = 0;

        while (dial_with(&endpoint, more) != ASKCAM_OK) {
            assert_int_equal(fixture->err.kind, ASKCAM_ERR_INTERNAL);
            assert_non_null(strstr(fixture->err.why, "too many open files"));
            assert_string_equal(fixture->err.hint, "raise the limit of open files");
            assert_in_range(++more, 1, DESCRIPTORS_MAX);
        }
        assert_true(more > 0);
    }
}

/* libc's resolver needs descriptors too, and reports a name server that did not answer. */
static void a_resolver_without_descriptors_is_internal(void **state)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "good", "camera.invalid", true);

    (void)state;
    for (size_t more = 0; more < 2; more++) { /* none for the answer, none for the resolver */
        assert_int_equal(dial_with(&endpoint, more), ASKCAM_ERR_INTERNAL);
        assert_non_null(strstr(fixture->err.why, "too many open files"));
    }
}

static void a_ca_file_that_cannot_be_opened_for_that_is_internal(void **state)
{
    struct askcam_error err = {.kind = ASKCAM_OK};
    const rlim_t before = descriptor_limit_set(0);
    const enum askcam_status status = askcam_tls_check_ca_file(fixture->ca_file, &err);

    (void)state;
    descriptor_limit_restore(before);
    assert_int_equal(status, ASKCAM_ERR_INTERNAL);
    assert_non_null(strstr(err.why, "too many open files"));
}

/* Dials with calloc() failing at its k-th call; false once the dial needs fewer. */
static bool dial_without_memory(const char *server, const char *root, unsigned k)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, server, "127.0.0.1", true);
    char ca_file[NET_SERVERS_TEXT_BYTES];

    net_servers_path(&fixture->servers, root, ca_file);
    endpoint.ca_file = ca_file;
    fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
    atomic_store(&calls_left, k);
    const enum askcam_status status = net_fixture_dial(fixture, &endpoint, TIMEOUT_MS);
    const unsigned left = atomic_exchange(&calls_left, 0);
    assert_int_equal(fixture->err.kind, status);
    return left <= 1; /* it was reached */
}

/* Each server with its root; the second shows an intermediate certificate too. */
static const char *const servers[][2] = {{"good", "ca.pem"}, {"chain", "newroot.pem"}};

static void a_lack_of_memory_is_internal(void **state)
{
    (void)state;
    if (!CAN_FAIL_CALLOC) {
        skip();
    }
    atomic_store(&recovers, false);
    for (size_t i = 0; i < 2; i++) {
        for (unsigned k = 1; dial_without_memory(servers[i][0], servers[i][1], k); k += 1 + k / 8) {
            assert_int_equal(fixture->err.kind, ASKCAM_ERR_INTERNAL);
            assert_string_equal(fixture->err.hint, "free memory on this device");
        }
        assert_int_equal(fixture->err.kind, ASKCAM_OK);
    }
}

/* mbedTLS takes a signature that it could not check for a wrong one. */
static void a_short_lack_of_memory_makes_no_chain_untrusted(void **state)
{
    (void)state;
    if (!CAN_FAIL_CALLOC) {
        skip();
    }
    atomic_store(&recovers, true);
    for (size_t i = 0; i < 2; i++) {
        unsigned k = 1;
        while (dial_without_memory(servers[i][0], servers[i][1], k)) {
            assert_null(strstr(fixture->err.why, "issuer"));
            k += 1 + k / 8;
        }
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_lack_of_descriptors_is_internal, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_resolver_without_descriptors_is_internal,
                                        net_fixture_renew, net_fixture_close),
        cmocka_unit_test_setup_teardown(a_ca_file_that_cannot_be_opened_for_that_is_internal,
                                        net_fixture_renew, net_fixture_close),
        cmocka_unit_test_setup_teardown(a_lack_of_memory_is_internal, net_fixture_renew,
                                        net_fixture_close),
        cmocka_unit_test_setup_teardown(a_short_lack_of_memory_makes_no_chain_untrusted,
                                        net_fixture_renew, net_fixture_close),
    };

    return cmocka_run_group_tests_name("shortage", tests, net_fixture_start, net_fixture_stop);
}
