/* SPDX-License-Identifier: MIT */
/* test_atomic_file.c - a file is there whole or not at all, on a real file system. */
#include <dirent.h>
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

#include "atomic_file.h"
#include "temp_folder.h"

static char folder[] = "/tmp/askcam-whole-XXXXXX";
static char path[sizeof folder + 16];

static const struct askcam_store *store_of(const struct askcam_host *host)
{
    static struct askcam_store store;

    store = askcam_store_init(host);
    return &store;
}

static int set_up(void **state)
{
    (void)state;
    if (!temp_folder_create(folder)) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/it.jpg", folder);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(folder);
}

static unsigned entries(void)
{
    unsigned count = 0;
    DIR *dir = opendir(folder);

    assert_non_null(dir);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += entry->d_name[0] != '.';
    }
    (void)closedir(dir);
    return count;
}

static void assert_holds(const char *text)
{
    char got[32] = "";
    FILE *file = fopen(path, "r");

    assert_non_null(file);
    (void)fread(got, 1, sizeof got - 1, file);
    (void)fclose(file);
    assert_string_equal(got, text);
}

static void put(const char *text)
{
    struct askcam_atomic_file file;

    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(askcam_atomic_file_sink(&file), text, strlen(text)),
                     ASKCAM_OK);
    assert_int_equal(askcam_atomic_file_commit(&file), ASKCAM_OK);
    askcam_atomic_file_close(&file);
}

static void a_committed_file_takes_the_old_ones_place(void **state)
{
    struct stat info;

    (void)state;
    (void)umask(022);
    put("old");
    put("new");
    assert_holds("new");
    assert_int_equal(entries(), 1);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0644);
}

static void a_private_file_stays_private(void **state)
{
    struct stat info;

    (void)state;
    (void)umask(022);
    put("old");
    assert_int_equal(chmod(path, 0600), 0);
    put("new");
    assert_holds("new");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void what_is_not_committed_leaves_no_trace(void **state)
{
    struct askcam_atomic_file file;

    (void)state;
    put("old");
    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(askcam_atomic_file_sink(&file), "half", 4), ASKCAM_OK);
    assert_holds("old");
    askcam_atomic_file_close(&file);
    askcam_atomic_file_close(&file); /* idempotent */
    assert_holds("old");
    assert_int_equal(entries(), 1);
}

static void a_link_keeps_pointing_to_its_file(void **state)
{
    char other[sizeof path + 8];
    struct askcam_atomic_file file;
    struct stat info;

    (void)state;
    put("old");
    (void)snprintf(other, sizeof other, "%s.link", path);
    assert_int_equal(symlink(path, other), 0);
    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), other, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(askcam_atomic_file_sink(&file), "new", 3), ASKCAM_OK);
    assert_int_equal(askcam_atomic_file_commit(&file), ASKCAM_OK);
    assert_int_equal(lstat(other, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_holds("new");
}

static void places_that_cannot_be_written_are_reported(void **state)
{
    static char long_path[ASKCAM_STORE_PATH_BYTES + 10];
    char missing[sizeof path + 8];

    (void)state;
    memset(long_path, 'a', sizeof long_path - 1);
    (void)snprintf(missing, sizeof missing, "%s/no/it", folder);
    const char *const paths[] = {folder, missing, long_path};
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        struct askcam_error err = {0};
        struct askcam_atomic_file file;
        assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), paths[i], &err),
                         ASKCAM_ERR_STORAGE);
        assert_int_equal(err.kind, ASKCAM_ERR_STORAGE);
        askcam_atomic_file_close(&file);
    }
    assert_int_equal(entries(), 0);
}

static void a_full_device_is_reported_and_stays(void **state)
{
    struct askcam_error err = {0};
    struct askcam_atomic_file file;

    (void)state;
    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), "/dev/full", &err), ASKCAM_OK);
    assert_true(file.is_direct);
    assert_int_equal(askcam_sink_write(askcam_atomic_file_sink(&file), "a", 1), ASKCAM_ERR_STORAGE);
    askcam_atomic_file_close(&file);
    assert_int_equal(access("/dev/full", F_OK), 0);
}

static void a_place_that_went_away_is_reported(void **state)
{
    struct askcam_error err = {0};
    struct askcam_atomic_file file;

    (void)state;
    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), path, &err), ASKCAM_OK);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_int_equal(askcam_atomic_file_commit(&file), ASKCAM_ERR_STORAGE);
    askcam_atomic_file_close(&file);
    assert_int_equal(entries(), 1); /* the folder, and no draft */
}

/* A pipe, and who reads it: from the second look on, if anybody. */
struct pipe_end {
    int fd; /* -1: not opened yet */
    unsigned waits;
    unsigned patience; /* the user ends it with this wait */
    bool reads;
    char got[1 << 20];
    size_t got_bytes;
};

static enum askcam_status reader_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                      unsigned *ready)
{
    struct pipe_end *end = ctx;

    (void)deadline_ms;
    if (++end->waits >= end->patience) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (fd < 0) {
        end->fd = open(path, O_RDONLY | O_NONBLOCK);
        assert_true(end->fd >= 0);
        return ASKCAM_ERR_TIMEOUT;
    }
    assert_int_equal(wanted, ASKCAM_WAIT_WRITE);
    if (end->reads) {
        const ssize_t got = read(end->fd, end->got + end->got_bytes, 5000);
        assert_true(got > 0);
        end->got_bytes += (size_t)got;
    }
    *ready = ASKCAM_WAIT_WRITE;
    return ASKCAM_OK;
}

static uint64_t no_time(void *ctx)
{
    (void)ctx;
    return 0;
}

static struct askcam_host host_of(struct pipe_end *end)
{
    return (struct askcam_host){.ctx = end, .now_ms = no_time, .wait = reader_wait};
}

static void a_pipe_is_written_as_its_reader_takes_it(void **state)
{
    static struct pipe_end end = {.fd = -1, .patience = 1000, .reads = true};
    static char text[300000];
    const struct askcam_host host = host_of(&end);
    struct askcam_atomic_file file;

    (void)state;
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = (char)(i * 7 % 251);
    }
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(askcam_atomic_file_open(&file, store_of(&host), path, NULL), ASKCAM_OK);
    assert_int_equal(askcam_sink_write(askcam_atomic_file_sink(&file), text, sizeof text),
                     ASKCAM_OK);
    assert_int_equal(askcam_atomic_file_commit(&file), ASKCAM_OK);
    askcam_atomic_file_close(&file);
    for (ssize_t got = 1; got > 0; end.got_bytes += (size_t)got) {
        got = read(end.fd, end.got + end.got_bytes, sizeof end.got - end.got_bytes);
        assert_true(got >= 0);
    }
    assert_int_equal(end.got_bytes, sizeof text);
    assert_memory_equal(end.got, text, sizeof text);
    (void)close(end.fd);
}

static void a_pipe_that_is_not_opened_or_read_can_be_left(void **state)
{
    static char text[300000];
    (void)state;

    assert_int_equal(mkfifo(path, 0600), 0);
    for (unsigned patience = 1; patience <= 3; patience++) { /* at the open, then at the write */
        struct pipe_end *end = calloc(1, sizeof *end);
        assert_non_null(end);
        end->fd = -1;
        end->patience = patience;
        const struct askcam_host host = host_of(end);
        struct askcam_atomic_file file;
        enum askcam_status status = askcam_atomic_file_open(&file, store_of(&host), path, NULL);
        assert_int_equal(status, patience == 1 ? ASKCAM_ERR_INTERRUPTED : ASKCAM_OK);
        if (status == ASKCAM_OK) {
            status = askcam_sink_write(askcam_atomic_file_sink(&file), text, sizeof text);
            assert_int_equal(status, ASKCAM_ERR_INTERRUPTED);
        }
        askcam_atomic_file_close(&file);
        assert_int_equal(end->waits, patience);
        if (end->fd >= 0) {
            (void)close(end->fd);
        }
        free(end);
    }
}

static void without_a_host_a_pipe_is_not_waited_for(void **state)
{
    struct askcam_error err = {0};
    struct askcam_atomic_file file;

    (void)state;
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(askcam_atomic_file_open(&file, store_of(NULL), path, &err),
                     ASKCAM_ERR_STORAGE);
    askcam_atomic_file_close(&file);
    assert_int_equal(err.kind, ASKCAM_ERR_STORAGE);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_committed_file_takes_the_old_ones_place),
        CASE(a_private_file_stays_private),
        CASE(what_is_not_committed_leaves_no_trace),
        CASE(a_link_keeps_pointing_to_its_file),
        CASE(places_that_cannot_be_written_are_reported),
        CASE(a_full_device_is_reported_and_stays),
        CASE(a_place_that_went_away_is_reported),
        CASE(a_pipe_is_written_as_its_reader_takes_it),
        CASE(a_pipe_that_is_not_opened_or_read_can_be_left),
        CASE(without_a_host_a_pipe_is_not_waited_for),
    };
    return cmocka_run_group_tests_name("atomic_file", tests, NULL, NULL);
}
