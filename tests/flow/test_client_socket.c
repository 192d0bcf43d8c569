/* SPDX-License-Identifier: MIT */
/*
 * test_client_socket.c - the client over real sockets, with a small server in a thread.
 *
 * The server takes connections one after the other.  To each request, up to its blank line, it
 * gives the next reply of its script; what follows '|' in one comes 50 ms later,
 * unasked.  At the end of the script it closes everything.
 */
#include <arpa/inet.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "client.h"
#include "host_linux.h"
#include "tls.h"

#define REPLY(text) "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n" text

enum { REPLIES = 4, REQUEST_BYTES = 4096, STEP_MS = 50, PATIENCE_MS = 20000 };

struct server {
    int listening;
    uint16_t port;
    pthread_t thread;
    const char *replies[REPLIES];
    size_t at; /* the next one */
    unsigned connections;
    char request[REQUEST_BYTES]; /* the last one */
};

/* False once the peer has closed. */
static bool read_request(struct server *server, int fd)
{
    size_t held = 0;

    memset(server->request, 0, sizeof server->request);
    while (strstr(server->request, "\r\n\r\n") == NULL && held < sizeof server->request - 1) {
        const ssize_t got = read(fd, server->request + held, sizeof server->request - 1 - held);
        if (got <= 0) {
            return false;
        }
        held += (size_t)got;
    }
    return true;
}

static void send_text(int fd, const char *text, size_t bytes)
{
    (void)send(fd, text, bytes, MSG_NOSIGNAL); /* the client may have gone, as it should */
}

static void *serve(void *ctx)
{
    struct server *server = ctx;

    while (server->at < REPLIES && server->replies[server->at] != NULL) {
        const int fd = accept(server->listening, NULL, NULL);
        server->connections++;
        while (server->at < REPLIES && server->replies[server->at] != NULL &&
               read_request(server, fd)) {
            const char *const reply = server->replies[server->at++];
            const size_t asked_bytes = strcspn(reply, "|");
            send_text(fd, reply, asked_bytes);
            if (reply[asked_bytes] == '|') {
                (void)usleep(STEP_MS * 1000);
                send_text(fd, reply + asked_bytes + 1, strlen(reply + asked_bytes + 1));
            }
        }
        (void)close(fd);
    }
    return NULL;
}

struct rig {
    struct server server;
    struct askcam_host_linux linux_host;
    struct askcam_host host;
    struct askcam_net net;
    struct askcam_url url;
    struct askcam_client client;
    struct askcam_client_reply reply;
    struct askcam_error err;
    char body[64];
};

static enum askcam_status on_body(void *ctx, const void *bytes, size_t bytes_len)
{
    struct rig *rig = ctx;

    strncat(rig->body, bytes, bytes_len);
    return ASKCAM_OK;
}

static int set_up(void **state)
{
    struct rig *rig = calloc(1, sizeof *rig);
    struct sockaddr_in any = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t any_bytes = sizeof any;
    char url[64];

    if (rig == NULL) {
        return 1;
    }
    rig->server.listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (bind(rig->server.listening, (struct sockaddr *)&any, sizeof any) != 0 ||
        listen(rig->server.listening, 4) != 0 ||
        getsockname(rig->server.listening, (struct sockaddr *)&any, &any_bytes) != 0) {
        return 1;
    }
    (void)snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)ntohs(any.sin_port));
    rig->host = askcam_host_linux_init(&rig->linux_host);
    *state = rig;
    return askcam_url_parse(&rig->url, url, NULL) == ASKCAM_OK &&
                   askcam_tls_new(&rig->net, &rig->host, NULL) == ASKCAM_OK
               ? 0
               : 1;
}

static int tear_down(void **state)
{
    struct rig *rig = *state;

    askcam_tls_free(&rig->net);
    (void)close(rig->server.listening);
    free(rig);
    return 0;
}

static void start(struct rig *rig)
{
    const struct askcam_client_config config = {
        .host = &rig->host,
        .net = rig->net,
        .url = &rig->url,
        .connect_timeout_ms = PATIENCE_MS,
        .first_byte_timeout_ms = PATIENCE_MS,
        .idle_timeout_ms = PATIENCE_MS,
        .deadline_ms = askcam_deadline(&rig->host, PATIENCE_MS),
    };

    askcam_client_init(&rig->client, &config);
    assert_int_equal(pthread_create(&rig->server.thread, NULL, serve, &rig->server), 0);
}

static enum askcam_status get(struct rig *rig, const char *path)
{
    const struct askcam_client_request request = {.method = "GET", .path = path};
    const struct askcam_client_callbacks callbacks = {.ctx = rig, .body = on_body};

    rig->body[0] = '\0';
    return askcam_client_exchange(&rig->client, &request, &callbacks, &rig->reply, &rig->err);
}

static void a_plain_get_brings_its_body(void **state)
{
    struct rig *rig = *state;

    rig->server.replies[0] = REPLY("good");
    start(rig);
    assert_int_equal(get(rig, "/picture.jpg"), ASKCAM_OK);
    assert_string_equal(rig->body, "good");
    assert_int_equal(rig->reply.head.status, 200);
    askcam_client_close(&rig->client);
    assert_int_equal(pthread_join(rig->server.thread, NULL), 0);
    assert_memory_equal(rig->server.request, "GET /picture.jpg HTTP/1.1\r\n", 27);
}

static void a_kept_connection_carries_two(void **state)
{
    struct rig *rig = *state;

    rig->server.replies[0] = REPLY("good");
    rig->server.replies[1] = REPLY("next");
    start(rig);
    assert_int_equal(get(rig, "/1"), ASKCAM_OK);
    assert_int_equal(get(rig, "/2"), ASKCAM_OK);
    assert_string_equal(rig->body, "next");
    askcam_client_close(&rig->client);
    assert_int_equal(pthread_join(rig->server.thread, NULL), 0);
    assert_int_equal(rig->server.connections, 1);
}

/* Waits until the unasked bytes have come, without taking them. */
static void await_bytes(struct rig *rig)
{
    for (int i = 0; i < 200 && !rig->net.ops->readable(rig->net.ctx); i++) {
        (void)usleep(STEP_MS * 1000);
    }
    assert_true(rig->net.ops->readable(rig->net.ctx));
}

static void an_unasked_reply_is_never_an_answer(void **state)
{
    struct rig *rig = *state;

    rig->server.replies[0] = REPLY("good") "|" REPLY("evil");
    rig->server.replies[1] = REPLY("next") "|HTTP/1.1 408 Late\r\nConnection: close\r\n\r\n";
    rig->server.replies[2] = REPLY("last");
    start(rig);
    assert_int_equal(get(rig, "/1"), ASKCAM_OK);
    await_bytes(rig);
    assert_int_equal(get(rig, "/2"), ASKCAM_OK);
    assert_string_equal(rig->body, "next");
    await_bytes(rig);
    assert_int_equal(get(rig, "/3"), ASKCAM_OK);
    assert_string_equal(rig->body, "last");
    askcam_client_close(&rig->client);
    assert_int_equal(pthread_join(rig->server.thread, NULL), 0);
    assert_int_equal(rig->server.connections, 3);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_plain_get_brings_its_body),
        CASE(a_kept_connection_carries_two),
        CASE(an_unasked_reply_is_never_an_answer),
    };
    return cmocka_run_group_tests_name("client over sockets", tests, NULL, NULL);
}
