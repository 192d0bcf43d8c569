/* SPDX-License-Identifier: MIT */
/*
 * test_trust.c - bundles of certificates as they are met: with text between, CRLF, damaged ones
 * beside good ones, blocks of other kinds, and things that are not a bundle.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "trust.h"

/* Two self-signed certificates of P-256 keys, made for this test. */
#define ONE                                                                                        \
    "-----BEGIN CERTIFICATE-----\n"                                                                \
    "MIIBhzCCAS2gAwIBAgIULRjevHMT6eNPzsGSVNqczWox+JcwCgYIKoZIzj0EAwIw\n"                           \
    "GDEWMBQGA1UEAwwNdGVzdCByb290IG9uZTAgFw0yNjExMjMxNzE2MzFaGA8yMTI2\n"                           \
    "MTAzMDE3MTYzMVowGDEWMBQGA1UEAwwNdGVzdCByb290IG9uZTBZMBMGByqGSM49\n"                           \
    "AgEGCCqGSM49AwEHA0IABEFI9wUC/MaWiS8IfAdAdwhlGlhYEslcwgSv7/5k1W5Z\n"                           \
    "qehmJTueDAhTfWzLwLJ8AObDG6ZWoD61HBA1kYB6xImjUzBRMB0GA1UdDgQWBBTM\n"                           \
    "NtdkjA0Y13xvip5NwVRK/xSQmDAfBgNVHSMEGDAWgBTMNtdkjA0Y13xvip5NwVRK\n"                           \
    "/xSQmDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDc4GR1HGnUe\n"                           \
    "PIQRfxk4SCzUxAu/fF2ZtXKWQ3LK1ahUAiEAyjl47Fktqm+MJClIpGjz1UsXqBCS\n"                           \
    "bDiw8ygPuZn5nj8=\n"                                                                           \
    "-----END CERTIFICATE-----\n"

#define TWO                                                                                        \
    "-----BEGIN CERTIFICATE-----\n"                                                                \
    "MIIBhjCCAS2gAwIBAgIUaCf2ghJaDOCzKU2eEyijPe85bwcwCgYIKoZIzj0EAwIw\n"                           \
    "GDEWMBQGA1UEAwwNdGVzdCByb290IHR3bzAgFw0yNjExMjMxNzE2MzFaGA8yMTI2\n"                           \
    "MTAzMDE3MTYzMVowGDEWMBQGA1UEAwwNdGVzdCByb290IHR3bzBZMBMGByqGSM49\n"                           \
    "AgEGCCqGSM49AwEHA0IABHWPgAa1H6UUo0itJ6dNtB7ROHsrfA5w1qXcI+wesSlX\n"                           \
    "3jXK+ubqr2kRamn4WfN0YCnL/cXusVtJyHGnUIOzWF2jUzBRMB0GA1UdDgQWBBT4\n"                           \
    "ekLSHUYMeE8f1g2lHVpmKtzTcDAfBgNVHSMEGDAWgBT4ekLSHUYMeE8f1g2lHVpm\n"                           \
    "KtzTcDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIC3pE80Ee3Z9\n"                           \
    "rT6CVkslLBN5O1giW/i+RDp8dcvQDx9AAiAdy2Gk6/n2s3K5GCINU7KbFgo60cqv\n"                           \
    "X6abGno5uL+grw==\n"                                                                           \
    "-----END CERTIFICATE-----\n"

#define TOO_LONG "-----BEGIN CERTIFICATE-----\n" /* the test adds lines until no block holds it */

static char path[64];

static void write_bundle(const char *text, size_t text_len)
{
    FILE *out = fopen(path, "we");

    assert_non_null(out);
    assert_int_equal(fwrite(text, 1, text_len, out), text_len);
    assert_int_equal(fclose(out), 0);
}

static size_t count_of(const mbedtls_x509_crt *chain)
{
    size_t count = 0;

    for (const mbedtls_x509_crt *item = chain; item != NULL; item = item->next) {
        count += item->raw.len != 0 ? 1 : 0;
    }
    return count;
}

static struct trust_case {
    const char *name;
    const char *text;
    size_t count; /* 0: ASKCAM_ERR_CONFIG */
} cases[] = {
    {"one", ONE, 1},
    {"two with text around", "# roots\nfirst\n" ONE "\nsecond\n=====\n" TWO "end\n", 2},
    {"no line end at the end", ONE "\n-----BEGIN CERTIFICATE-----", 1},
    {"a damaged one first", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n" ONE,
     1},
    {"one without an end", "-----BEGIN CERTIFICATE-----\nAAAA\n" ONE, 1},
    {"an end without a beginning", "-----END CERTIFICATE-----\n" ONE, 1},
    {"blocks of other kinds",
     "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
     "-----BEGIN TRUSTED CERTIFICATE-----\nAAAA\n-----END TRUSTED CERTIFICATE-----\n" ONE,
     1},
    {"nothing", "", 0},
    {"text", "no certificate\n", 0},
    {"only a damaged one", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 0},
    {"a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 0},
};

static void parse(const char *text, mbedtls_x509_crt *chain)
{
    mbedtls_x509_crt_init(chain);
    assert_int_equal(mbedtls_x509_crt_parse(chain, (const unsigned char *)text, strlen(text) + 1),
                     0);
}

/* How many of the bundle's certificates are loaded for what was shown. */
static size_t count_for(const mbedtls_x509_crt *shown)
{
    struct askcam_trust trust;
    mbedtls_x509_crt chain;

    mbedtls_x509_crt_init(&chain);
    assert_int_equal(askcam_trust_find(&trust, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_trust_load_issuers(&trust, shown, &chain), 0);
    const size_t count = count_of(&chain);
    mbedtls_x509_crt_free(&chain);
    return count;
}

/* Loads what write_bundle() wrote, where both certificates are asked for. */
static void check_load(size_t count)
{
    struct askcam_trust trust;
    struct askcam_error err = {.kind = ASKCAM_OK};
    mbedtls_x509_crt both;

    parse(ONE TWO, &both);
    assert_int_equal(askcam_trust_find(&trust, path, &err), ASKCAM_OK);
    assert_int_equal(askcam_trust_check(&trust, &err), count != 0 ? ASKCAM_OK : ASKCAM_ERR_CONFIG);
    assert_int_equal(err.kind, count != 0 ? ASKCAM_OK : ASKCAM_ERR_CONFIG);
    if (count == 0) {
        assert_string_equal(err.what, path);
    }
    assert_int_equal(count_for(&both), count);
    mbedtls_x509_crt_free(&both);
}

static void bundles_give_their_good_certificates(void **state)
{
    const struct trust_case *row = *state;

    write_bundle(row->text, strlen(row->text));
    check_load(row->count);
}

static void line_ends_may_be_crlf(void **state)
{
    static const char text[] = ONE TWO;
    char crlf[2 * sizeof text];
    size_t len = 0;

    (void)state;
    for (size_t i = 0; i < sizeof text - 1; i++) {
        if (text[i] == '\n') {
            crlf[len++] = '\r';
        }
        crlf[len++] = text[i];
    }
    write_bundle(crlf, len);
    check_load(2);
}

static void binary_and_endless_lines_are_no_trouble(void **state)
{
    static char junk[300000];

    (void)state;
    memset(junk, 'A', sizeof junk); /* one line; then a block that is larger than any */
    memcpy(junk + 5000, "\n" TOO_LONG, sizeof TOO_LONG);
    memcpy(junk + 200000, "\n" ONE, sizeof ONE);
    write_bundle(junk, 200000 + sizeof ONE);
    check_load(1);
    memset(junk, '\0', 5000);
    write_bundle(junk, sizeof junk);
    check_load(1);
}

static void only_those_that_are_named_are_loaded(void **state)
{
    mbedtls_x509_crt shown;

    (void)state;
    write_bundle(ONE TWO ONE, sizeof ONE TWO ONE - 1);
    parse(TWO, &shown);
    assert_int_equal(count_for(&shown), 1);
    mbedtls_x509_crt_free(&shown);
    parse(ONE, &shown);
    assert_int_equal(count_for(&shown), 2);

    shown.issuer.val.tag = MBEDTLS_ASN1_PRINTABLE_STRING; /* for mbedTLS the same name, too */
    shown.issuer.val.p[0] = 'T';
    assert_int_equal(count_for(&shown), 2);
    shown.issuer.val.p[0] = 'r';
    assert_int_equal(count_for(&shown), 0);
    shown.issuer.val.p[0] = 't';
    shown.issuer.val.len--;
    assert_int_equal(count_for(&shown), 0);
    shown.issuer.val.len++;
    shown.issuer.oid.p[2]++; /* no longer a common name */
    assert_int_equal(count_for(&shown), 0);
    mbedtls_x509_crt_free(&shown);
}

static void a_name_is_the_same_only_with_all_its_parts(void **state)
{
    mbedtls_x509_crt shown;
    mbedtls_x509_name more;

    (void)state;
    write_bundle(ONE, sizeof ONE - 1);
    parse(ONE, &shown);
    more = shown.issuer;
    shown.issuer.next = &more;
    assert_int_equal(count_for(&shown), 0);
    shown.issuer.next = NULL;
    assert_int_equal(count_for(&shown), 1);
    mbedtls_x509_crt_free(&shown);
}

static void a_bundle_that_has_gone_is_reported(void **state)
{
    struct askcam_trust trust;
    mbedtls_x509_crt shown;
    mbedtls_x509_crt chain;

    (void)state;
    parse(ONE, &shown);
    mbedtls_x509_crt_init(&chain);
    write_bundle(ONE, sizeof ONE - 1);
    assert_int_equal(askcam_trust_find(&trust, path, NULL), ASKCAM_OK);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(askcam_trust_load_issuers(&trust, &shown, &chain),
                     MBEDTLS_ERR_X509_FILE_IO_ERROR);
    assert_int_equal(count_of(&chain), 0);
    mbedtls_x509_crt_free(&shown);
}

static void a_place_is_found_and_read_alone(void **state)
{
    static const char text[] = "text\n" ONE "more\n" TWO;
    const struct askcam_trust_place second = {
        .offset = (uint32_t)(sizeof "text\nmore\n" - 1 + sizeof ONE - 1),
        .size_bytes = (uint32_t)(sizeof TWO - 1)};
    struct askcam_trust trust;
    struct askcam_trust_place wrong = second;
    mbedtls_x509_crt all;
    mbedtls_x509_crt one;

    (void)state;
    write_bundle(text, sizeof text - 1);
    parse(ONE TWO, &all);
    mbedtls_x509_crt_init(&one);
    assert_int_equal(askcam_trust_find(&trust, path, NULL), ASKCAM_OK);
    const struct askcam_trust_place place = askcam_trust_locate(&trust, &all.next->raw);
    assert_memory_equal(&place, &second, sizeof place);
    assert_true(askcam_trust_load_one(&trust, place, &one));
    assert_int_equal(one.raw.len, all.next->raw.len);
    assert_memory_equal(one.raw.p, all.next->raw.p, one.raw.len);
    mbedtls_x509_crt_free(&one);
    mbedtls_x509_crt_init(&one);

    wrong.offset -= 5; /* the text before it: the block is right but does not start here */
    assert_false(askcam_trust_load_one(&trust, wrong, &one));
    wrong = second;
    wrong.size_bytes--;
    assert_false(askcam_trust_load_one(&trust, wrong, &one));
    wrong.offset = UINT32_MAX;
    assert_false(askcam_trust_load_one(&trust, wrong, &one));
    assert_int_equal(count_of(&one), 0);

    all.raw.p[all.raw.len - 1] ^= 1U; /* no longer one of the bundle's */
    assert_int_equal(askcam_trust_locate(&trust, &all.raw).size_bytes, 0);
    mbedtls_x509_crt_free(&all);
}

static void only_regular_files_are_read(void **state)
{
    static const char *const paths[] = {"/", "/dev/null", "/proc/self/nothing", ""};
    struct askcam_trust trust;

    (void)state;
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct askcam_error err = {.kind = ASKCAM_OK};
        enum askcam_status status = askcam_trust_find(&trust, paths[i], &err);
        status = status == ASKCAM_OK ? askcam_trust_check(&trust, &err) : status;
        assert_int_equal(status, ASKCAM_ERR_CONFIG);
        assert_true(err.why[0] != '\0' && strstr(err.hint, "--ca-file") != NULL);
    }
}

/* Opening a pipe must not wait for a writer. */
static void a_pipe_is_refused_at_once(void **state)
{
    struct askcam_trust trust;

    (void)state;
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(askcam_trust_find(&trust, path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_trust_check(&trust, NULL), ASKCAM_ERR_CONFIG);
    assert_int_equal(unlink(path), 0);
}

static int make_file(void **state)
{
    (void)state;
    (void)snprintf(path, sizeof path, "/tmp/askcam-trust-XXXXXX");
    const int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state)
{
    (void)state;
    (void)unlink(path);
    return 0;
}

enum { ROWS = sizeof cases / sizeof cases[0] };

int main(void)
{
    static const struct CMUnitTest more[] = {
        cmocka_unit_test_setup_teardown(line_ends_may_be_crlf, make_file, remove_file),
        cmocka_unit_test_setup_teardown(binary_and_endless_lines_are_no_trouble, make_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(only_those_that_are_named_are_loaded, make_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_name_is_the_same_only_with_all_its_parts, make_file,
                                        remove_file),
        cmocka_unit_test_setup_teardown(a_bundle_that_has_gone_is_reported, make_file, remove_file),
        cmocka_unit_test_setup_teardown(a_place_is_found_and_read_alone, make_file, remove_file),
        cmocka_unit_test_setup_teardown(only_regular_files_are_read, make_file, remove_file),
        cmocka_unit_test_setup_teardown(a_pipe_is_refused_at_once, make_file, remove_file),
    };
    struct CMUnitTest tests[ROWS + sizeof more / sizeof more[0]];

    for (size_t i = 0; i < ROWS; i++) {
        tests[i] = (struct CMUnitTest){.name = cases[i].name,
                                       .test_func = bundles_give_their_good_certificates,
                                       .setup_func = make_file,
                                       .teardown_func = remove_file,
                                       .initial_state = &cases[i]};
    }
    memcpy(tests + ROWS, more, sizeof more);
    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
