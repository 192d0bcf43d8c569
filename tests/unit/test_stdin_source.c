/* SPDX-License-Identifier: MIT */
/*
 * test_stdin_source.c - JPEG and MJPEG through real pipes.
 *
 * A child writes, so that any length fits; silence is measured on a clock that only waits move.
 */
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "add_rows.h"
#include "sample_jpeg.h"
#include "stdin_source.h"

enum { STREAM_BYTES = 256 * 1024, PICTURES = 5, DRIP_BYTES = 64 };

/* A clock that jumps to the deadline when the pipe is silent and its writer lives on. */
struct still_clock {
    uint64_t now_ms;
    bool is_silent;   /* the writer will write nothing more */
    uint64_t step_ms; /* a wait that finds bytes takes this long */
    uint64_t interrupted_ms;
};

static uint64_t still_now(void *ctx)
{
    const struct still_clock *clock = ctx;
    return clock->now_ms;
}

static enum askcam_status still_wait(void *ctx, int fd, unsigned wanted, uint64_t deadline_ms,
                                     unsigned *ready)
{
    struct still_clock *clock = ctx;
    struct pollfd one = {.fd = fd, .events = POLLIN};

    (void)wanted;
    if (clock->interrupted_ms != 0 && clock->now_ms >= clock->interrupted_ms) {
        return ASKCAM_ERR_INTERRUPTED;
    }
    if (fd < 0) {
        clock->now_ms = clock->now_ms < deadline_ms ? deadline_ms : clock->now_ms;
        return ASKCAM_ERR_TIMEOUT;
    }
    if (poll(&one, 1, clock->is_silent ? 50 : 20000) > 0) {
        *ready = ASKCAM_WAIT_READ;
        clock->now_ms += clock->step_ms;
        return ASKCAM_OK;
    }
    assert_true(clock->is_silent);
    if (clock->interrupted_ms != 0 && clock->interrupted_ms < deadline_ms) {
        clock->now_ms = clock->interrupted_ms;
        return ASKCAM_ERR_INTERRUPTED;
    }
    clock->now_ms = deadline_ms;
    return ASKCAM_ERR_TIMEOUT;
}

static void still_log(void *ctx, enum askcam_log_level level, const char *line)
{
    (void)ctx;
    (void)level;
    (void)line;
}

/* Pictures of different widths, so that each shows its number. */
static struct sample pictures[PICTURES];

struct rig {
    struct still_clock clock;
    struct askcam_host host;
    struct askcam_source source;
    struct askcam_source_options options;
    struct askcam_error err;
    struct askcam_frame frame;
    int read_fd;
    pid_t writer;
};

struct stream {
    uint8_t bytes[STREAM_BYTES];
    size_t bytes_len;
};

static void add(struct stream *stream, const void *bytes, size_t bytes_len)
{
    assert_true(bytes_len <= sizeof stream->bytes - stream->bytes_len);
    memcpy(stream->bytes + stream->bytes_len, bytes, bytes_len);
    stream->bytes_len += bytes_len;
}

/* '0'..'4' a picture, 'h' half of picture 4, 'n' noise without SOI, 'b' one broken inside. */
static void add_all(struct stream *stream, const char *script)
{
    for (; *script != '\0'; script++) {
        if (*script >= '0' && *script < '0' + PICTURES) {
            add(stream, pictures[*script - '0'].bytes, pictures[*script - '0'].bytes_len);
        } else if (*script == 'h') {
            add(stream, pictures[4].bytes, pictures[4].bytes_len / 2);
        } else if (*script == 'n') {
            add(stream, "--boundary\r\nContent-Type: image/jpeg\r\n\r\n", 40);
        } else {
            const size_t from = stream->bytes_len;
            add(stream, pictures[4].bytes, pictures[4].bytes_len);
            stream->bytes[from + 3] = 0x02; /* a reserved marker after SOI */
        }
    }
}

static void write_all(int fd, const struct stream *stream, size_t piece_bytes)
{
    for (size_t at = 0; at < stream->bytes_len;) {
        const size_t left = stream->bytes_len - at;
        const ssize_t wrote =
            write(fd, stream->bytes + at, left < piece_bytes ? left : piece_bytes);
        if (wrote <= 0) {
            _exit(1);
        }
        at += (size_t)wrote;
        if (piece_bytes == DRIP_BYTES) {
            (void)usleep(2000); /* so that the reader sees the pieces one by one */
        }
    }
}

/* Starts the writer; with `stays` it keeps the pipe open afterwards. */
static void rig_open(struct rig *rig, const struct stream *stream, size_t piece_bytes, bool stays)
{
    int ends[2];

    rig->clock.now_ms = 1000;
    rig->clock.is_silent = stays;
    rig->host = (struct askcam_host){
        .ctx = &rig->clock, .now_ms = still_now, .wait = still_wait, .log = still_log};
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    rig->read_fd = ends[0];
    rig->writer = fork();
    assert_true(rig->writer >= 0);
    if (rig->writer == 0) {
        (void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves no process behind */
        (void)close(ends[0]);
        write_all(ends[1], stream, piece_bytes);
        if (stays) {
            (void)pause();
        }
        _exit(0);
    }
    (void)close(ends[1]);
    assert_int_equal(
        askcam_stdin_source_open(&rig->source, &rig->host, rig->read_fd, &rig->options, &rig->err),
        ASKCAM_OK);
    assert_int_equal(rig->source.ops->start(rig->source.ctx, &rig->err), ASKCAM_OK);
}

static enum askcam_status rig_take(struct rig *rig)
{
    return rig->source.ops->take(rig->source.ctx, 999999, &rig->frame, &rig->err);
}

static void rig_release(struct rig *rig)
{
    rig->source.ops->release(rig->source.ctx, &rig->frame);
}

static void rig_close(struct rig *rig)
{
    rig->source.ops->close(rig->source.ctx);
    (void)close(rig->read_fd);
    (void)kill(rig->writer, SIGKILL);
    (void)waitpid(rig->writer, NULL, 0);
}

/* The number of the picture, whose bytes must be all there. */
static char number_of(const struct askcam_frame *frame)
{
    for (int i = 0; i < PICTURES; i++) {
        if (frame->jpeg.size_bytes == pictures[i].bytes_len) {
            assert_true(frame->is_jpeg);
            assert_memory_equal(frame->jpeg.memory, pictures[i].bytes, pictures[i].bytes_len);
            assert_int_equal(frame->height_px, 48);
            return (char)('0' + i);
        }
    }
    return '?';
}

static const struct stream_case {
    const char *name;
    const char *script;
    int warmup;
    const char *taken; /* the numbers of all takes, until one fails */
    const char *why;   /* of that failure */
} cases[] = {
    {"one JPEG", "0", 0, "0", "it ended after 1 picture"},
    {"one JPEG is past any warm-up", "0", 7, "0", "it ended after 1 picture"},
    {"one JPEG, automatic", "0", ASKCAM_WARMUP_AUTO, "0", "it ended after 1 picture"},
    {"a stream, in order, each once", "01234", 0, "01234", "it ended after 5 picture"},
    {"a warm-up drops pictures, once", "01234", 2, "234", "it ended after 5 picture"},
    {"a warm-up as long as the stream", "0123", 4, "", "it ended after 4 picture"},
    {"a warm-up that is longer", "0123", 5, "", "within the warm-up"},
    {"automatic: the third steady one", "01234", ASKCAM_WARMUP_AUTO, "234", "it ended after 5"},
    {"automatic: the last one of a short stream", "01", ASKCAM_WARMUP_AUTO, "1", "after 2"},
    {"a smaller picture behind the only one is not it", "10", ASKCAM_WARMUP_AUTO, "1", "after 1"},
    {"a stream that changes to a smaller size", "4012", ASKCAM_WARMUP_AUTO, "2", "after 3"},
    {"its newest picture at the end of the warm-up", "401", ASKCAM_WARMUP_AUTO, "1", "after 2"},
    {"of smaller pictures only the first is passed over", "4001", 0, "401", "after 3"},
    {"one behind each larger picture", "404142", 0, "444", "after 3"},
    {"one behind a broken picture is not passed over", "4b0", 0, "40", "after 2"},
    {"noise between pictures", "n0n1n", 0, "01", "it ended after 2 picture"},
    {"half a picture first", "h0", 0, "0", "it ended after 1 picture"},
    {"half a picture between", "0h1", 0, "01", "it ended after 2 picture"},
    {"half a picture at the end", "0h", 0, "0", "it ended after 1 picture"},
    {"a broken picture", "b0b1", 0, "01", "it ended after 2 picture"},
    {"broken ones are not counted by the warm-up", "0b1h2", 2, "2", "it ended after 3 picture"},
    {"only half a picture", "h", 0, "", "truncated JPEG: it ended within the picture"},
    {"only broken ones", "bb", 0, "", "only broken pictures"},
    {"only noise", "n", 0, "", "not a JPEG"},
    {"nothing", "", 0, "", "it ended without a byte"},
};

static void check_stream(const struct stream_case *row, size_t piece_bytes)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = row->warmup};
    char taken[PICTURES + 2] = "";
    size_t count = 0;

    stream.bytes_len = 0;
    add_all(&stream, row->script);
    rig_open(&rig, &stream, piece_bytes, false);
    assert_true(rig.source.is_live);
    enum askcam_status status = rig_take(&rig);
    while (status == ASKCAM_OK) {
        assert_true(count <= PICTURES);
        taken[count++] = number_of(&rig.frame);
        rig_release(&rig);
        status = rig_take(&rig);
    }
    assert_string_equal(taken, row->taken);
    assert_int_equal(status, ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.what, "standard input");
    assert_non_null(strstr(rig.err.why, row->why));
    rig_close(&rig);
}

static void pictures_of_a_stream_do_not_depend_on_its_cuts(void **state)
{
    static const size_t pieces[] = {STREAM_BYTES, 1000, 97, 1};

    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        check_stream(*state, pieces[i]);
    }
}

/* No picture is taken for a while; all that is written has come by then. */
static void rig_idle(struct rig *rig, const struct stream *stream, uint64_t until_ms)
{
    int there_bytes = 0;

    while (stream != NULL && (size_t)there_bytes < stream->bytes_len) {
        (void)usleep(1000);
        assert_int_equal(ioctl(rig->read_fd, FIONREAD, &there_bytes), 0);
    }
    assert_int_equal(rig->source.ops->idle(rig->source.ctx, until_ms, &rig->err), ASKCAM_OK);
}

static void the_newest_picture_is_given_after_a_while(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    stream.bytes_len = 0;
    add_all(&stream, "0n1b2h");
    rig_open(&rig, &stream, 97, true);
    rig_idle(&rig, &stream, 60000);
    assert_int_equal(rig.clock.now_ms, 60000);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '2');
    rig_release(&rig);
    assert_int_equal(askcam_source_state(&rig.source), ASKCAM_SOURCE_GIVES);
    rig_idle(&rig, NULL, 120000);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE); /* the half one never becomes whole */
    assert_string_equal(rig.err.why, "no frame for 5 s: no data arrives");
    rig_close(&rig);
}

static void the_newest_picture_may_be_smaller(void **state)
{
    static const struct {
        const char *script;
        char taken;
    } ROWS[] = {{"4012", '2'}, {"40", '4'}, {"400", '0'}};
    static struct stream stream;

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct rig rig = {.options.warmup = 0};
        stream.bytes_len = 0;
        add_all(&stream, ROWS[i].script);
        rig_open(&rig, &stream, STREAM_BYTES, true);
        rig_idle(&rig, &stream, 60000);
        assert_int_equal(rig_take(&rig), ASKCAM_OK);
        assert_int_equal(number_of(&rig.frame), ROWS[i].taken);
        rig_close(&rig);
    }
}

static void a_picture_goes_on_coming_behind_the_newest(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    const size_t half = pictures[4].bytes_len / 2;
    int ends[2];
    (void)state;

    stream.bytes_len = 0;
    add_all(&stream, "01h");
    rig_open(&rig, &stream, STREAM_BYTES, true);
    rig.source.ops->close(rig.source.ctx); /* this test writes by itself */
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    assert_int_equal(
        askcam_stdin_source_open(&rig.source, &rig.host, ends[0], &rig.options, &rig.err),
        ASKCAM_OK);
    write_all(ends[1], &stream, STREAM_BYTES);
    rig_idle(&rig, NULL, 60000);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '1');
    rig_release(&rig);
    assert_int_equal(write(ends[1], pictures[4].bytes + half, pictures[4].bytes_len - half),
                     pictures[4].bytes_len - half);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '4');
    rig_close(&rig);
    (void)close(ends[0]);
    (void)close(ends[1]);
}

static void the_end_leaves_the_newest_picture_for_one_take(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    stream.bytes_len = 0;
    add_all(&stream, "012");
    rig_open(&rig, &stream, STREAM_BYTES, false);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '0');
    rig_release(&rig);
    rig_idle(&rig, NULL, 60000);
    assert_int_equal(rig.clock.now_ms, 60000); /* its time has come only then */
    assert_int_equal(askcam_source_state(&rig.source), ASKCAM_SOURCE_GIVES);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '2');
    rig_release(&rig);
    assert_int_equal(askcam_source_state(&rig.source), ASKCAM_SOURCE_ENDED);
    rig_idle(&rig, NULL, 120000);
    assert_int_equal(rig.clock.now_ms, 60000); /* nothing is left to wait for */
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    rig_close(&rig);
}

static void an_interrupt_ends_the_idle_wait(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0, .clock.interrupted_ms = 2000};
    (void)state;

    stream.bytes_len = 0;
    rig_open(&rig, &stream, STREAM_BYTES, true);
    assert_int_equal(rig.source.ops->idle(rig.source.ctx, 60000, &rig.err), ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.clock.now_ms, 2000);
    rig_close(&rig);
}

static void a_png_is_named(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    stream.bytes_len = 0;
    add(&stream, "\x89PNG\r\n\x1a\n....\xFF\xD8\xFF\xE0....", 20); /* with a JPEG's sign inside */
    rig_open(&rig, &stream, STREAM_BYTES, false);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "a PNG, not a JPEG");
    rig_close(&rig);
}

static const struct silence_case {
    const char *name;
    const char *script;
    uint64_t after_ms;
    const char *why;
} silences[] = {
    {"a program that never begins has 10 s", "", 10000, "no frame for 10 s: no data arrives"},
    {"one that stops within a picture has 5 s", "h", 5000, "no frame for 5 s: no data arrives"},
    {"so has one that stops within noise", "n", 5000, "no frame for 5 s: no data arrives"},
};

/* The pipe stays open behind one picture, or a sender gets stuck. */
static void silence_ends_a_warmup_that_has_a_picture(void **state)
{
    static const struct {
        const char *script;
        int warmup;
        char taken;
    } ROWS[] = {{"0", ASKCAM_WARMUP_AUTO, '0'}, {"01h", ASKCAM_WARMUP_AUTO, '1'}, {"0", 3, '0'}};
    static struct stream stream;

    (void)state;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        struct rig rig = {.options.warmup = ROWS[i].warmup};
        stream.bytes_len = 0;
        add_all(&stream, ROWS[i].script);
        rig_open(&rig, &stream, STREAM_BYTES, true);
        assert_int_equal(rig_take(&rig), ASKCAM_OK);
        assert_int_equal(number_of(&rig.frame), ROWS[i].taken);
        assert_int_equal(rig.clock.now_ms, 1000 + 5000);
        rig_release(&rig);
        assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
        rig_close(&rig);
    }
}

static void silence_is_given_up(void **state)
{
    const struct silence_case *row = *state;
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};

    stream.bytes_len = 0;
    add_all(&stream, row->script);
    rig_open(&rig, &stream, STREAM_BYTES, true);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, row->why);
    assert_int_equal(rig.clock.now_ms, 1000 + row->after_ms);
    rig_close(&rig);
}

/* The writer keeps on writing; every read takes half a second. */
static void check_rubbish(const char *script, const char *why)
{
    static struct stream stream;
    struct rig rig = {.clock.step_ms = 500};

    stream.bytes_len = 0;
    for (int i = 0; i < 100; i++) {
        add_all(&stream, script);
    }
    rig_open(&rig, &stream, STREAM_BYTES, true);
    rig.clock.step_ms = 2500;
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, why);
    rig_close(&rig);
}

static void rubbish_is_given_up_after_10_s(void **state)
{
    static struct stream noise;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    check_rubbish("b", "only broken frames for 10 s");
    memset(noise.bytes, 'x', sizeof noise.bytes);
    noise.bytes_len = sizeof noise.bytes;
    rig_open(&rig, &noise, STREAM_BYTES, true);
    rig.clock.step_ms = 2500;
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "no JPEG in the data for 10 s");
    rig_close(&rig);
}

/* A child writes a picture of 33 MB, whose scan never ends, and then a good one. */
static void write_too_large(int fd)
{
    static const uint8_t zeros[65536];
    const struct sample *good = &pictures[0];
    struct stream head = {.bytes_len = 0};

    add(&head, good->bytes, good->bytes_len - 2); /* no end marker */
    write_all(fd, &head, STREAM_BYTES);
    for (int i = 0; i < 33 * 16; i++) {
        if (write(fd, zeros, sizeof zeros) != (ssize_t)sizeof zeros) {
            _exit(1);
        }
    }
    head.bytes_len = 0;
    add(&head, good->bytes, good->bytes_len);
    write_all(fd, &head, STREAM_BYTES);
}

static void a_picture_without_end_is_given_up_at_the_bound(void **state)
{
    static struct stream stream; /* too large for the pipe: the writer below does it */
    struct rig rig = {.options.warmup = 0};
    int ends[2];
    (void)state;

    stream.bytes_len = 0;
    rig_open(&rig, &stream, STREAM_BYTES, false);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        (void)close(ends[0]);
        write_too_large(ends[1]);
        _exit(0);
    }
    (void)close(ends[1]);
    assert_int_equal(dup2(ends[0], rig.read_fd), rig.read_fd);
    (void)close(ends[0]);
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '0');
    rig_close(&rig);
    (void)waitpid(pid, NULL, 0);
}

static void a_slow_picture_is_waited_for(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    stream.bytes_len = 0;
    add_all(&stream, "4");
    rig_open(&rig, &stream, DRIP_BYTES, false);
    rig.clock.step_ms = 1000; /* each of some dozen pieces */
    assert_int_equal(rig_take(&rig), ASKCAM_OK);
    assert_int_equal(number_of(&rig.frame), '4');
    rig_close(&rig);
}

static void an_end_by_the_user_ends_the_wait(void **state)
{
    static struct stream stream;
    struct rig rig = {.clock.interrupted_ms = 3000};
    (void)state;

    stream.bytes_len = 0;
    rig_open(&rig, &stream, STREAM_BYTES, true);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.err.kind, ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.clock.now_ms, 3000);
    rig_close(&rig);
}

static void a_terminal_is_refused(void **state)
{
    struct askcam_source source;
    const struct askcam_source_options options = {.warmup = 0};
    struct askcam_error err = {.kind = ASKCAM_OK};
    int master = -1;
    int slave = -1;
    (void)state;

    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    assert_int_equal(askcam_stdin_source_open(&source, NULL, slave, &options, &err),
                     ASKCAM_ERR_USAGE);
    assert_string_equal(err.why, "it is a terminal");
    assert_non_null(strstr(err.hint, "pipe"));
    (void)close(master);
    (void)close(slave);
}

static void a_closed_or_unreadable_input_is_reported(void **state)
{
    struct rig rig = {.options.warmup = 0};
    static struct stream stream;
    (void)state;

    stream.bytes_len = 0;
    rig_open(&rig, &stream, STREAM_BYTES, false);
    const int dir_fd = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(dup2(dir_fd, rig.read_fd), rig.read_fd);
    (void)close(dir_fd);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "Is a directory");
    rig_close(&rig);
}

/* Bytes without end inside one picture, each chunk of which takes step_ms. */
static enum askcam_status take_endless(struct rig *rig, uint64_t step_ms)
{
    static struct stream stream;

    stream.bytes_len = 0;
    add(&stream, pictures[0].bytes, pictures[0].bytes_len - 2); /* no end marker */
    while (stream.bytes_len < STREAM_BYTES) {
        stream.bytes[stream.bytes_len++] = 0;
    }
    rig_open(rig, &stream, STREAM_BYTES, true);
    rig->clock.step_ms = step_ms;
    return rig_take(rig);
}

static void a_flood_inside_one_picture_ends_at_the_deadline(void **state)
{
    struct rig rig = {.options.deadline_ms = 1000 + 700};
    (void)state;

    assert_int_equal(take_endless(&rig, 100), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(rig.clock.now_ms, 1700);
    assert_string_equal(rig.err.why, "time-out: --total-timeout is over");
    rig_close(&rig);
}

static void a_deadline_can_be_set_later(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.deadline_ms = 1000 + 700};
    (void)state;

    stream.bytes_len = 0;
    rig_open(&rig, &stream, STREAM_BYTES, true);
    askcam_source_set_deadline(&rig.source, 0);
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_int_equal(rig.clock.now_ms, 1000 + 10000);
    askcam_source_set_deadline(&rig.source, rig.clock.now_ms + 20);
    rig.err = (struct askcam_error){.kind = ASKCAM_OK};
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(rig.clock.now_ms, 1000 + 10000 + 20);
    rig_close(&rig);
}

static void a_flood_inside_one_picture_ends_at_a_signal(void **state)
{
    struct rig rig = {.clock.interrupted_ms = 1000 + 700};
    (void)state;

    assert_int_equal(take_endless(&rig, 100), ASKCAM_ERR_INTERRUPTED);
    assert_int_equal(rig.clock.now_ms, 1700);
    rig_close(&rig);
}

/* Each chunk comes soon enough to be waited for, but there is no end of them. */
static void a_picture_that_drips_is_given_up_after_2_min(void **state)
{
    struct rig rig = {.options.warmup = 0};
    (void)state;

    assert_int_equal(take_endless(&rig, 9000), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "a picture that does not end for 120 s");
    rig_close(&rig);
}

/* A chunk never holds the end of one: each begins before the last one is known to be broken. */
static void long_broken_pictures_are_given_up_after_10_s(void **state)
{
    static struct stream stream;
    struct rig rig = {.options.warmup = 0};
    (void)state;

    stream.bytes_len = 0;
    while (stream.bytes_len < STREAM_BYTES) {
        if (stream.bytes_len % 20000 == 0) {
            add(&stream, pictures[0].bytes, pictures[0].bytes_len - 2);
        } else {
            stream.bytes[stream.bytes_len++] = 0;
        }
    }
    rig_open(&rig, &stream, STREAM_BYTES, true);
    rig.clock.step_ms = 2500;
    assert_int_equal(rig_take(&rig), ASKCAM_ERR_SOURCE);
    assert_string_equal(rig.err.why, "only broken frames for 10 s");
    rig_close(&rig);
}

static int make_pictures(void **state)
{
    (void)state;
    for (int i = 0; i < PICTURES; i++) {
        const struct sample_spec spec = {.width_px = 64 + 16 * (uint32_t)i, .height_px = 48};
        pictures[i] = sample_jpeg(&spec);
    }
    return 0;
}

static int free_pictures(void **state)
{
    (void)state;
    for (int i = 0; i < PICTURES; i++) {
        free(pictures[i].bytes);
    }
    return 0;
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_png_is_named),
        cmocka_unit_test(the_newest_picture_is_given_after_a_while),
        cmocka_unit_test(the_newest_picture_may_be_smaller),
        cmocka_unit_test(a_picture_goes_on_coming_behind_the_newest),
        cmocka_unit_test(the_end_leaves_the_newest_picture_for_one_take),
        cmocka_unit_test(an_interrupt_ends_the_idle_wait),
        cmocka_unit_test(rubbish_is_given_up_after_10_s),
        cmocka_unit_test(a_picture_without_end_is_given_up_at_the_bound),
        cmocka_unit_test(silence_ends_a_warmup_that_has_a_picture),
        cmocka_unit_test(a_slow_picture_is_waited_for),
        cmocka_unit_test(a_flood_inside_one_picture_ends_at_the_deadline),
        cmocka_unit_test(a_deadline_can_be_set_later),
        cmocka_unit_test(a_flood_inside_one_picture_ends_at_a_signal),
        cmocka_unit_test(a_picture_that_drips_is_given_up_after_2_min),
        cmocka_unit_test(long_broken_pictures_are_given_up_after_10_s),
        cmocka_unit_test(an_end_by_the_user_ends_the_wait),
        cmocka_unit_test(a_terminal_is_refused),
        cmocka_unit_test(a_closed_or_unreadable_input_is_reported),
    };
    struct CMUnitTest rows[sizeof cases / sizeof cases[0] + sizeof silences / sizeof silences[0]];
    size_t count = 0;

    ADD_ROWS(cases, pictures_of_a_stream_do_not_depend_on_its_cuts)
    ADD_ROWS(silences, silence_is_given_up)
    const int failed =
        cmocka_run_group_tests_name("stdin_source", tests, make_pictures, free_pictures);
    return failed +
           cmocka_run_group_tests_name("stdin_source streams", rows, make_pictures, free_pictures);
}
