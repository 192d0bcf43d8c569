/* SPDX-License-Identifier: MIT */
/*
 * test_session.c - sessions that are kept between runs: resumed where they may be, never where they
 * may not, and a bad record costs only time.  The servers count which handshakes were resumed.
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
#include <time.h>
#include <unistd.h>

#include <cmocka.h>
#include <mbedtls/version.h>

#include "fake_lookup.h"
#include "fake_session_store.h"
#include "net_fixture.h"
#include "session_dir.h"
#include "session_record.h"
#include "session_store.h"

enum { TIMEOUT_MS = 10000, HOUR_S = 60 * 60 };

static struct net_fixture *const fixture = &net_fixture_shared;

static struct fake_session_store memory;
static struct askcam_session_store store;

static struct askcam_endpoint endpoint_of(const char *server, const char *host)
{
    struct askcam_endpoint endpoint = net_fixture_endpoint(fixture, server, host, true);

    endpoint.sessions = &store;
    return endpoint;
}

static void check_run(const struct askcam_endpoint *endpoint, const char *server,
                      unsigned connections, unsigned reused)
{
    const struct net_seen seen = net_fixture_run(fixture, endpoint, server);

    assert_int_equal(seen.connections, connections);
    assert_int_equal(seen.reused, reused);
}

static void pause_ms(long ms)
{
    const struct timespec pause = {.tv_nsec = ms * 1000000};

    (void)nanosleep(&pause, NULL);
}

/* "again12" speaks TLS 1.2; "again" whatever both can. */
static const char *both_servers[] = {"again12", "again"};

static void the_second_run_resumes(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    check_run(&endpoint, server, 1, 0);
    assert_int_equal(memory.count, 1);
    for (unsigned i = 0; i < 3; i++) {
        check_run(&endpoint, server, 1, 1);
    }
}

static void a_number_resumes_too(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "127.0.0.1");

    check_run(&endpoint, server, 1, 0);
    check_run(&endpoint, server, 1, 1);
}

/* With TLS 1.3 the tickets come before the data, in records of their own. */
static void data_behind_many_tickets_is_readable(void **state)
{
    const struct askcam_endpoint endpoint = endpoint_of("tickets", "good.test");

    (void)state;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_OK);
    pause_ms(500); /* all has come */
    assert_true(fixture->net.ops->readable(fixture->net.ctx));
}

static void tickets_alone_are_not_readable(void **state)
{
    const struct askcam_endpoint endpoint = endpoint_of("ticketsonly", "good.test");

    (void)state;
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_OK);
    pause_ms(500);
    assert_false(fixture->net.ops->readable(fixture->net.ctx));
    assert_true(fixture->net.ops->is_open(fixture->net.ctx));
}

static void without_a_store_nothing_resumes(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    endpoint.sessions = NULL;
    check_run(&endpoint, server, 1, 0);
    check_run(&endpoint, server, 1, 0);
    assert_int_equal(memory.loads + memory.saves, 0);
}

static void another_host_does_not_resume(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    const struct askcam_endpoint other = endpoint_of(server, "localhost");

    check_run(&endpoint, server, 1, 0);
    check_run(&other, server, 1, 0);
    assert_int_equal(memory.count, 2);
}

static void another_bundle_does_not_resume(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    char both[NET_SERVERS_TEXT_BYTES];

    check_run(&endpoint, server, 1, 0);
    net_servers_path(&fixture->servers, "both.pem", both);
    endpoint.ca_file = both;
    check_run(&endpoint, server, 1, 0);
}

/* Copies a file of the servers, so that a test may change it. */
static void copy_file(const char *from_name, const char *to_name, char to[NET_SERVERS_TEXT_BYTES])
{
    char from[NET_SERVERS_TEXT_BYTES];
    char piece[4096];
    size_t got = 1;

    net_servers_path(&fixture->servers, from_name, from);
    net_servers_path(&fixture->servers, to_name, to);
    FILE *in = fopen(from, "re");
    FILE *out = fopen(to, "we");
    assert_true(in != NULL && out != NULL);
    while (got > 0) {
        got = fread(piece, 1, sizeof piece, in);
        assert_int_equal(fwrite(piece, 1, got, out), got);
    }
    assert_int_equal(fclose(in) + fclose(out), 0);
}

static void a_changed_bundle_does_not_resume(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    const struct timespec times[2] = {{.tv_sec = 1600000000}, {.tv_sec = 1600000000}};
    char changing[NET_SERVERS_TEXT_BYTES];

    copy_file("both.pem", "changing.pem", changing);
    endpoint.ca_file = changing;
    check_run(&endpoint, server, 1, 0);
    check_run(&endpoint, server, 1, 1);
    assert_int_equal(utimensat(AT_FDCWD, changing, times, 0), 0);
    check_run(&endpoint, server, 1, 0);
    check_run(&endpoint, server, 1, 1);
    pause_ms(20); /* the file system's clock has ticks */
    assert_int_equal(utimensat(AT_FDCWD, changing, times, 0), 0); /* as before, but for ctime */
    check_run(&endpoint, server, 1, 0);
}

/* A root that the bundle no longer has is not trusted because a record names it. */
static void a_removed_root_is_no_longer_trusted(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    char changing[NET_SERVERS_TEXT_BYTES];

    copy_file("both.pem", "changing.pem", changing);
    endpoint.ca_file = changing;
    check_run(&endpoint, server, 1, 0);
    copy_file("ca2.pem", "changing.pem", changing);
    assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_TLS);
    assert_non_null(strstr(fixture->err.why, "unknown issuer"));
}

/* Reads the one record that is kept, for a test that changes it. */
static struct askcam_session_record decode_kept(void)
{
    struct askcam_session_record record;

    assert_true(
        askcam_session_record_decode(&record, memory.list[0].bytes, memory.list[0].bytes_len));
    return record;
}

static void encode_kept(const struct askcam_session_record *record)
{
    uint8_t bytes[ASKCAM_SESSION_RECORD_BYTES];
    const size_t bytes_len = askcam_session_record_encode(record, bytes, sizeof bytes);

    assert_true(bytes_len > 0);
    memcpy(memory.list[0].bytes, bytes, bytes_len);
    memory.list[0].bytes_len = bytes_len;
}

static void a_session_is_offered_for_24_hours_from_the_full_handshake(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    check_run(&endpoint, server, 1, 0);
    for (long hour = 2; hour < 24; hour += 7) {
        net_fixture_set_clock_ahead(hour * HOUR_S);
        check_run(&endpoint, server, 1, 1);
    }
    net_fixture_set_clock_ahead(24 * HOUR_S +
                                60); /* it was written again an hour ago, but not verified */
    check_run(&endpoint, server, 1, 0);
    net_fixture_set_clock_ahead(26 * HOUR_S);
    check_run(&endpoint, server, 1, 1); /* the new one */
}

static void a_clock_that_was_set_back_does_not_resume(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    net_fixture_set_clock_ahead(2 * HOUR_S);
    check_run(&endpoint, server, 1, 0);
    net_fixture_set_clock_ahead(HOUR_S);
    check_run(&endpoint, server, 1, 0); /* the full handshake lies ahead */
    net_fixture_set_clock_ahead(5 * HOUR_S);
    check_run(&endpoint, server, 1, 1); /* which writes the record */
    net_fixture_set_clock_ahead(3 * HOUR_S);
    check_run(&endpoint, server, 1, 0); /* so does the last writing */
}

/* Servers give new tickets with TLS 1.3 each time; with 1.2 the same session serves for a while. */
static void a_session_is_written_again_after_an_hour(void **state)
{
    const struct askcam_endpoint endpoint = endpoint_of("again12", "good.test");

    (void)state;
    check_run(&endpoint, "again12", 1, 0);
    const struct askcam_session_times first = decode_kept().times;
    const unsigned saves = memory.saves;
    net_fixture_set_clock_ahead(HOUR_S - 60);
    check_run(&endpoint, "again12", 1, 1);
    assert_int_equal(memory.saves, saves);
    net_fixture_set_clock_ahead(HOUR_S + 60);
    check_run(&endpoint, "again12", 1, 1);
    assert_int_equal(memory.saves, saves + 1);
    const struct askcam_session_times second = decode_kept().times;
    assert_int_equal(second.verified_s, first.verified_s);
    assert_int_equal(second.expires_s, first.expires_s);
    assert_true(second.saved_s > first.saved_s);
}

/* The server's own certificate ends early, or the one above it. */
static const struct {
    const char *server;
    const char *root;
} short_servers[] = {
    {"short12", "ca.pem"},
    {"short", "ca.pem"},
    {"shortchain12", "newroot.pem"},
    {"shortchain", "newroot.pem"},
};

static void a_session_ends_with_the_certificates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof short_servers / sizeof short_servers[0]; i++) {
        const char *server = short_servers[i].server;
        struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
        char root[NET_SERVERS_TEXT_BYTES];

        net_servers_path(&fixture->servers, short_servers[i].root, root);
        endpoint.ca_file = root;
        net_fixture_set_clock_ahead(0);
        check_run(&endpoint, server, 1, 0);
        net_fixture_set_clock_ahead(15 * 60); /* they are valid for 30 minutes */
        check_run(&endpoint, server, 1, 1);
        net_fixture_set_clock_ahead(31 * 60);
        fixture->err = (struct askcam_error){.kind = ASKCAM_OK};
        assert_int_equal(net_fixture_dial(fixture, &endpoint, TIMEOUT_MS), ASKCAM_ERR_TLS);
        assert_non_null(strstr(fixture->err.why, "expired on"));
        store = fake_session_store_init(&memory);
    }
}

/* A full handshake by the known root alone notes the end as well. */
static void the_end_is_known_without_the_bundle_too(void **state)
{
    const struct askcam_endpoint endpoint = endpoint_of("short12", "good.test");

    (void)state;
    check_run(&endpoint, "short12", 1, 0);
    struct askcam_session_record record = decode_kept();
    const uint64_t expires_s = record.times.expires_s;
    assert_in_range(expires_s - record.times.verified_s, 25 * 60, 30 * 60);
    record.session_bytes = 0;
    record.times.expires_s = 0;
    encode_kept(&record);
    check_run(&endpoint, "short12", 1, 0);
    assert_int_equal(decode_kept().times.expires_s, expires_s);
}

/* If the attempt with a session fails for another reason than trust, that is reported. */
static void an_unreachable_server_with_a_session_is_reported(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    check_run(&endpoint, server, 1, 0);
    fake_lookup_mislead(true);
    const enum askcam_status status = net_fixture_dial(fixture, &endpoint, TIMEOUT_MS);
    fake_lookup_mislead(false);
    assert_int_equal(status, ASKCAM_ERR_UNAVAILABLE);
    assert_non_null(strstr(fixture->err.why, "connection refused"));
    assert_true(fixture->err.hint[0] != '\0' && fixture->err.retryable);
    check_run(&endpoint, server, 1, 1);
}

static void a_damaged_record_costs_only_time(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    check_run(&endpoint, server, 1, 0);
    for (size_t at = 1; at < memory.list[0].bytes_len; at += memory.list[0].bytes_len / 5) {
        memory.list[0].bytes[at] ^= 0x40;
        check_run(&endpoint, server, 1, 0);
    }
    check_run(&endpoint, server, 1, 1);
}

/* The record is sound but its session is not: a full handshake, on a second connection. */
static void a_session_that_does_not_work_costs_only_time(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    uint8_t session[ASKCAM_SESSION_RECORD_BYTES];

    check_run(&endpoint, server, 1, 0);
    struct askcam_session_record record = decode_kept();
    assert_true(record.session_bytes > 20);
    memcpy(session, record.session, record.session_bytes);
    session[record.session_bytes - 20] ^= 0x40; /* in the ticket, which the server then drops */
    record.session = session;
    encode_kept(&record);
    const struct net_seen seen = net_fixture_run(fixture, &endpoint, server);
    assert_in_range(seen.connections, 1, 2);
    assert_int_equal(seen.reused, 0);
    record.session_bytes = 9; /* no session at all */
    encode_kept(&record);
    check_run(&endpoint, server, 1, 0);
}

static void a_record_under_another_key_opens_nothing(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    const struct askcam_endpoint other = endpoint_of(server, "localhost");

    check_run(&endpoint, server, 1, 0);
    check_run(&other, server, 1, 0);
    memcpy(memory.list[1].bytes, memory.list[0].bytes, memory.list[0].bytes_len);
    memory.list[1].bytes_len = memory.list[0].bytes_len;
    check_run(&other, server, 1, 0);
}

/* The place of the root. */

static void the_record_has_the_place_of_the_root(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    char path[NET_SERVERS_TEXT_BYTES];
    static char bundle[16384];

    net_servers_path(&fixture->servers, "both.pem", path);
    endpoint.ca_file = path;
    check_run(&endpoint, server, 1, 0);
    const struct askcam_session_record record = decode_kept();
    FILE *in = fopen(path, "re");
    assert_non_null(in);
    assert_true(fread(bundle, 1, sizeof bundle - 1, in) > 0);
    assert_int_equal(fclose(in), 0);
    const char *second = strstr(strstr(bundle, "-----END"), "-----BEGIN");
    assert_int_equal(record.place.offset, second - bundle);
    assert_int_equal(record.place.size_bytes,
                     strstr(second, "-----END CERTIFICATE-----\n") + 26 - second);
}

/* One root alone is enough for a full handshake, and a wrong one is corrected. */
static void a_place_is_only_a_hint(void **state)
{
    const char *server = *(const char **)*state;
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    char path[NET_SERVERS_TEXT_BYTES];

    net_servers_path(&fixture->servers, "both.pem", path);
    endpoint.ca_file = path;
    check_run(&endpoint, server, 1, 0);
    struct askcam_session_record record = decode_kept();
    const struct askcam_trust_place right = record.place;
    record.session_bytes = 0;
    encode_kept(&record);
    check_run(&endpoint, server, 1, 0); /* by the place alone */

    record = decode_kept();
    record.session_bytes = 0;
    record.place.offset += 3; /* not a certificate: the whole bundle */
    encode_kept(&record);
    check_run(&endpoint, server, 1, 0);

    record = decode_kept();
    record.session_bytes = 0;
    record.place.offset = (uint32_t)strlen("ca2\n====\n"); /* the other root */
    record.place.size_bytes =
        right.offset - (uint32_t)strlen("ca2\n====\n") - (uint32_t)strlen("\nca\n====\n");
    encode_kept(&record);
    check_run(&endpoint, server, 2, 0); /* refused with it, then in full */
    record = decode_kept();
    assert_int_equal(record.place.offset, right.offset);
}

static void a_wrong_place_does_not_change_the_verdict(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_endpoint endpoint = endpoint_of(server, "good.test");
    struct askcam_endpoint bad = endpoint_of("expired", "good.test");

    check_run(&endpoint, server, 1, 0);
    const struct askcam_session_record good = decode_kept();
    bad.port = net_servers_port(&fixture->servers, "expired");
    assert_int_equal(net_fixture_dial(fixture, &bad, TIMEOUT_MS), ASKCAM_ERR_TLS);
    assert_int_equal(memory.count, 1); /* nothing is kept of a server that was refused */
    assert_true(good.session_bytes > 0);
}

/* The folder. */

static char folder[NET_SERVERS_TEXT_BYTES];
static struct askcam_session_dir dir;

static struct askcam_session_store open_dir(void)
{
    const struct askcam_store system = askcam_store_init(NULL);
    return askcam_session_dir_init(&dir, &system, folder);
}

static void file_path(char path[NET_SERVERS_TEXT_BYTES + 80])
{
    (void)snprintf(path, NET_SERVERS_TEXT_BYTES + 80, "%s/%064d", folder, 7);
}

static const char *file_key(void)
{
    static char key[ASKCAM_SESSION_KEY_TEXT_BYTES];

    (void)snprintf(key, sizeof key, "%064d", 7);
    return key;
}

static void a_record_is_a_private_file(void **state)
{
    const struct askcam_session_store files = open_dir();
    char path[NET_SERVERS_TEXT_BYTES + 80];
    struct stat info;
    char buf[16];

    (void)state;
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    files.save(files.ctx, file_key(), "one", 3);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 3);
    assert_memory_equal(buf, "one", 3);
    files.save(files.ctx, file_key(), "other", 5);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 5);
    assert_int_equal(files.load(files.ctx, file_key(), buf, 2), 2); /* cut: no checksum fits it */
    file_path(path);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(stat(folder, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
}

static void what_others_can_touch_is_not_used(void **state)
{
    const struct askcam_session_store files = open_dir();
    char path[NET_SERVERS_TEXT_BYTES + 80];
    char buf[16];

    (void)state;
    files.save(files.ctx, file_key(), "one", 3);
    file_path(path);
    assert_int_equal(chmod(path, 0640), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    assert_int_equal(chmod(path, 0600), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 3);
    assert_int_equal(chmod(folder, 0755), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    files.save(files.ctx, file_key(), "two", 3);
    assert_int_equal(chmod(folder, 0700), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 3);
    assert_memory_equal(buf, "one", 3);
}

static void links_and_pipes_are_not_followed(void **state)
{
    const struct askcam_session_store files = open_dir();
    char path[NET_SERVERS_TEXT_BYTES + 80];
    char private_file[NET_SERVERS_TEXT_BYTES];
    char buf[16];

    (void)state;
    files.save(files.ctx, file_key(), "one", 3);
    file_path(path);
    net_servers_path(&fixture->servers, "ca.key", private_file);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(symlink(private_file, path), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    files.save(files.ctx, file_key(), "new", 3); /* takes the place of whatever is there */
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 3);
}

static void a_record_that_cannot_be_put_in_place_leaves_no_rest(void **state)
{
    const struct askcam_session_store files = open_dir();
    char path[NET_SERVERS_TEXT_BYTES + 80];
    char buf[16];

    (void)state;
    files.save(files.ctx, file_key(), "one", 3);
    file_path(path);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(mkdir(path, 0700), 0);
    files.save(files.ctx, file_key(), "two", 3);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rmdir(folder), 0); /* it was empty */
}

static void missing_parents_are_created(void **state)
{
    struct askcam_session_store files = open_dir();
    char path[NET_SERVERS_TEXT_BYTES + 80];
    struct stat info;
    char buf[16];

    (void)state;
    (void)snprintf(path, sizeof path, "%s/.cache/askcam", folder);
    dir.path = path;
    files.save(files.ctx, file_key(), "one", 3);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 3);
    (void)snprintf(path, sizeof path, "%s/.cache", folder);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
}

static unsigned infos;

static void count_infos(void *ctx, enum askcam_log_level level, const char *line)
{
    (void)ctx;
    infos += level == ASKCAM_LOG_INFO && strstr(line, "/dev/null/askcam") != NULL;
}

static void a_folder_that_cannot_be_created_is_reported_once(void **state)
{
    const struct askcam_host host = {.log = count_infos};
    struct askcam_session_store files = open_dir();

    (void)state;
    infos = 0;
    dir.store.host = &host;
    dir.path = "/dev/null/askcam";
    files.save(files.ctx, file_key(), "one", 3);
    files.save(files.ctx, file_key(), "one", 3);
    assert_int_equal(infos, 1);
}

static void a_folder_that_cannot_be_is_no_trouble(void **state)
{
    struct askcam_session_store files = open_dir();
    char buf[16];

    (void)state;
    dir.path = "/dev/null/askcam";
    files.save(files.ctx, file_key(), "one", 3);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
    dir.path = fixture->ca_file; /* a file */
    files.save(files.ctx, file_key(), "one", 3);
    assert_int_equal(files.load(files.ctx, file_key(), buf, sizeof buf), 0);
}

static void runs_resume_through_the_folder(void **state)
{
    const char *server = *(const char **)*state;
    const struct askcam_session_store files = open_dir();
    struct askcam_endpoint endpoint = endpoint_of(server, "good.test");

    endpoint.sessions = &files;
    check_run(&endpoint, server, 1, 0);
    check_run(&endpoint, server, 1, 1);
}

static void the_folder_is_chosen_by_the_environment(void **state)
{
    static const struct {
        struct askcam_session_places places;
        const char *path; /* NULL: none */
    } rows[] = {
        {{"/run/user/1", "/var/cache/a", "/home/u"}, "/run/user/1/askcam"},
        {{"", "/var/cache/a", "/home/u"}, "/var/cache/a/askcam"},
        {{"run", "cache", "/home/u"}, "/home/u/.cache/askcam"},
        {{NULL, NULL, "/home/u"}, "/home/u/.cache/askcam"},
        {{NULL, NULL, ""}, NULL},
        {{NULL, NULL, NULL}, NULL},
        {{"/a/place/with/a/name/that/does/not/fit", NULL, NULL}, NULL},
    };
    char path[32];

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(askcam_session_dir_choose(&rows[i].places, path, sizeof path) ==
                    (rows[i].path != NULL));
        if (rows[i].path != NULL) {
            assert_string_equal(path, rows[i].path);
        }
    }
}

static int renew(void **state)
{
    store = fake_session_store_init(&memory);
    (void)snprintf(folder, sizeof folder, "%s/sessions-XXXXXX", fixture->servers.folder);
    if (mkdtemp(folder) == NULL || rmdir(folder) != 0) { /* a name that is free */
        return -1;
    }
    return net_fixture_renew(state);
}

static int finish(void **state)
{
    char path[NET_SERVERS_TEXT_BYTES + 80];

    file_path(path);
    (void)unlink(path);
    (void)rmdir(folder);
    return net_fixture_close(state);
}

#define ON(server, test)                                                                           \
    {                                                                                              \
        .name = #test " (" #server ")", .test_func = test, .setup_func = renew,                    \
        .teardown_func = finish, .initial_state = &both_servers[server]                            \
    }
#define ON_BOTH(test) ON(TLS12, test), ON(ANY, test)
#define ALONE(test)   cmocka_unit_test_setup_teardown(test, renew, finish)

enum { TLS12, ANY };

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ON_BOTH(the_second_run_resumes),
        ON_BOTH(a_number_resumes_too),
        ON_BOTH(without_a_store_nothing_resumes),
        ALONE(data_behind_many_tickets_is_readable),
        ALONE(tickets_alone_are_not_readable),
        ON_BOTH(another_host_does_not_resume),
        ON_BOTH(another_bundle_does_not_resume),
        ON_BOTH(a_changed_bundle_does_not_resume),
        ON_BOTH(a_removed_root_is_no_longer_trusted),
        ON_BOTH(a_session_is_offered_for_24_hours_from_the_full_handshake),
        ON_BOTH(a_clock_that_was_set_back_does_not_resume),
        ALONE(a_session_is_written_again_after_an_hour),
        ALONE(a_session_ends_with_the_certificates),
        ALONE(the_end_is_known_without_the_bundle_too),
        ON_BOTH(an_unreachable_server_with_a_session_is_reported),
        ON_BOTH(a_damaged_record_costs_only_time),
        ON_BOTH(a_session_that_does_not_work_costs_only_time),
        ON_BOTH(a_record_under_another_key_opens_nothing),
        ON_BOTH(the_record_has_the_place_of_the_root),
        ON_BOTH(a_place_is_only_a_hint),
        ON_BOTH(a_wrong_place_does_not_change_the_verdict),
        ON_BOTH(runs_resume_through_the_folder),
        ALONE(a_record_is_a_private_file),
        ALONE(what_others_can_touch_is_not_used),
        ALONE(links_and_pipes_are_not_followed),
        ALONE(a_record_that_cannot_be_put_in_place_leaves_no_rest),
        ALONE(missing_parents_are_created),
        ALONE(a_folder_that_cannot_be_created_is_reported_once),
        ALONE(a_folder_that_cannot_be_is_no_trouble),
        ALONE(the_folder_is_chosen_by_the_environment),
    };

    return cmocka_run_group_tests_name("session", tests, net_fixture_start, net_fixture_stop);
}
