/* SPDX-License-Identifier: MIT */
/* test_file_source.c - JPEG files, what is not a JPEG, and files that change while they are read.
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

#include "fake_host.h"
#include "file_source.h"
#include "jpeg_walk.h"
#include "sample_jpeg.h"

static char dir[64], path[128];
static struct sample jpeg;
static struct fake_host clock_at;
static struct askcam_host host;

static void write_file(const void *bytes, size_t bytes_len)
{
    const int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, bytes_len), bytes_len);
    assert_int_equal(close(fd), 0);
}

static int prepare(void **state)
{
    const struct sample_spec spec = {.width_px = 96, .height_px = 64};

    (void)state;
    host = fake_host_init(&clock_at);
    (void)snprintf(dir, sizeof dir, "/tmp/file-source-XXXXXX");
    if (mkdtemp(dir) == NULL) {
        return -1;
    }
    (void)snprintf(path, sizeof path, "%s/picture.jpg", dir);
    jpeg = sample_jpeg(&spec);
    write_file(jpeg.bytes, jpeg.bytes_len);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    free(jpeg.bytes);
    (void)unlink(path);
    (void)rmdir(path);
    return rmdir(dir);
}

/* The whole picture, read in pieces of an odd length. */
static enum askcam_status read_all(const struct askcam_bytes *bytes, uint8_t *to, size_t cap_bytes,
                                   size_t *all_bytes, struct askcam_error *err)
{
    size_t got_bytes = 1;

    *all_bytes = 0;
    while (got_bytes > 0) {
        const size_t piece = cap_bytes - *all_bytes < 37 ? cap_bytes - *all_bytes : 37;
        const enum askcam_status status =
            askcam_bytes_read(bytes, *all_bytes, to + *all_bytes, piece, &got_bytes, err);
        if (status != ASKCAM_OK) {
            return status;
        }
        *all_bytes += got_bytes;
    }
    return ASKCAM_OK;
}

static void open_and_take(struct askcam_source *source, struct askcam_frame *frame)
{
    assert_int_equal(askcam_file_source_open(source, &host, path, 0, NULL), ASKCAM_OK);
    assert_false(source->is_live);
    assert_int_equal(source->ops->start(source->ctx, NULL), ASKCAM_OK);
    assert_int_equal(source->ops->take(source->ctx, 123456, frame, NULL), ASKCAM_OK);
}

static void a_file_is_given_as_it_is_any_number_of_times(void **state)
{
    struct askcam_source source;
    struct askcam_frame frame;
    uint8_t *read = malloc(jpeg.bytes_len + 100);
    size_t bytes = 0;
    (void)state;

    open_and_take(&source, &frame);
    for (int i = 0; i < 3; i++) {
        assert_true(frame.is_jpeg);
        assert_int_equal(frame.width_px, 96);
        assert_int_equal(frame.height_px, 64);
        assert_int_equal(frame.taken_ms, 0);
        assert_int_equal(frame.jpeg.size_bytes, jpeg.bytes_len);
        assert_int_equal(frame.jpeg_info->size_bytes, jpeg.bytes_len);
        assert_int_equal(read_all(&frame.jpeg, read, jpeg.bytes_len + 100, &bytes, NULL),
                         ASKCAM_OK);
        assert_int_equal(bytes, jpeg.bytes_len);
        assert_memory_equal(read, jpeg.bytes, bytes);
        source.ops->release(source.ctx, &frame);
        assert_int_equal(source.ops->take(source.ctx, 0, &frame, NULL), ASKCAM_OK);
    }
    source.ops->close(source.ctx);
    free(read);
}

static void what_follows_the_end_marker_is_not_the_picture(void **state)
{
    struct askcam_source source;
    struct askcam_frame frame;
    uint8_t *longer = calloc(1, jpeg.bytes_len + 1000);
    uint8_t *read = malloc(jpeg.bytes_len + 1000);
    size_t bytes = 0;
    (void)state;

    memcpy(longer, jpeg.bytes, jpeg.bytes_len);
    write_file(longer, jpeg.bytes_len + 1000);
    open_and_take(&source, &frame);
    assert_int_equal(frame.jpeg.size_bytes, jpeg.bytes_len);
    assert_int_equal(read_all(&frame.jpeg, read, jpeg.bytes_len + 1000, &bytes, NULL), ASKCAM_OK);
    assert_int_equal(bytes, jpeg.bytes_len); /* read() stops there too */
    source.ops->close(source.ctx);
    free(longer);
    free(read);
}

static void cut_it(void)
{
    assert_int_equal(truncate(path, 100), 0);
}

static void grow_it(void)
{
    const int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(fd, "more", 4), 4);
    assert_int_equal(close(fd), 0);
}

static void touch_it(void)
{
    const struct timespec times[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static const struct change_case {
    const char *name;
    void (*change)(void);
} changes[] = {{"cut", cut_it}, {"grown", grow_it}, {"written over", touch_it}};

static void a_file_that_changes_is_not_read_on(void **state)
{
    const struct change_case *row = *state;
    struct askcam_source source;
    struct askcam_frame frame;
    struct askcam_error err = {.kind = ASKCAM_OK};
    uint8_t piece[16];
    size_t got_bytes = 99;

    open_and_take(&source, &frame);
    assert_int_equal(askcam_bytes_read(&frame.jpeg, 0, piece, sizeof piece, &got_bytes, NULL),
                     ASKCAM_OK);
    row->change();
    assert_int_equal(askcam_bytes_read(&frame.jpeg, 16, piece, sizeof piece, &got_bytes, &err),
                     ASKCAM_ERR_SOURCE);
    assert_string_equal(err.what, path);
    assert_string_equal(err.why, "it changed while it was read");
    source.ops->release(source.ctx, &frame);
    assert_int_equal(source.ops->take(source.ctx, 0, &frame, NULL), ASKCAM_ERR_SOURCE);
    source.ops->close(source.ctx);
}

static void a_file_that_is_replaced_or_removed_stays_what_was_opened(void **state)
{
    struct askcam_source source;
    struct askcam_frame frame;
    uint8_t piece[16];
    size_t got_bytes = 0;
    (void)state;

    open_and_take(&source, &frame);
    assert_int_equal(unlink(path), 0);
    write_file("other", 5);
    assert_int_equal(askcam_bytes_read(&frame.jpeg, 0, piece, sizeof piece, &got_bytes, NULL),
                     ASKCAM_OK);
    assert_memory_equal(piece, jpeg.bytes, sizeof piece);
    source.ops->close(source.ctx);
}

static void make_missing(void)
{
    assert_int_equal(unlink(path), 0);
}

static void make_empty(void)
{
    write_file("", 0);
}

static void make_dir(void)
{
    make_missing();
    assert_int_equal(mkdir(path, 0700), 0);
}

static void make_fifo(void)
{
    make_missing();
    assert_int_equal(mkfifo(path, 0600), 0);
}

static void make_png(void)
{
    write_file("\x89PNG\r\n\x1a\n and so on", 18);
}

static void make_half(void)
{
    write_file(jpeg.bytes, jpeg.bytes_len / 2);
}

static const struct bad_case {
    const char *name;
    void (*make)(void);
    const char *why;
} bad[] = {
    {"missing", make_missing, "no such file"},
    {"empty", make_empty, "the file is empty"},
    {"a directory", make_dir, "is a directory"},
    {"a pipe", make_fifo, "is a pipe, not a file"},
    {"a cut PNG", make_png, "broken PNG: no chunk at byte 8"},
    {"half a JPEG", make_half, "truncated JPEG: it ends at byte"},
};

static void what_is_no_sound_jpeg_file_is_refused(void **state)
{
    const struct bad_case *row = *state;
    struct askcam_source source;
    struct askcam_error err = {.kind = ASKCAM_OK};

    row->make();
    assert_int_equal(askcam_file_source_open(&source, &host, path, 0, &err), ASKCAM_ERR_SOURCE);
    assert_string_equal(err.what, path);
    assert_non_null(strstr(err.why, row->why));
    assert_true(err.hint[0] != '\0');
}

static void a_file_without_permission_is_refused(void **state)
{
    struct askcam_source source;
    struct askcam_error err = {.kind = ASKCAM_OK};
    (void)state;

    assert_int_equal(chmod(path, 0), 0);
    const bool as_root = geteuid() == 0;
    if (as_root) { /* root may read anything */
        assert_int_equal(chmod(dir, 0755), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    const enum askcam_status status = askcam_file_source_open(&source, &host, path, 0, &err);
    if (as_root) {
        assert_int_equal(seteuid(0), 0);
    }
    assert_int_equal(status, ASKCAM_ERR_SOURCE);
    assert_string_equal(err.why, "Permission denied");
    assert_non_null(strstr(err.hint, "permissions"));
}

/* 6 GB of scan data, all of them holes: a JPEG that ends, but not soon. */
static void make_huge(void)
{
    static const uint8_t end[] = {0xFF, 0xD9};
    const off_t end_at = (off_t)6 * 1024 * 1024 * 1024;

    write_file(jpeg.bytes, jpeg.bytes_len - 2);
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, end, sizeof end, end_at), sizeof end);
    assert_int_equal(close(fd), 0);
}

/* A clock that is read moves on: a loop that never waits takes time, too. */
static uint64_t moving_now(void *ctx)
{
    uint64_t *now_ms = ctx;

    return (*now_ms)++;
}

static enum askcam_status no_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                  unsigned *ready)
{
    (void)ctx;
    (void)fd;
    (void)wanted;
    (void)deadline_ms;
    (void)ready;
    return ASKCAM_ERR_TIMEOUT;
}

static void the_walk_of_a_huge_file_ends_at_the_deadline(void **state)
{
    uint64_t now_ms = 1000;
    const struct askcam_host moving = {.ctx = &now_ms, .now_ms = moving_now, .wait = no_wait};
    struct askcam_source source;
    struct askcam_error err = {.kind = ASKCAM_OK};
    (void)state;

    make_huge();
    assert_int_equal(askcam_file_source_open(&source, &moving, path, 1100, &err),
                     ASKCAM_ERR_UNAVAILABLE);
    assert_string_equal(err.what, path);
    assert_string_equal(err.why, "time-out: --total-timeout is over");
    assert_int_equal(now_ms, 1101);
}

static void the_walk_of_a_huge_file_hears_the_user(void **state)
{
    struct askcam_source source;
    struct askcam_error err = {.kind = ASKCAM_OK};
    (void)state;

    make_huge();
    clock_at.interrupted_at_ms = clock_at.now_ms;
    assert_int_equal(askcam_file_source_open(&source, &host, path, 0, &err),
                     ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(err.kind, ASKCAM_ERR_INTERRUPTED);
}

static void reading_a_frame_ends_at_the_deadline(void **state)
{
    struct askcam_source source;
    struct askcam_frame frame;
    uint8_t piece[16];
    size_t got_bytes = 0;
    (void)state;

    open_and_take(&source, &frame);
    askcam_source_set_deadline(&source, clock_at.now_ms + 1);
    assert_int_equal(askcam_bytes_read(&frame.jpeg, 0, piece, sizeof piece, &got_bytes, NULL),
                     ASKCAM_OK);
    clock_at.now_ms++;
    assert_int_equal(askcam_bytes_read(&frame.jpeg, 0, piece, sizeof piece, &got_bytes, NULL),
                     ASKCAM_ERR_UNAVAILABLE);
    source.ops->close(source.ctx);
}

#define ADD_ROWS(table, function)                                                                  \
    for (size_t i = 0; i < sizeof(table) / sizeof(table)[0]; i++) {                                \
        union { /* cmocka takes void *, the tests only read */                                     \
            const void *read_only;                                                                 \
            void *plain;                                                                           \
        } row = {.read_only = &(table)[i]};                                                        \
        rows[count++] = (struct CMUnitTest){.name = (table)[i].name,                               \
                                            .test_func = (function),                               \
                                            .setup_func = prepare,                                 \
                                            .teardown_func = clean,                                \
                                            .initial_state = row.plain};                           \
    }

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_given_as_it_is_any_number_of_times, prepare,
                                        clean),
        cmocka_unit_test_setup_teardown(what_follows_the_end_marker_is_not_the_picture, prepare,
                                        clean),
        cmocka_unit_test_setup_teardown(a_file_that_is_replaced_or_removed_stays_what_was_opened,
                                        prepare, clean),
        cmocka_unit_test_setup_teardown(a_file_without_permission_is_refused, prepare, clean),
        cmocka_unit_test_setup_teardown(the_walk_of_a_huge_file_ends_at_the_deadline, prepare,
                                        clean),
        cmocka_unit_test_setup_teardown(the_walk_of_a_huge_file_hears_the_user, prepare, clean),
        cmocka_unit_test_setup_teardown(reading_a_frame_ends_at_the_deadline, prepare, clean),
    };
    struct CMUnitTest rows[sizeof changes / sizeof changes[0] + sizeof bad / sizeof bad[0]];
    size_t count = 0;

    ADD_ROWS(changes, a_file_that_changes_is_not_read_on)
    ADD_ROWS(bad, what_is_no_sound_jpeg_file_is_refused)
    const int failed = cmocka_run_group_tests_name("file_source", tests, NULL, NULL);
    return failed + cmocka_run_group_tests_name("file_source rows", rows, NULL, NULL);
}
