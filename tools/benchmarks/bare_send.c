/* SPDX-License-Identifier: MIT */
/*
 * bare_send.c - sends a ready request with mbedtls_ssl_write() and drops the reply.
 *
 * For: tools/bench, as the least that a program over mbedTLS needs for the same bytes: the body is
 * mapped from a file, and nothing is encoded or parsed but the end of the reply.  The peer is
 * verified and the curves are askcam's, so that the ciphers are the same.
 * Use: bare_send PORT TARGET CA_FILE BODY_FILE
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>

static const char END[] = "\r\n0\r\n\r\n"; /* the last chunk of the reply */
enum { END_BYTES = sizeof END - 1 };

static void check(int code, const char *what)
{
    if (code < 0) {
        fprintf(stderr, "bare_send: %s: -0x%04x\n", what, (unsigned)-code);
        exit(1);
    }
}

static int on_random(void *ctx, unsigned char *out, size_t bytes)
{
    (void)ctx;
    return getrandom(out, bytes, 0) == (ssize_t)bytes ? 0 : -1;
}

static void write_all(mbedtls_ssl_context *ssl, const unsigned char *bytes, size_t left)
{
    while (left > 0) {
        const int sent = mbedtls_ssl_write(ssl, bytes, left);
        check(sent, "write");
        bytes += sent;
        left -= (size_t)sent;
    }
}

/* Reads until the reply's last bytes, and keeps nothing but those. */
static void drop_reply(mbedtls_ssl_context *ssl)
{
    static unsigned char buf[END_BYTES + 16384];
    size_t kept = 0;

    while (kept < END_BYTES || memcmp(buf + kept - END_BYTES, END, END_BYTES) != 0) {
        const size_t tail = kept < END_BYTES ? kept : (size_t)END_BYTES;
        memmove(buf, buf + kept - tail, tail);
        const int got = mbedtls_ssl_read(ssl, buf + tail, 16384);
        check(got > 0 ? got : -1, "read");
        kept = tail + (size_t)got;
    }
}

static void configure(mbedtls_ssl_config *conf, mbedtls_x509_crt *roots, const char *ca_file)
{
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    static const mbedtls_ecp_group_id curves[] = {MBEDTLS_ECP_DP_CURVE25519,
                                                  MBEDTLS_ECP_DP_SECP256R1, MBEDTLS_ECP_DP_NONE};
#endif
    check(mbedtls_ssl_config_defaults(conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                      MBEDTLS_SSL_PRESET_DEFAULT),
          "config");
#if MBEDTLS_VERSION_NUMBER < 0x03000000
    mbedtls_ssl_conf_curves(conf, curves);
#endif
    check(mbedtls_x509_crt_parse_file(roots, ca_file), "CA file");
    mbedtls_ssl_conf_ca_chain(conf, roots, NULL);
    mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    mbedtls_ssl_conf_rng(conf, on_random, NULL);
}

int main(int argc, char **argv)
{
    mbedtls_ssl_context ssl;
    mbedtls_ssl_config conf;
    mbedtls_net_context net;
    mbedtls_x509_crt roots;
    struct stat info;
    char head[512];

    if (argc != 5) {
        fprintf(stderr, "usage: bare_send PORT TARGET CA_FILE BODY_FILE\n");
        return 2;
    }
    const int fd = open(argv[4], O_RDONLY | O_CLOEXEC);
    check(fd < 0 || fstat(fd, &info) != 0 ? -1 : 0, "body");
    const unsigned char *const body =
        mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    check(body == MAP_FAILED ? -1 : 0, "map");
    mbedtls_ssl_init(&ssl);
    mbedtls_ssl_config_init(&conf);
    mbedtls_net_init(&net);
    mbedtls_x509_crt_init(&roots);
    configure(&conf, &roots, argv[3]);
    check(mbedtls_ssl_setup(&ssl, &conf), "setup");
    check(mbedtls_ssl_set_hostname(&ssl, "localhost"), "name");
    check(mbedtls_net_connect(&net, "127.0.0.1", argv[1], MBEDTLS_NET_PROTO_TCP), "connect");
    mbedtls_ssl_set_bio(&ssl, &net, mbedtls_net_send, mbedtls_net_recv, NULL);
    check(mbedtls_ssl_handshake(&ssl), "handshake");
    const int head_bytes =
        snprintf(head, sizeof head,
                 "POST %s HTTP/1.1\r\nHost: localhost\r\n"
                 "Content-Type: application/json\r\nContent-Length: %lld\r\n\r\n",
                 argv[2], (long long)info.st_size);
    check(head_bytes < (int)sizeof head ? 0 : -1, "target");
    write_all(&ssl, (const unsigned char *)head, (size_t)head_bytes);
    write_all(&ssl, body, (size_t)info.st_size);
    drop_reply(&ssl);
    return 0;
}
