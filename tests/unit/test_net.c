/* SPDX-License-Identifier: MIT */
/*
 * test_net.c - connections and transfers with real sockets, plain and with TLS: every end, every
 * deadline, both directions at once.  The same tests run over both; a row says which.
 */
#include <dlfcn.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include <cmocka.h>

#include "fake_lookup.h"
#include "net_fixture.h"
#include "tls.h"

enum { TIMEOUT_MS = 15000, BIG_BYTES = 3 * 1024 * 1024, MANY_BYTES = 64 * 1024 * 1024 };

static struct net_fixture *const fixture = &net_fixture_shared;

/* Every recv() of the process comes by here: how many, and the fewest bytes that one asked for. */
static atomic_uint recv_calls;
static atomic_size_t recv_least_bytes;

ssize_t recv(int fd, void *buf, size_t len, int flags)
{
    union {
        void *symbol;
        ssize_t (*function)(int fd, void *buf, size_t len, int flags);
    } real = {.symbol = dlsym(RTLD_NEXT, "recv")};

    (void)atomic_fetch_add(&recv_calls, 1);
    if (len < atomic_load(&recv_least_bytes)) {
        atomic_store(&recv_least_bytes, len);
    }
    return real.function(fd, buf, len, flags);
}

/* A row is only whether TLS is used; the plain server of a pair is called raw... */
static struct layer {
    bool tls;
} plain_layer = {false}, tls_layer = {true};

static struct askcam_endpoint endpoint_of(const struct layer *layer, const char *server)
{
    char name[24];

    (void)snprintf(name, sizeof name, "%s%s", layer->tls ? "" : "raw", server);
    return net_fixture_endpoint(fixture, name, "good.test", layer->tls);
}

static void dial(const struct layer *layer, const char *server)
{
    const struct askcam_endpoint endpoint = endpoint_of(layer, server);

    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_OK);
    assert_true(fixture->net.ops->is_open(fixture->net.ctx));
}

static void a_connection_knows_where_it_leads(void **state)
{
    const struct layer *layer = *state;
    const struct askcam_endpoint endpoint = endpoint_of(layer, "bye");
    const struct askcam_net *net = &fixture->net;
    const struct askcam_tunnel tunnel = {.host = "proxy.test", .port = 1};
    struct askcam_endpoint other = endpoint;

    dial(layer, "bye");
    assert_true(net->ops->is_to(net->ctx, &endpoint));
    other.host = "other.test";
    assert_false(net->ops->is_to(net->ctx, &other));
    other = endpoint;
    other.port++;
    assert_false(net->ops->is_to(net->ctx, &other));
    other = endpoint;
    other.tls = !other.tls;
    assert_false(net->ops->is_to(net->ctx, &other));
    other = endpoint;
    other.tunnel = &tunnel;
    assert_false(net->ops->is_to(net->ctx, &other));
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

    (void)nanosleep(&pause, NULL);
}

/* The byte at a place of an endless text without a short period. */
static uint8_t byte_at(size_t at)
{
    return (uint8_t)((at * 2654435761U) >> 13U);
}

static void fill(uint8_t *piece, size_t at, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        piece[i] = byte_at(at + i);
    }
}

static void check(const uint8_t *piece, size_t at, size_t len)
{
    size_t wrong = 0;

    for (size_t i = 0; i < len; i++) {
        wrong += piece[i] != byte_at(at + i) ? 1 : 0;
    }
    assert_int_equal(wrong, 0);
}

/* Sends what it can; returns false when the send buffer is full and there is something to read. */
static bool push_some(size_t *up, size_t piece_bytes)
{
    uint8_t piece[20000];
    size_t sent = 12345;

    fill(piece, *up, piece_bytes);
    assert_int_equal(net_fixture_send(fixture, piece, piece_bytes, TIMEOUT_MS, &sent), ASKCAM_OK);
    assert_true(sent <= piece_bytes);
    *up += sent;
    if (sent == 0) {
        assert_true(fixture->net.ops->readable(fixture->net.ctx));
    }
    return sent != 0;
}

static void pull_some(size_t *down)
{
    uint8_t piece[9000];
    size_t got = 0;

    assert_int_equal(net_fixture_recv(fixture, piece, 1 + *down % sizeof piece, TIMEOUT_MS, &got),
                     ASKCAM_OK);
    assert_true(got > 0);
    check(piece, *down, got);
    *down += got;
}

/*
 * The server reads and writes with 4 KB socket buffers and starts late, so the send buffer fills
 * and bytes must be read while others still wait to be sent.
 */
static void both_directions_move_at_once(void **state)
{
    size_t up = 0;
    size_t down = 0;
    unsigned full_count = 0;

    dial(*state, "big");
    while (up < BIG_BYTES) {
        const size_t left = BIG_BYTES - up;
        const size_t piece = 1 + up % 20000;
        if (!push_some(&up, piece < left ? piece : left)) {
            full_count++;
            while (fixture->net.ops->readable(fixture->net.ctx)) {
                pull_some(&down);
            }
        }
    }
    while (down < BIG_BYTES) {
        pull_some(&down);
    }
    assert_true(full_count > 0);
    assert_int_equal(down, up);
    assert_false(fixture->net.ops->readable(fixture->net.ctx));
}

static void an_early_reply_is_seen_while_sending(void **state)
{
    const struct layer *layer = *state;
    static uint8_t body[65536];
    char reply[32] = "";
    size_t sent = 1;
    size_t got = 0;
    size_t all = 0;

    dial(layer, "early");
    while (sent != 0 && all < MANY_BYTES) {
        assert_int_equal(net_fixture_send(fixture, body, sizeof body, TIMEOUT_MS, &sent),
                         ASKCAM_OK);
        all += sent;
    }
    assert_int_equal(sent, 0);
    assert_int_equal(net_fixture_recv(fixture, reply, sizeof reply, TIMEOUT_MS, &got), ASKCAM_OK);
    assert_string_equal(reply, "too much");
    enum askcam_status status = ASKCAM_OK; /* then the server closes, with much of ours unread */
    sent = 1;
    while (status == ASKCAM_OK && sent != 0 && all < MANY_BYTES) {
        status = net_fixture_send(fixture, body, sizeof body, TIMEOUT_MS, &sent);
        all += sent;
    }
    assert_int_equal(status, ASKCAM_ERR_CLOSED);
    assert_int_equal(fixture->err.kind, ASKCAM_OK);
}

static void a_reply_before_a_reset_is_read(void **state)
{
    static const uint8_t body[65536];
    enum askcam_status status = ASKCAM_OK;
    char reply[32] = "";
    size_t sent = 1;
    size_t got = 0;

    dial(*state, "refuse");
    while (status == ASKCAM_OK &&
           sent != 0) { /* until the send buffer is full or the reply has come */
        status = net_fixture_send(fixture, body, sizeof body, 100, &sent);
    }
    pause_ms(700); /* the reply and the reset have come */
    assert_int_equal(net_fixture_send(fixture, body, sizeof body, 100, &sent), ASKCAM_OK);
    assert_int_equal(sent, 0);
    assert_int_equal(net_fixture_recv(fixture, reply, sizeof reply, TIMEOUT_MS, &got), ASKCAM_OK);
    assert_string_equal(reply, "too much");
    assert_int_equal(net_fixture_send(fixture, body, sizeof body, 100, &sent), ASKCAM_ERR_CLOSED);
}

static void sending_into_silence_times_out(void **state)
{
    static const uint8_t body[65536];
    enum askcam_status status = ASKCAM_OK;
    size_t all = 0;
    size_t sent = 1;
    uint64_t before_ms = 0;

    dial(*state, "silent");
    while (status == ASKCAM_OK && sent != 0 && all < MANY_BYTES) {
        before_ms = askcam_now_ms(&fixture->host);
        status = net_fixture_send(fixture, body, sizeof body, 200, &sent);
        all += sent;
    }
    assert_int_equal(status, ASKCAM_ERR_TIMEOUT);
    assert_int_equal(fixture->err.kind, ASKCAM_OK);
    const uint64_t took_ms = askcam_now_ms(&fixture->host) - before_ms;
    assert_true(took_ms >= 190 && took_ms < 1500);
    assert_true(fixture->net.ops->is_open(fixture->net.ctx));
}

static void waiting_for_silence_times_out(void **state)
{
    uint8_t buf[8];
    size_t got = 0;

    dial(*state, "silent");
    const uint64_t before_ms = askcam_now_ms(&fixture->host);
    assert_false(fixture->net.ops->readable(fixture->net.ctx));
    assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, 200, &got), ASKCAM_ERR_TIMEOUT);
    const uint64_t took_ms = askcam_now_ms(&fixture->host) - before_ms;
    assert_true(took_ms >= 190 && took_ms < 1500);
    assert_int_equal(fixture->err.kind, ASKCAM_OK);
    assert_true(fixture->net.ops->is_open(fixture->net.ctx));
}

static void waiting_can_be_interrupted(void **state)
{
    uint8_t buf[8];
    size_t got = 0;

    dial(*state, "silent");
    const uint64_t before_ms = askcam_now_ms(&fixture->host);
    net_fixture_interrupt_after(fixture, 100);
    assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &got),
                     ASKCAM_ERR_INTERRUPTED);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 1000);
}

static void a_flood_can_be_interrupted(void **state)
{
    static uint8_t buf[512]; /* small, so that there is always more to read */
    enum askcam_status status = ASKCAM_OK;
    size_t got = 0;

    dial(*state, "flood");
    const uint64_t before_ms = askcam_now_ms(&fixture->host);
    net_fixture_interrupt_after(fixture, 100);
    while (status == ASKCAM_OK && askcam_now_ms(&fixture->host) - before_ms < 5000) {
        status = net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &got);
    }
    assert_int_equal(status, ASKCAM_ERR_INTERRUPTED);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 1000);
}

/* Reads "bye" and then the end, which stays the end. */
static void check_bye(void)
{
    char buf[16] = "";
    size_t got = 0;
    size_t at = 0;

    while (at < 3) {
        assert_int_equal(net_fixture_recv(fixture, buf + at, 1, TIMEOUT_MS, &got), ASKCAM_OK);
        at += got;
    }
    assert_string_equal(buf, "bye");
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &got),
                         ASKCAM_ERR_CLOSED);
        assert_true(fixture->net.ops->readable(fixture->net.ctx));
        assert_false(fixture->net.ops->is_open(fixture->net.ctx));
        assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &got), ASKCAM_ERR_CLOSED);
    }
    assert_int_equal(fixture->err.kind, ASKCAM_OK);
}

static void a_close_notify_is_an_end(void **state)
{
    dial(*state, "bye");
    check_bye();
}

static void an_end_without_close_notify_is_an_end(void **state)
{
    dial(*state, "cut");
    check_bye();
}

static void a_reset_is_closed(void **state)
{
    char buf[16];
    size_t sent = 0;
    size_t got = 0;

    dial(*state, "reset");
    assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &sent), ASKCAM_OK);
    assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &got),
                     ASKCAM_ERR_CLOSED);
    assert_int_equal(fixture->err.kind, ASKCAM_OK);
    assert_false(fixture->net.ops->is_open(fixture->net.ctx));
}

static void a_damaged_record_breaks_the_connection(void **state)
{
    char buf[16];
    size_t moved = 0;

    (void)state;
    dial(&tls_layer, "damage");
    assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &moved), ASKCAM_OK);
    for (unsigned i = 0; i < 2; i++) { /* and stays so */
        fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
        assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &moved),
                         ASKCAM_ERR_TLS);
        assert_non_null(strstr(fixture->err.why, "the TLS connection broke"));
        assert_false(fixture->net.ops->is_open(fixture->net.ctx));
    }
    assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &moved), ASKCAM_ERR_TLS);
}

/* It may be the start of a reply that no request asked for. */
static void a_part_of_a_record_is_not_quiet(void **state)
{
    static const char *const servers[] = {"part3", "part5", "part60"};
    size_t moved = 0;

    (void)state;
    for (size_t i = 0; i < sizeof servers / sizeof servers[0]; i++) {
        dial(&tls_layer, servers[i]);
        assert_true(fixture->net.ops->is_quiet(fixture->net.ctx));
        assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &moved), ASKCAM_OK);
        pause_ms(200);
        assert_false(fixture->net.ops->readable(fixture->net.ctx));
        assert_false(fixture->net.ops->is_quiet(fixture->net.ctx));
    }
}

static void an_ended_connection_is_seen_before_it_is_used(void **state)
{
    dial(*state, "bye");
    pause_ms(200); /* the end has come but has not been read */
    assert_true(fixture->net.ops->readable(fixture->net.ctx));
    check_bye();
}

static void small_records_cost_few_system_calls(void **state)
{
    static char buf[40000];
    const size_t all = 2000 * strlen("event: 0123456789\n");
    size_t at = 0;

    dial(*state, "small");
    pause_ms(500); /* so that they have come when we start */
    atomic_store(&recv_calls, 0);
    atomic_store(&recv_least_bytes, SIZE_MAX);
    while (at < all) {
        size_t got = 0;
        assert_int_equal(net_fixture_recv(fixture, buf + at, sizeof buf - at, TIMEOUT_MS, &got),
                         ASKCAM_OK);
        at += got;
    }
    /* Each asks for 16 KiB at least, of 36 KB plain or 94 KB as TLS records, which are 4000 reads
     * without a buffer; on a busy machine the server may not have sent all when we start. */
    assert_true(atomic_load(&recv_least_bytes) >= 16384);
    assert_in_range(atomic_load(&recv_calls), 1, 94000 / 16384 + 20);
    assert_int_equal(at, all);
    assert_memory_equal(buf + all - 10, "123456789\n", 10);
}

static void a_connection_can_be_dialled_again(void **state)
{
    const struct layer *layer = *state;
    char buf[8];
    size_t got = 0;

    for (unsigned i = 0; i < 3; i++) {
        dial(layer, "bye");
        check_bye();
        if (i == 1) {
            fixture->net.ops->close(fixture->net.ctx); /* or not: dialling closes by itself */
        }
    }
    fixture->net.ops->close(fixture->net.ctx);
    fixture->net.ops->close(fixture->net.ctx);
    assert_false(fixture->net.ops->is_open(fixture->net.ctx));
    assert_int_equal(net_fixture_recv(fixture, buf, sizeof buf, TIMEOUT_MS, &got),
                     ASKCAM_ERR_CLOSED);
    assert_int_equal(net_fixture_send(fixture, "x", 1, TIMEOUT_MS, &got), ASKCAM_ERR_CLOSED);
}

static void freeing_twice_or_nothing_is_fine(void **state)
{
    struct askcam_net nothing = {.ops = NULL};

    (void)state;
    askcam_tls_free(&nothing);
    dial(&tls_layer, "silent");
    askcam_tls_free(&fixture->net);
    askcam_tls_free(&fixture->net);
}

/* Looking up and connecting, before any TLS. */

static struct dial_case {
    const char *name;
    const char *server;
    const char *host;
    uint64_t timeout_ms;
    enum askcam_status status;
    const char *why; /* must be in err.why */
    uint64_t least_ms;
    uint64_t most_ms;
} dials[] = {
    {"a name", "rawecho", "some.test", 5000, ASKCAM_OK, "", 0, 1500},
    {"a slow name server", "rawecho", "slow.test", 5000, ASKCAM_OK, "", 900, 2000},
    {"a name server that is too slow", "rawecho", "slow.test", 300, ASKCAM_ERR_UNAVAILABLE,
     "no answer in time while looking up the host name", 290, 1500},
    {"a name that is not there", "rawecho", "none.test", 5000, ASKCAM_ERR_UNAVAILABLE,
     "no such host name", 0, 1500},
    {"no name server", "rawecho", "again.test", 5000, ASKCAM_ERR_UNAVAILABLE,
     "name server did not answer", 0, 1500},
    {"a broken name server", "rawecho", "fail.test", 5000, ASKCAM_ERR_UNAVAILABLE,
     "could not look the host up", 0, 1500},
    {"an empty name", "rawecho", "", 5000, ASKCAM_ERR_UNAVAILABLE, "no such host name", 0, 1500},
    {"a name that is too long", "rawecho",
     "a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789."
     "a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789."
     "a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.a123456789.test",
     5000, ASKCAM_ERR_UNAVAILABLE, "no such host name", 0, 1500},
    {"localhost, on its first address", "rawecho", "localhost", 5000, ASKCAM_OK, "", 0, 1500},
    {"localhost, on its second", "rawecho6", "LOCALHOST", 5000, ASKCAM_OK, "", 0, 1500},
    {"the second of two addresses", "rawecho", "two.test", 5000, ASKCAM_OK, "", 0, 1500},
    {"refused by both of two addresses", "refused", "two.test", 5000, ASKCAM_ERR_UNAVAILABLE,
     "connection refused (127.0.0.1; 2 addresses tried)", 0, 1500},
    {"refused", "refused", "127.0.0.1", 5000, ASKCAM_ERR_UNAVAILABLE,
     "connection refused (127.0.0.1)", 0, 1500},
    {"a connect that hangs", "full", "127.0.0.9", 300, ASKCAM_ERR_UNAVAILABLE,
     "no answer in time while connecting (127.0.0.9)", 290, 1500},
    {"the first of two hangs", "full", "two.test", 5000, ASKCAM_OK, "", 240, 2000},
    {"the IPv6 address hangs", "full", "dual.test", 5000, ASKCAM_OK, "", 240, 2000},
    {"a deadline that has passed", "full", "127.0.0.9", 0, ASKCAM_ERR_UNAVAILABLE, "no answer", 0,
     300},
};

static void dialling_keeps_its_deadline_and_gives_the_cause(void **state)
{
    const struct dial_case *row = *state;
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, row->server, row->host, false);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);
    const enum askcam_status status = net_fixture_dial(fixture, &endpoint, row->timeout_ms);
    const uint64_t took_ms = askcam_now_ms(&fixture->host) - before_ms;

    assert_int_equal(status, row->status);
    assert_int_equal(fixture->err.kind, row->status);
    assert_non_null(strstr(fixture->err.why, row->why));
    assert_in_range(took_ms, row->least_ms, row->most_ms);
    assert_true((status == ASKCAM_OK) == (fixture->err.hint[0] == '\0'));
}

/* No answer, no name server or no such name: which, depends on where the test runs. */
static void an_invalid_name_is_unavailable_in_time(void **state)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "rawecho", "camera.invalid", false);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);

    (void)state;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, 2000), ASKCAM_ERR_UNAVAILABLE);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 3000);
    assert_non_null(strstr(fixture->err.what, "camera.invalid:"));
    assert_true(fixture->err.why[0] != '\0' && fixture->err.hint[0] != '\0');
}

static void a_look_up_can_be_interrupted(void **state)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "rawecho", "slow.test", false);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);

    (void)state;
    net_fixture_interrupt_after(fixture, 100);
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_INTERRUPTED);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 900); /* the answer would come later */
}

static void a_connect_can_be_interrupted(void **state)
{
    const struct askcam_endpoint endpoint =
        net_fixture_endpoint(fixture, "full", "127.0.0.9", false);
    const uint64_t before_ms = askcam_now_ms(&fixture->host);

    (void)state;
    net_fixture_interrupt_after(fixture, 100);
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_INTERRUPTED);
    assert_true(askcam_now_ms(&fixture->host) - before_ms < 1000);
}

static void an_error_names_an_ipv6_host_in_brackets(void **state)
{
    char what[64];
    const struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, "refused", "::1", false);

    (void)state;
    (void)snprintf(what, sizeof what, "[::1]:%u", (unsigned)endpoint.port);
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(fixture->err.what, what);
}

static int stop(void **state)
{
    while (fake_lookup_running() > 0) {
        pause_ms(20); /* threads that are still running free what they own, for leak checkers */
    }
    pause_ms(50);
    return net_fixture_stop(state);
}

#define ON(layer_name, test)                                                                       \
    {                                                                                              \
        .name = #test " (" #layer_name ")", .test_func = test, .setup_func = net_fixture_renew,    \
        .teardown_func = net_fixture_close, .initial_state = &layer_name##_layer                   \
    }
#define ON_BOTH(test) ON(plain, test), ON(tls, test)
#define ALONE(test)   cmocka_unit_test_setup_teardown(test, net_fixture_renew, net_fixture_close)

enum { DIALS = sizeof dials / sizeof dials[0] };

int main(void)
{
    static const struct CMUnitTest layered[] = {
        ON_BOTH(a_connection_knows_where_it_leads),
        ON_BOTH(both_directions_move_at_once),
        ON_BOTH(an_early_reply_is_seen_while_sending),
        ON_BOTH(a_reply_before_a_reset_is_read),
        ON_BOTH(sending_into_silence_times_out),
        ON_BOTH(waiting_for_silence_times_out),
        ON_BOTH(waiting_can_be_interrupted),
        ON_BOTH(a_flood_can_be_interrupted),
        ON_BOTH(a_close_notify_is_an_end),
        ON_BOTH(an_end_without_close_notify_is_an_end),
        ON_BOTH(a_reset_is_closed),
        ON_BOTH(an_ended_connection_is_seen_before_it_is_used),
        ON_BOTH(small_records_cost_few_system_calls),
        ON_BOTH(a_connection_can_be_dialled_again),
        ALONE(a_damaged_record_breaks_the_connection),
        ALONE(a_part_of_a_record_is_not_quiet),
        ALONE(freeing_twice_or_nothing_is_fine),
        ALONE(an_invalid_name_is_unavailable_in_time),
        ALONE(a_look_up_can_be_interrupted),
        ALONE(a_connect_can_be_interrupted),
        ALONE(an_error_names_an_ipv6_host_in_brackets),
    };
    struct CMUnitTest tests[DIALS + sizeof layered / sizeof layered[0]];

    for (size_t i = 0; i < DIALS; i++) {
        tests[i] = (struct CMUnitTest){.name = dials[i].name,
                                       .test_func = dialling_keeps_its_deadline_and_gives_the_cause,
                                       .setup_func = net_fixture_renew,
                                       .teardown_func = net_fixture_close,
                                       .initial_state = &dials[i]};
    }
    memcpy(tests + DIALS, layered, sizeof layered);
    return cmocka_run_group_tests_name("net", tests, net_fixture_start, stop);
}
