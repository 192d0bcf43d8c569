/* SPDX-License-Identifier: MIT */
/*
 * test_connect.c - which addresses a name has, in which order and when they are tried (RFC 8305),
 * and which of them counts as this device.  The sockets are real, on the loopback; time is not.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <arpa/inet.h>
#include <cmocka.h>

#include "descriptor_limit.h"
#include "fake_lookup.h"
#include "lookup.h"
#include "tcp.h"
#include "tls.h"

enum { START_MS = 1000, QUEUE_MAX = 4, REAL_WAIT_MS = 5000, NONE = -1 };

/* What getpeername() returns instead of the real peer; NULL: the real one. */
static const char *pretended_peer;

/* glibc declares getpeername() with a type of its own, hence the other name here. */
int fake_getpeername(int fd, struct sockaddr *out, socklen_t *address_bytes) __asm__("getpeername");

int fake_getpeername(int fd, struct sockaddr *out, socklen_t *address_bytes)
{
    struct askcam_address peer;

    union {
        void *symbol;
        int (*function)(int fd, struct sockaddr *out, socklen_t *address_bytes);
    } real = {.symbol = dlsym(RTLD_NEXT, "getpeername")};

    if (pretended_peer == NULL) {
        return real.function(fd, out, address_bytes);
    }
    assert_true(askcam_address_parse(&peer, pretended_peer, 0));
    memcpy(out, &peer.socket, peer.socket_bytes);
    *address_bytes = peer.socket_bytes;
    return 0;
}

/* A listener; a dead one never accepts and its queue is full, so that a connect hangs. */
struct listener {
    int fd;
    int queued[QUEUE_MAX];
    struct askcam_address address;
};

static void listen_on(struct listener *listener, const char *number, bool is_dead)
{
    struct askcam_address *address = &listener->address;

    assert_true(askcam_address_parse(address, number, 0));
    listener->fd =
        socket(address->socket.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(listener->fd, &address->socket.any, address->socket_bytes), 0);
    assert_int_equal(getsockname(listener->fd, &address->socket.any, &address->socket_bytes), 0);
    assert_int_equal(listen(listener->fd, is_dead ? 0 : 8), 0);
    for (size_t i = 0; i < QUEUE_MAX; i++) {
        listener->queued[i] = NONE;
        if (is_dead) {
            listener->queued[i] = socket(address->socket.any.sa_family,
                                         SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
            (void)connect(listener->queued[i], &address->socket.any, address->socket_bytes);
        }
    }
}

static void close_listener(struct listener *listener)
{
    for (size_t i = 0; i < QUEUE_MAX; i++) {
        if (listener->queued[i] != NONE) {
            (void)close(listener->queued[i]);
        }
    }
    (void)close(listener->fd);
}

/* A dead one comes to life: the system repeats what it had refused after a second. */
static void revive(struct listener *listener)
{
    int fd = NONE;

    for (size_t i = 0; i < QUEUE_MAX; i++) {
        (void)close(listener->queued[i]);
        listener->queued[i] = NONE;
    }
    do {
        fd = accept4(listener->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd >= 0) {
            (void)close(fd);
        }
    } while (fd >= 0);
}

/* A host whose time passes only while nothing happens. */
static struct fake {
    uint64_t now_ms;
    unsigned waits;
    unsigned interrupt_at;    /* this wait is interrupted; 0: none */
    struct listener *revived; /* at the second wait, which is then patient */
    bool is_patient;          /* waits last as long as they must, and no time passes */
} fake;

static uint64_t now_ms(void *ctx)
{
    (void)ctx;
    return fake.now_ms;
}

static enum askcam_status wait_for(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                   unsigned *ready)
{
    struct pollfd event = {.fd = fd, .events = POLLIN};

    (void)ctx;
    assert_int_equal(wanted, ASKCAM_WAIT_READ);
    fake.waits++;
    if (fake.waits == fake.interrupt_at) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (fake.waits == 2 && fake.revived != NULL) {
        revive(fake.revived);
        fake.is_patient = true;
    }
    if (poll(&event, 1, fake.is_patient ? REAL_WAIT_MS : 0) > 0) {
        *ready = ASKCAM_WAIT_READ;
        return ASKCAM_OK;
    }
    fake.now_ms = deadline_ms > fake.now_ms ? deadline_ms : fake.now_ms;
    return ASKCAM_ERR_TIMEOUT;
}

static void log_nothing(void *ctx, enum askcam_log_level level, const char *line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

static const struct askcam_host host = {.now_ms = now_ms, .wait = wait_for, .log = log_nothing};
static struct askcam_endpoint endpoint;
static struct askcam_error err;
static struct askcam_dial dial;

static void prepare(const char *name, uint64_t timeout_ms)
{
    fake = (struct fake){.now_ms = START_MS};
    err = (struct askcam_error){.kind = ASKCAM_OK};
    endpoint = (struct askcam_endpoint){.host = name, .port = 80};
    askcam_dial_init(&dial, &host, &endpoint, START_MS + timeout_ms, &err);
}

static size_t open_descriptors(void)
{
    DIR *dir = opendir("/proc/self/fd");
    size_t count = 0;

    assert_non_null(dir);
    while (readdir(dir) != NULL) {
        count++;
    }
    (void)closedir(dir);
    return count;
}

/* Connects to the listeners in this order; *winner is the one that it reached, or NONE. */
static enum askcam_status connect_to(struct listener *const *listeners, size_t count, int *winner)
{
    struct askcam_addresses addresses = {.count = count};
    struct askcam_tcp tcp;
    struct askcam_address peer;

    for (size_t i = 0; i < count; i++) {
        addresses.list[i] = listeners[i]->address;
    }
    const size_t before = open_descriptors();
    askcam_tcp_init(&tcp);
    const enum askcam_status status = askcam_tcp_connect(&tcp, &dial, &addresses);
    assert_true((status == ASKCAM_OK) == (tcp.fd >= 0));
    if (fake.revived == NULL) { /* which closes some of the test's own */
        assert_int_equal(open_descriptors(), before + (tcp.fd >= 0 ? 1 : 0)); /* no other is left */
    }
    *winner = NONE;
    if (tcp.fd >= 0) {
        askcam_tcp_peer(&tcp, &peer);
        for (size_t i = 0; i < count; i++) {
            const struct askcam_address *one = &listeners[i]->address;
            *winner = memcmp(&one->socket, &peer.socket, one->socket_bytes) == 0 ? (int)i : *winner;
        }
    }
    askcam_tcp_close(&tcp);
    return status;
}

static struct listener dead4, other_dead4, dead6, live4, live6, refused4;

static void an_attempt_starts_250_ms_after_the_one_before(void **state)
{
    struct listener *const list[] = {&dead6, &dead4, &other_dead4, &live4};
    int winner = NONE;

    (void)state;
    for (size_t dead = 0; dead < 4; dead++) {
        prepare("x", 10000);
        assert_int_equal(connect_to(list + 3 - dead, dead + 1, &winner), ASKCAM_OK);
        assert_int_equal(fake.now_ms, START_MS + 250 * dead);
        assert_int_equal(winner, dead);
    }
}

static void a_failed_attempt_starts_the_next_at_once(void **state)
{
    struct listener *const list[] = {&refused4, &live6, &live4};
    struct listener *const behind_a_dead_one[] = {&dead6, &refused4, &live4};
    int winner = NONE;

    (void)state;
    prepare("x", 10000);
    assert_int_equal(connect_to(list, 3, &winner), ASKCAM_OK);
    assert_int_equal(fake.now_ms, START_MS);
    assert_int_equal(winner, 1);
    prepare("x", 10000);
    assert_int_equal(connect_to(behind_a_dead_one, 3, &winner), ASKCAM_OK);
    assert_int_equal(fake.now_ms, START_MS + 250);
    assert_int_equal(winner, 2);
}

static void an_attempt_that_was_passed_may_still_win(void **state)
{
    struct listener late;
    struct listener *const list[] = {&late, &dead6};
    int winner = NONE;

    (void)state;
    listen_on(&late, "127.0.0.1", true);
    prepare("x", 10000);
    fake.revived = &late;
    assert_int_equal(connect_to(list, 2, &winner), ASKCAM_OK);
    assert_int_equal(winner, 0);
    assert_int_equal(fake.now_ms, START_MS + 250);
    close_listener(&late);
}

static void one_deadline_is_for_all(void **state)
{
    struct listener *const list[] = {&dead6, &dead4, &other_dead4};
    int winner = NONE;

    (void)state;
    prepare("x", 600);
    assert_int_equal(connect_to(list, 3, &winner), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(fake.now_ms, START_MS + 600);
    assert_non_null(strstr(err.why, "no answer in time while connecting (::1; 3 addresses tried)"));
    prepare("x", 100); /* not even time for the second */
    assert_int_equal(connect_to(list, 3, &winner), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(fake.now_ms, START_MS + 100);
    assert_non_null(strstr(err.why, "no answer in time while connecting (::1)"));
}

static void a_race_can_be_interrupted(void **state)
{
    struct listener *const list[] = {&dead6, &dead4};
    int winner = NONE;

    (void)state;
    for (unsigned at = 1; at <= 2; at++) {
        prepare("x", 10000);
        fake.interrupt_at = at;
        assert_int_equal(connect_to(list, 2, &winner), ASKCAM_ERR_INTERRUPTED);
        assert_int_equal(err.kind, ASKCAM_OK);
    }
}

static void too_many_open_files_are_internal(void **state)
{
    struct askcam_addresses addresses = {.list = {dead6.address, live4.address}, .count = 2};
    struct askcam_tcp tcp;

    (void)state;
    /* None for the set of sockets, none for a socket, none for the second. */
    for (size_t more = 0; more < 3; more++) {
        prepare("x", 10000);
        askcam_tcp_init(&tcp);
        const rlim_t before = descriptor_limit_set(more);
        const enum askcam_status status = askcam_tcp_connect(&tcp, &dial, &addresses);
        descriptor_limit_restore(before);
        assert_int_equal(status, ASKCAM_ERR_INTERNAL);
        assert_non_null(strstr(err.why, "too many open files"));
    }
}

/* Which addresses a name has. */

static void check_addresses(const char *name, const char *const *numbers)
{
    struct askcam_addresses found;
    char text[ASKCAM_ADDRESS_TEXT_BYTES];
    size_t count = 0;

    prepare(name, 10000);
    fake.is_patient = true;
    assert_int_equal(askcam_lookup(&dial, &found), ASKCAM_OK);
    while (numbers[count] != NULL) {
        assert_true(count < found.count);
        askcam_address_text(&found.list[count], text);
        assert_string_equal(text, numbers[count]);
        assert_int_equal(ntohs(found.list[count].socket.v4.sin_port), 80);
        count++;
    }
    assert_int_equal(found.count, count);
}

static void names_below_localhost_are_never_looked_up(void **state)
{
    static const char *const names[] = {"localhost",   "LocalHost",     "localhost.",
                                        "x.localhost", "a.b.localhost", "x.LOCALHOST."};
    static const char *const loopback[] = {"127.0.0.1", "::1", NULL};
    const unsigned before = fake_lookup_count();

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        check_addresses(names[i], loopback);
    }
    assert_int_equal(fake_lookup_count(), before);
}

static void other_names_are_looked_up(void **state)
{
    static const char *const names[] = {"xlocalhost", "localhost.test", "localhost.x.test"};
    static struct askcam_addresses found;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const unsigned before = fake_lookup_count();
        prepare(names[i], 10000);
        fake.is_patient = true;
        (void)askcam_lookup(&dial, &found);
        assert_int_equal(fake_lookup_count(), before + 1);
    }
}

static void families_take_turns(void **state)
{
    static const char *const mixed[] = {"2001:db8::1", "192.0.2.1",   "2001:db8::2",
                                        "192.0.2.2",   "2001:db8::3", "2001:db8::4",
                                        "2001:db8::5", "2001:db8::6", NULL};
    static const char *const mixed4[] = {"192.0.2.1", "2001:db8::1", "192.0.2.2", "192.0.2.3",
                                         NULL};

    (void)state;
    check_addresses("mixed.test", mixed); /* nine of IPv6, then two of IPv4 */
    check_addresses("mixed4.test", mixed4);
}

static void only_this_device_is_loopback(void **state)
{
    static const struct {
        const char *peer; /* NULL: not known */
        bool is_loopback;
    } rows[] = {
        {"127.0.0.1", true},
        {"127.255.255.255", true},
        {"128.0.0.1", false},
        {"126.0.0.1", false},
        {"192.0.2.1", false},
        {"0.0.0.0", true}, /* what is sent there comes back */
        {"::1", true},
        {"::", true},
        {"::2", false},
        {"2001:db8::1", false},
        {"::ffff:127.0.0.1", true},
        {"::ffff:192.0.2.1", false},
        {"fe80::1", false},
        {"::fffe:127.0.0.1", false},
        {NULL, false},
    };
    struct askcam_address peer;
    struct askcam_tcp tcp;

    (void)state;
    askcam_tcp_init(&tcp);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        pretended_peer = rows[i].peer;
        askcam_tcp_peer(&tcp, &peer);
        assert_true((askcam_address_scope(&peer) == ASKCAM_IP_LOOPBACK) == rows[i].is_loopback);
    }
    pretended_peer = NULL;
}

static void without_tls_nothing_is_sent_to_another_device(void **state)
{
    struct askcam_net net;
    char byte = 0;

    (void)state;
    prepare("127.0.0.1", 10000);
    fake.is_patient = true;
    endpoint.port = ntohs(live4.address.socket.v4.sin_port);
    for (int at = accept(live4.fd, NULL, NULL); at >= 0; at = accept(live4.fd, NULL, NULL)) {
        (void)close(at); /* of the tests before */
    }
    pretended_peer = "192.0.2.1";
    assert_int_equal(askcam_tls_new(&net, &host, &err), ASKCAM_OK);
    assert_int_equal(net.ops->dial(net.ctx, &endpoint, dial.deadline_ms, &err), ASKCAM_ERR_USAGE);
    pretended_peer = NULL;
    assert_non_null(strstr(err.why, "not this device (192.0.2.1)"));
    assert_false(net.ops->is_open(net.ctx));
    const int fd = accept(live4.fd, NULL, NULL);
    assert_int_equal(recv(fd, &byte, 1, 0), 0); /* the end, and nothing before it */
    (void)close(fd);
    assert_int_equal(net.ops->dial(net.ctx, &endpoint, dial.deadline_ms, &err), ASKCAM_OK);
    askcam_tls_free(&net);
}

static enum askcam_status dial_as(struct askcam_net *net, const char *peer)
{
    err = (struct askcam_error){.kind = ASKCAM_OK};
    pretended_peer = peer;
    const enum askcam_status status = net->ops->dial(net->ctx, &endpoint, dial.deadline_ms, &err);
    pretended_peer = NULL;
    return status;
}

static void the_local_network_is_reached_without_tls_where_that_is_allowed(void **state)
{
    struct askcam_net net;

    (void)state;
    prepare("two.test", 10000);
    fake.is_patient = true;
    endpoint.port = ntohs(live4.address.socket.v4.sin_port);
    endpoint.allows_local = true;
    assert_int_equal(askcam_tls_new(&net, &host, &err), ASKCAM_OK);
    assert_int_equal(dial_as(&net, "192.168.0.7"), ASKCAM_OK);
    assert_int_equal(dial_as(&net, "fd00::7"), ASKCAM_OK);
    assert_int_equal(dial_as(&net, "100.64.0.1"), ASKCAM_ERR_USAGE);
    assert_int_equal(dial_as(&net, "192.0.2.1"), ASKCAM_ERR_USAGE);
    assert_non_null(strstr(err.why, "not in the local network (192.0.2.1)"));
    endpoint.allows_local = false;
    assert_int_equal(dial_as(&net, "192.168.0.7"), ASKCAM_ERR_USAGE);
    askcam_tls_free(&net);
}

static void one_address_elsewhere_is_enough_to_connect_to_none(void **state)
{
    static const char *const names[] = {"part.test", "last.test", "192.0.2.1", "2001:db8::1"};
    struct askcam_net net;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        prepare(names[i], 10000);
        fake.is_patient = true;
        endpoint.port = ntohs(live4.address.socket.v4.sin_port);
        endpoint.allows_local = true;
        for (int at = accept(live4.fd, NULL, NULL); at >= 0; at = accept(live4.fd, NULL, NULL)) {
            (void)close(at); /* of the tests before */
        }
        assert_int_equal(askcam_tls_new(&net, &host, &err), ASKCAM_OK);
        assert_int_equal(dial_as(&net, NULL), ASKCAM_ERR_USAGE);
        assert_non_null(strstr(err.why, "not in the local network"));
        assert_int_equal(accept(live4.fd, NULL, NULL), -1);
        askcam_tls_free(&net);
    }
}

static int start(void **state)
{
    (void)state;
    listen_on(&dead4, "127.0.0.1", true);
    listen_on(&other_dead4, "127.0.0.1", true);
    listen_on(&dead6, "::1", true);
    listen_on(&live4, "127.0.0.1", false);
    listen_on(&live6, "::1", false);
    refused4 = live4;
    refused4.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    refused4.address.socket.v4.sin_port = 0;
    if (bind(refused4.fd, &refused4.address.socket.any, refused4.address.socket_bytes) != 0) {
        return -1; /* bound, so that no other process takes it, but not listening */
    }
    return getsockname(refused4.fd, &refused4.address.socket.any, &refused4.address.socket_bytes);
}

static int stop(void **state)
{
    (void)state;
    close_listener(&dead4);
    close_listener(&other_dead4);
    close_listener(&dead6);
    close_listener(&live4);
    close_listener(&live6);
    close_listener(&refused4);
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attempt_starts_250_ms_after_the_one_before),
        cmocka_unit_test(a_failed_attempt_starts_the_next_at_once),
        cmocka_unit_test(an_attempt_that_was_passed_may_still_win),
        cmocka_unit_test(one_deadline_is_for_all),
        cmocka_unit_test(a_race_can_be_interrupted),
        cmocka_unit_test(too_many_open_files_are_internal),
        cmocka_unit_test(names_below_localhost_are_never_looked_up),
        cmocka_unit_test(other_names_are_looked_up),
        cmocka_unit_test(families_take_turns),
        cmocka_unit_test(only_this_device_is_loopback),
        cmocka_unit_test(without_tls_nothing_is_sent_to_another_device),
        cmocka_unit_test(the_local_network_is_reached_without_tls_where_that_is_allowed),
        cmocka_unit_test(one_address_elsewhere_is_enough_to_connect_to_none),
    };

    return cmocka_run_group_tests_name("connect", tests, start, stop);
}
