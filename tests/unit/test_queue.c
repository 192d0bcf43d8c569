/* SPDX-License-Identifier: MIT */
/*
 * test_queue.c - the queue on a real file system: entries whole or not at all, in order, in bounds.
 *
 * The k-th failing call of each operation is tried with EIO, ENOSPC, EROFS and EINTR; power cuts
 * are simulated in the virtual machine.
 */
#include <dirent.h>
#include <errno.h>
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

#include "failing_store.h"
#include "fake_host.h"
#include "job.h"
#include "queue.h"
#include "queue_id.h"
#include "queue_send.h"
#include "temp_folder.h"

enum { CALLS_MOST = 400, NOW_S = 1796000000 };

static const char BOOT[] = "5b1e8d70-0000-4000-8000-000000000000";
static const char OTHER_BOOT[] = "aaaaaaaa-0000-4000-8000-000000000000";
static const struct askcam_queue_bounds NO_BOUNDS = {0};

/* In memory: thousands of syncs of a disk take minutes. */
static char base[] = "/dev/shm/askcam-queue-XXXXXX";
static char path[sizeof base + 16];
static struct fake_host fake;
static struct askcam_host host;
static struct failing_store failing;
static struct askcam_store store;

static int set_up(void **state)
{
    (void)state;
    if (!temp_folder_create(base)) {
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/q", base);
    host = fake_host_init(&fake);
    fake.wall = (struct askcam_wall){.unix_ms = (int64_t)NOW_S * 1000, .is_right = true};
    memcpy(fake.wall.boot_id, BOOT, sizeof BOOT);
    store = failing_store_init(&failing, &host);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    return temp_folder_remove(base);
}

/* -- entries ----------------------------------------------------------------------------------- */

static enum askcam_status write_picture(void *ctx, uint32_t i, struct askcam_sink out,
                                        struct askcam_error *err)
{
    char text[32];

    (void)ctx;
    (void)err;
    (void)snprintf(text, sizeof text, "picture %u", i);
    const enum askcam_status status = askcam_sink_write(out, text, 4);
    return status == ASKCAM_OK ? askcam_sink_write(out, text + 4, strlen(text) - 4) : status;
}

static const char *extension(void *ctx, uint32_t i)
{
    (void)ctx;
    (void)i;
    return "jpg";
}

static struct askcam_queue_new entry_at(int64_t unix_ms)
{
    struct askcam_queue_new entry = {.taken = {.unix_ms = unix_ms, .is_right = true},
                                     .question = "What does it read?",
                                     .options = "{\"model\":\"m\"}",
                                     .source = "/dev/video0",
                                     .pictures = 2,
                                     .write = write_picture,
                                     .extension = extension,
                                     .pictures_bytes = 18};

    memcpy(entry.taken.boot_id, BOOT, sizeof BOOT);
    return entry;
}

static enum askcam_status add(struct askcam_queue *queue, int64_t unix_ms,
                              const struct askcam_queue_bounds *bounds, char *id,
                              struct askcam_error *err)
{
    const struct askcam_queue_new entry = entry_at(unix_ms);
    bool is_kept = false;

    fake.random++;
    const enum askcam_status status = askcam_queue_add(queue, &entry, bounds, id, &is_kept, err);
    assert_true(status != ASKCAM_OK || is_kept);
    return status;
}

static struct askcam_queue opened(void)
{
    static struct askcam_queue queue;
    struct askcam_error err = {0};

    assert_int_equal(askcam_queue_open(&queue, &store, path, &err), ASKCAM_OK);
    return queue;
}

static size_t count_in(const char *folder)
{
    char name[sizeof path + 128];
    size_t count = 0;

    (void)snprintf(name, sizeof name, "%s/%s", path, folder);
    DIR *dir = opendir(name);
    if (dir == NULL) {
        return 0;
    }
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        count += entry->d_name[0] != '.';
    }
    assert_int_equal(closedir(dir), 0);
    return count;
}

static struct askcam_queue_batch listed(struct askcam_queue *queue, enum askcam_queue_place place)
{
    struct askcam_queue_walk walk = {.place = place};
    struct askcam_queue_batch batch;

    assert_int_equal(askcam_queue_next(queue, &walk, &batch, NULL), ASKCAM_OK);
    return batch;
}

/* Every entry of new/ is whole: its job can be read and its pictures are those that were kept. */
static void assert_all_whole(struct askcam_queue *queue)
{
    static const enum askcam_queue_place places[] = {ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD};

    for (size_t p = 0; p < 2; p++) {
        const struct askcam_queue_batch batch = listed(queue, places[p]);
        for (size_t i = 0; i < batch.count; i++) {
            struct askcam_folder folder;
            struct askcam_job job;
            bool exists = false;
            assert_int_equal(askcam_queue_open_entry(queue, places[p], batch.items[i].id, &folder,
                                                     &exists, NULL),
                             ASKCAM_OK);
            assert_int_equal(askcam_job_open(&job, &folder, NULL), ASKCAM_OK);
            assert_int_equal(job.pictures_count, 2);
            assert_int_equal(askcam_job_check_pictures(&job, &folder, NULL), ASKCAM_OK);
            askcam_job_close(&job);
            askcam_folder_close(&folder);
        }
    }
}

/* -- ids ----------------------------------------------------------------------------------------
 */

static void an_id_says_when_it_was_taken(void **state)
{
    struct askcam_wall wall = {.unix_ms = INT64_C(1796000000123), .is_right = true};
    char text[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue_id id;

    (void)state;
    askcam_queue_id_make(text, &wall, 0x9f3a61c2);
    assert_string_equal(text, "20261130T005320123Z-9f3a61c2");
    assert_true(askcam_queue_id_parse(&id, text));
    assert_true(id.was_right);
    assert_int_equal(id.recorded_ms, wall.unix_ms);

    wall.is_right = false;
    wall.monotonic_ms = 17042;
    memcpy(wall.boot_id, BOOT, sizeof BOOT);
    askcam_queue_id_make(text, &wall, 1);
    assert_string_equal(text, "20261130T005320123Z-00000001-5b1e8d70-17042");
    assert_true(askcam_queue_id_parse(&id, text));
    assert_false(id.was_right);
    assert_int_equal(id.monotonic_ms, 17042);
}

static void what_is_not_an_id_is_none(void **state)
{
    static const char *const names[] = {
        "",
        ".",
        "readme.txt",
        "20261130T001320123Z",
        "20261130T005320123Z-9f3a61c",
        "20261130T005320123Z-9f3a61c2x",
        "20261330T001320123Z-9f3a61c2",
        "20261130T005320123Z-9f3a61c2-5b1e8d70",
        "20261130T005320123Z-9f3a61c2-5b1e8d70-",
        "20261130T005320123Z-9f3a61c2-5b1e8d70--1",
        "../20261130T005320123Z-9f3a61c2",
        "20261130T005320123Z-9f3a61c2/..",
    };
    struct askcam_queue_id id;

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_false(askcam_queue_id_parse(&id, names[i]));
    }
}

static void leap_days_are_days(void **state)
{
    static const int64_t days[] = {0, 59, 789, 11016, 11017, 19782, 24836, 47541, 2932896};

    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const struct askcam_wall wall = {.unix_ms = days[i] * 86400000 + 86399999,
                                         .is_right = true};
        char text[ASKCAM_QUEUE_ID_BYTES];
        struct askcam_queue_id id;
        askcam_queue_id_make(text, &wall, 0);
        assert_true(askcam_queue_id_parse(&id, text));
        assert_int_equal(id.recorded_ms, wall.unix_ms);
    }
}

/* -- adding and listing --------------------------------------------------------------------------
 */

static void an_entry_is_a_folder_that_a_person_can_read(void **state)
{
    char id[ASKCAM_QUEUE_ID_BYTES];
    char name[sizeof path + 128];
    struct askcam_queue queue = opened();
    struct stat info;

    (void)state;
    assert_int_equal(add(&queue, INT64_C(1796000000000), &NO_BOUNDS, id, NULL), ASKCAM_OK);
    (void)snprintf(name, sizeof name, "%s/new/%s/job.json", path, id);
    assert_int_equal(stat(name, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    (void)snprintf(name, sizeof name, "%s/new/%s/2.jpg", path, id);
    assert_int_equal(stat(name, &info), 0);
    assert_int_equal(info.st_size, 9);
    assert_int_equal(count_in("tmp"), 0);
    assert_all_whole(&queue);
    askcam_queue_close(&queue);
}

static void entries_are_in_the_order_of_capture_in_batches(void **state)
{
    enum { ENTRIES = 150 };
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    for (int i = 0; i < ENTRIES; i++) {
        /* 0, 97, 44, …: a permutation, since 97 and 150 have no common factor */
        const int64_t at = INT64_C(1796000000000) + (int64_t)(i * 97 % ENTRIES) * 1000;
        assert_int_equal(add(&queue, at, &NO_BOUNDS, id, NULL), ASKCAM_OK);
    }
    for (int newest = 0; newest < 2; newest++) {
        struct askcam_queue_walk walk = {.newest_first = newest == 1};
        struct askcam_queue_batch batch = {.count = 1};
        int seen = 0;
        while (batch.count > 0) {
            assert_int_equal(askcam_queue_next(&queue, &walk, &batch, NULL), ASKCAM_OK);
            for (size_t i = 0; i < batch.count; i++, seen++) {
                const int place = newest == 1 ? ENTRIES - 1 - seen : seen;
                assert_int_equal(batch.items[i].taken_ms,
                                 INT64_C(1796000000000) + (int64_t)place * 1000);
            }
        }
        assert_int_equal(seen, ENTRIES);
    }
    askcam_queue_close(&queue);
}

static void an_entry_of_an_unset_clock_gets_its_true_time(void **state)
{
    char early[ASKCAM_QUEUE_ID_BYTES];
    char late[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue_new entry = entry_at(5000); /* in 1970 */
    bool is_kept = false;

    (void)state;
    fake.wall.is_right = false;
    struct askcam_queue queue = opened();
    entry.taken.is_right = false;
    entry.taken.monotonic_ms = 900000;
    assert_int_equal(askcam_queue_add(&queue, &entry, &NO_BOUNDS, late, &is_kept, NULL), ASKCAM_OK);
    assert_int_equal(listed(&queue, ASKCAM_QUEUE_NEW).items[0].taken_ms, 5000);
    assert_false(listed(&queue, ASKCAM_QUEUE_NEW).items[0].is_right);
    askcam_queue_close(&queue);

    fake.wall.is_right = true; /* unix_ms is that of monotonic 0 */
    queue = opened();
    assert_int_equal(add(&queue, fake.wall.unix_ms + 10000, &NO_BOUNDS, early, NULL), ASKCAM_OK);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_string_equal(batch.items[0].id, early);
    assert_string_equal(batch.items[1].id, late);
    assert_int_equal(batch.items[1].taken_ms, fake.wall.unix_ms + 900000);
    assert_true(batch.items[1].is_right);
    askcam_queue_close(&queue);

    memcpy(fake.wall.boot_id, OTHER_BOOT, sizeof OTHER_BOOT); /* also after the next boot */
    queue = opened();
    assert_int_equal(listed(&queue, ASKCAM_QUEUE_NEW).items[1].taken_ms,
                     (int64_t)NOW_S * 1000 + 900000);
    askcam_queue_close(&queue);
}

static void foreign_files_are_passed_over(void **state)
{
    char name[sizeof path + 32];
    struct askcam_queue queue = opened();
    uint64_t entries = 9;
    uint64_t foreign = 0;

    (void)state;
    (void)snprintf(name, sizeof name, "%s/new/lost+found", path);
    assert_int_equal(mkdir(name, 0700), 0);
    (void)snprintf(name, sizeof name, "%s/new/note.txt", path);
    FILE *file = fopen(name, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(askcam_queue_count(&queue, ASKCAM_QUEUE_NEW, &entries, &foreign, NULL),
                     ASKCAM_OK);
    assert_int_equal(entries, 0);
    assert_int_equal(foreign, 2);
    assert_int_equal(listed(&queue, ASKCAM_QUEUE_NEW).count, 0);
    askcam_queue_close(&queue);
}

static void an_interrupted_adding_leaves_nothing(void **state)
{
    char name[sizeof path + 64];

    (void)state;
    struct askcam_queue queue = opened();
    askcam_queue_close(&queue);
    (void)snprintf(name, sizeof name, "%s/tmp/20261130T005320123Z-9f3a61c2", path);
    assert_int_equal(mkdir(name, 0700), 0);
    (void)snprintf(name, sizeof name, "%s/tmp/20261130T005320123Z-9f3a61c2/1.jpg", path);
    FILE *file = fopen(name, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    queue = opened();
    assert_int_equal(count_in("tmp"), 0);
    assert_int_equal(count_in("new"), 0);
    askcam_queue_close(&queue);
}

/* -- bounds
 * ---------------------------------------------------------------------------------------- */

static int64_t second(const struct askcam_queue_batch *batch, size_t i)
{
    return (batch->items[i].taken_ms - INT64_C(1796000000000)) / 1000;
}

static void fill(struct askcam_queue *queue, int count)
{
    char id[ASKCAM_QUEUE_ID_BYTES];

    for (int i = 0; i < count; i++) {
        assert_int_equal(
            add(queue, INT64_C(1796000000000) + (int64_t)i * 1000, &NO_BOUNDS, id, NULL),
            ASKCAM_OK);
    }
}

static void a_full_queue_drops_its_oldest(void **state)
{
    const struct askcam_queue_bounds bounds = {.entries = 3};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    assert_int_equal(add(&queue, INT64_C(1796000009000), &bounds, id, NULL), ASKCAM_OK);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_int_equal(batch.count, 3);
    assert_int_equal(second(&batch, 0), 1);
    assert_int_equal(second(&batch, 2), 9);
    assert_int_equal(fake.warnings, 1);
    assert_non_null(strstr(fake.last_warning, "1 entry removed"));
    askcam_queue_close(&queue);
}

static void a_full_queue_may_refuse_the_newest(void **state)
{
    const struct askcam_queue_bounds bounds = {.entries = 3, .when_full = ASKCAM_QUEUE_DROP_NEWEST};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();
    struct askcam_error err = {0};

    (void)state;
    fill(&queue, 3);
    assert_int_equal(add(&queue, INT64_C(1796000009000), &bounds, id, &err), ASKCAM_ERR_STORAGE);
    assert_int_equal(count_in("new"), 3);
    assert_int_equal(count_in("tmp"), 0);
    askcam_queue_close(&queue);
}

static void a_full_queue_may_be_thinned(void **state)
{
    static const int64_t left[] = {0, 2, 4, 5, 6, 7, 9};
    const struct askcam_queue_bounds bounds = {.entries = 8, .when_full = ASKCAM_QUEUE_THIN};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 8);
    assert_int_equal(add(&queue, INT64_C(1796000009000), &bounds, id, NULL), ASKCAM_OK);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_int_equal(batch.count, sizeof left / sizeof left[0]);
    for (size_t i = 0; i < batch.count; i++) {
        assert_int_equal(second(&batch, i), left[i]);
    }
    askcam_queue_close(&queue);
}

static void bytes_are_bounded(void **state)
{
    const struct askcam_queue_bounds bounds = {.bytes = 6000};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 5); /* some 700 bytes each */
    assert_int_equal(add(&queue, INT64_C(1796000009000), &bounds, id, NULL), ASKCAM_OK);
    assert_in_range(count_in("new"), 2, 4);
    askcam_queue_close(&queue);
}

/* A picture that is larger than the bound, or a disk that is full of other things. */
static void nothing_is_dropped_where_it_would_not_help(void **state)
{
    const struct askcam_queue_bounds rows[] = {{.bytes = 1000}, {.free_bytes = UINT64_MAX / 2}};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 5);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(add(&queue, INT64_C(1796000009000), &rows[i], id, NULL),
                         ASKCAM_ERR_STORAGE);
        assert_int_equal(count_in("new"), 5);
        assert_int_equal(fake.warnings, 0);
    }
    askcam_queue_close(&queue);
}

static void the_dead_go_first(void **state)
{
    const struct askcam_queue_bounds bounds = {.entries = 3};
    char id[ASKCAM_QUEUE_ID_BYTES];
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_int_equal(
        askcam_queue_move(&queue, batch.items[2].id, ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD, NULL),
        ASKCAM_OK);
    assert_int_equal(add(&queue, INT64_C(1796000009000), &bounds, id, NULL), ASKCAM_OK);
    assert_int_equal(count_in("dead"), 0);
    assert_int_equal(count_in("new"), 3);
    askcam_queue_close(&queue);
}

static void what_is_too_old_goes_by_a_clock_that_is_right(void **state)
{
    const struct askcam_queue_bounds bounds = {.age_ms = 1000 * 1000};
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    fake.wall.unix_ms = INT64_C(1796000000000) + 1000 * 1000;
    fake.now_ms =
        1500; /* the one of second 0 is older, that of second 1 is younger by half of one */
    fake.wall.is_right = false;
    assert_int_equal(askcam_queue_expire(&queue, &bounds, NULL), ASKCAM_OK);
    assert_int_equal(count_in("new"), 3);
    fake.wall.is_right = true;
    assert_int_equal(askcam_queue_expire(&queue, &bounds, NULL), ASKCAM_OK);
    assert_in_range(count_in("new"), 1, 2);
    askcam_queue_close(&queue);
}

/* -- drop and retry
 * ---------------------------------------------------------------------------------- */

static void an_entry_is_dropped_or_tried_again_by_its_id(void **state)
{
    struct askcam_queue queue = opened();
    struct askcam_error err = {0};

    (void)state;
    fill(&queue, 2);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_int_equal(askcam_queue_drop(&queue, batch.items[0].id, NULL), ASKCAM_OK);
    assert_int_equal(count_in("new"), 1);
    assert_int_equal(count_in("tmp"), 0);
    assert_int_equal(askcam_queue_drop(&queue, batch.items[0].id, &err), ASKCAM_ERR_USAGE);
    assert_int_equal(askcam_queue_drop(&queue, "../new", NULL), ASKCAM_ERR_USAGE);
    assert_int_equal(askcam_queue_retry(&queue, batch.items[1].id, NULL), ASKCAM_ERR_USAGE);
    assert_int_equal(
        askcam_queue_move(&queue, batch.items[1].id, ASKCAM_QUEUE_NEW, ASKCAM_QUEUE_DEAD, NULL),
        ASKCAM_OK);
    assert_int_equal(askcam_queue_retry(&queue, batch.items[1].id, NULL), ASKCAM_OK);
    assert_int_equal(count_in("new"), 1);
    assert_all_whole(&queue);
    askcam_queue_close(&queue);
}

/* -- sending
 * ------------------------------------------------------------------------------------------- */

struct service {
    enum askcam_status outcomes[16]; /* of the asks in order; those behind them are answered */
    size_t outcomes_count;
    size_t asks;
    char asked[16][ASKCAM_QUEUE_ID_BYTES];
    bool is_of_account;
    const char *bad; /* of this entry alone: ASKCAM_ERR_UNAVAILABLE */
};

static enum askcam_status ask(void *ctx, const struct askcam_queue_entry *entry,
                              struct askcam_error *err)
{
    struct service *const service = ctx;
    const struct askcam_error_context context = {"service", "try again later"};
    enum askcam_status outcome =
        service->asks < service->outcomes_count ? service->outcomes[service->asks] : ASKCAM_OK;

    (void)snprintf(service->asked[service->asks++], ASKCAM_QUEUE_ID_BYTES, "%s", entry->id);
    if (service->bad != NULL && strcmp(entry->id, service->bad) == 0) {
        outcome = ASKCAM_ERR_UNAVAILABLE;
    }
    if (outcome != ASKCAM_OK) {
        (void)askcam_fail(err, outcome, context, "not able");
        err->is_of_account = service->is_of_account;
        return outcome;
    }
    return askcam_folder_replace(entry->folder, "reply.json", "{}", 2, ASKCAM_DURABLE, err);
}

static void report(void *ctx, const struct askcam_queue_entry *entry, enum askcam_queue_event event,
                   const struct askcam_error *cause)
{
    (void)ctx;
    (void)entry;
    (void)event;
    (void)cause;
}

static enum askcam_status send(struct askcam_queue *queue, struct service *service,
                               struct askcam_queue_send_result *result)
{
    const struct askcam_queue_send_config config = {
        .keep_done = 1000, .ctx = service, .ask = ask, .report = report};
    struct askcam_error err = {0};

    service->asks = 0;
    return askcam_queue_send(queue, &config, result, &err);
}

static void entries_are_sent_oldest_first_and_kept_with_their_reply(void **state)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(result.sent, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(service.asked[i], batch.items[i].id);
    }
    assert_int_equal(count_in("new"), 0);
    assert_int_equal(count_in("done"), 3);
    char name[sizeof path + 128];
    (void)snprintf(name, sizeof name, "done/%s", batch.items[0].id);
    assert_int_equal(count_in(name), 2); /* job.json and reply.json, no pictures */
    askcam_queue_close(&queue);
}

static void a_failure_that_time_may_cure_keeps_all_and_backs_off(void **state)
{
    struct service service = {.outcomes = {ASKCAM_OK, ASKCAM_ERR_UNAVAILABLE}, .outcomes_count = 2};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();

    (void)state;
    fake.random = 0x7fffffff;
    fill(&queue, 3);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(service.asks, 2);
    assert_int_equal(result.sent, 1);
    assert_int_equal(count_in("new"), 2);
    const uint64_t until = askcam_queue_backoff_until(&queue);
    assert_in_range(until, fake.now_ms + 1, fake.now_ms + ASKCAM_QUEUE_BACKOFF_MS);

    const struct askcam_queue_send_config config = {
        .honours_backoff = true, .ctx = &service, .ask = ask, .report = report};
    service = (struct service){.bad = NULL};
    assert_int_equal(askcam_queue_send(&queue, &config, &result, NULL), ASKCAM_OK);
    assert_int_equal(service.asks, 0);
    fake.now_ms = until;
    assert_int_equal(askcam_queue_send(&queue, &config, &result, NULL), ASKCAM_OK);
    assert_int_equal(service.asks, 2);
    assert_int_equal(askcam_queue_backoff_until(&queue), 0);
    askcam_queue_close(&queue);
}

static void what_is_wrong_with_the_account_stops_and_keeps_all(void **state)
{
    static const struct {
        enum askcam_status outcome;
        bool is_of_account;
    } rows[] = {{ASKCAM_ERR_AUTH, false},    {ASKCAM_ERR_REFUSED, true},
                {ASKCAM_ERR_TLS, false},     {ASKCAM_ERR_LIMIT, false},
                {ASKCAM_ERR_USAGE, false},   {ASKCAM_ERR_CONFIG, false},
                {ASKCAM_ERR_STORAGE, false}, {ASKCAM_ERR_INTERRUPTED, false}};
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 2);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct service service = {.outcomes = {rows[i].outcome},
                                  .outcomes_count = 1,
                                  .is_of_account = rows[i].is_of_account};
        struct askcam_queue_send_result result;
        assert_int_equal(send(&queue, &service, &result), rows[i].outcome);
        assert_int_equal(service.asks, 1);
        assert_int_equal(count_in("new"), 2);
        assert_int_equal(count_in("dead"), 0);
    }
    askcam_queue_close(&queue);
}

static void what_is_wrong_with_an_entry_goes_to_dead_alone(void **state)
{
    static const enum askcam_status outcomes[] = {ASKCAM_ERR_REFUSED, ASKCAM_ERR_NO_ANSWER,
                                                  ASKCAM_ERR_SOURCE};
    (void)state;
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct service service = {.outcomes = {outcomes[i]}, .outcomes_count = 1};
        struct askcam_queue_send_result result;
        struct askcam_queue queue = opened();
        fill(&queue, 2);
        assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
        assert_int_equal(result.died, 1);
        assert_int_equal(result.sent, 1);
        assert_int_equal(count_in("dead"), i + 1);
        assert_int_equal(count_in("new"), 0);
        assert_all_whole(&queue);
        askcam_queue_close(&queue);
    }
}

static void an_entry_that_always_fails_does_not_hold_up_the_others(void **state)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();
    struct askcam_queue_batch batch;

    (void)state;
    fill(&queue, 5);
    batch = listed(&queue, ASKCAM_QUEUE_NEW);
    service.bad = batch.items[0].id;
    assert_int_equal(send(&queue, &service, &result), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_ERR_UNAVAILABLE);
    assert_int_equal(count_in("new"), 5); /* it may be the service */
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(result.sent, 4);
    assert_int_equal(count_in("new"), 1);
    assert_int_equal(count_in("dead"), 0);
    fill(&queue, 1);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK); /* its fourth */
    fill(&queue, 1);
    assert_int_equal(count_in("dead"), 0);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(count_in("dead"), 1);
    assert_int_equal(count_in("new"), 0);
    askcam_queue_close(&queue);
}

static void a_service_that_is_down_kills_no_entry(void **state)
{
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    for (int i = 0; i < 20; i++) {
        struct service service = {
            .outcomes = {ASKCAM_ERR_UNAVAILABLE, ASKCAM_ERR_PROTOCOL, ASKCAM_ERR_UNAVAILABLE},
            .outcomes_count = 3};
        assert_int_not_equal(send(&queue, &service, &result), ASKCAM_OK);
        assert_true(service.asks <= 2);
    }
    assert_int_equal(count_in("new"), 3);
    assert_int_equal(count_in("dead"), 0);
    assert_all_whole(&queue);
    askcam_queue_close(&queue);
}

static void an_entry_that_rotted_goes_to_dead(void **state)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();
    char name[sizeof path + 128];

    (void)state;
    fill(&queue, 2);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    (void)snprintf(name, sizeof name, "%s/new/%s/1.jpg", path, batch.items[0].id);
    FILE *file = fopen(name, "r+e");
    assert_non_null(file);
    assert_int_equal(fputc('P', file), 'P');
    assert_int_equal(fclose(file), 0);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(service.asks, 1);
    assert_int_equal(count_in("dead"), 1);
    assert_int_equal(count_in("done"), 1);
    askcam_queue_close(&queue);
}

static void an_answer_that_is_on_disk_is_not_asked_for_again(void **state)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();
    char name[sizeof path + 128];

    (void)state;
    fill(&queue, 1);
    const struct askcam_queue_batch batch = listed(&queue, ASKCAM_QUEUE_NEW);
    (void)snprintf(name, sizeof name, "%s/new/%s/reply.json", path, batch.items[0].id);
    FILE *file = fopen(name, "we");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(service.asks, 0);
    assert_int_equal(count_in("done"), 1);
    askcam_queue_close(&queue);
}

static void two_senders_do_not_meet(void **state)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    struct askcam_queue other = opened();
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 1);
    assert_true(askcam_queue_lock_sender(&other));
    assert_int_equal(send(&queue, &service, &result), ASKCAM_ERR_QUEUED);
    askcam_queue_unlock_sender(&other);
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    askcam_queue_close(&queue);
    askcam_queue_close(&other);
}

static void replays_are_paced(void **state)
{
    struct service service = {.bad = NULL};
    const struct askcam_queue_send_config config = {
        .per_minute = 4, .keep_done = 1, .ctx = &service, .ask = ask, .report = report};
    struct askcam_queue_send_result result;
    struct askcam_queue queue = opened();

    (void)state;
    fill(&queue, 3);
    const uint64_t began_ms = fake.now_ms;
    assert_int_equal(askcam_queue_send(&queue, &config, &result, NULL), ASKCAM_OK);
    assert_in_range(fake.now_ms - began_ms, 30000, 31000);
    assert_int_equal(count_in("done"), 1); /* keep_done */
    askcam_queue_close(&queue);
}

/* -- every call fails once
 * ------------------------------------------------------------------------------- */

/* What is done, with a queue that has two entries. */
struct operation {
    const char *name;
    enum askcam_status (*run)(struct askcam_queue *queue);
    size_t after; /* entries in all places after a success */
};

static size_t added; /* 1: the entry was reported as kept */

static enum askcam_status run_add(struct askcam_queue *queue)
{
    const struct askcam_queue_new entry = entry_at(INT64_C(1796000100000));
    char id[ASKCAM_QUEUE_ID_BYTES];
    bool is_kept = false;
    const enum askcam_status status =
        askcam_queue_add(queue, &entry, &NO_BOUNDS, id, &is_kept, NULL);

    added = is_kept;
    return status;
}

static enum askcam_status run_send(struct askcam_queue *queue)
{
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;

    return send(queue, &service, &result);
}

static enum askcam_status run_kill(struct askcam_queue *queue)
{
    struct service service = {.outcomes = {ASKCAM_ERR_REFUSED}, .outcomes_count = 1};
    struct askcam_queue_send_result result;

    return send(queue, &service, &result);
}

static enum askcam_status run_drop(struct askcam_queue *queue)
{
    struct askcam_queue_walk walk = {.place = ASKCAM_QUEUE_NEW};
    struct askcam_queue_batch batch;
    const enum askcam_status status = askcam_queue_next(queue, &walk, &batch, NULL);

    return status == ASKCAM_OK ? askcam_queue_drop(queue, batch.items[0].id, NULL) : status;
}

static const struct operation OPERATIONS[] = {
    {"an entry is added", run_add, 3},
    {"entries are sent", run_send, 2},
    {"an entry goes to dead", run_kill, 2},
    {"an entry is dropped", run_drop, 1},
};

static size_t entries_in_all(void)
{
    return count_in("new") + count_in("done") + count_in("dead");
}

/* False once the operation has fewer calls than that. */
static bool fail_call(const struct operation *operation, unsigned at, int number)
{
    assert_int_equal(temp_folder_remove(base), 0);
    assert_int_equal(mkdir(base, 0700), 0);
    added = 0;
    struct askcam_queue queue = opened();
    fill(&queue, 2);
    failing_store_arm(&failing, at, number);
    const enum askcam_status status = operation->run(&queue);
    const bool was_reached = failing.has_failed;
    failing_store_arm(&failing, 0, 0);
    askcam_queue_close(&queue);
    assert_int_equal(failing.open_count, 0);

    queue = opened(); /* as the next process does */
    assert_int_equal(count_in("tmp"), 0);
    const size_t left = entries_in_all();
    if (operation->run == run_add) {
        assert_true(left == 2 + added || (left == 3 && status != ASKCAM_OK));
    } else if (operation->run == run_drop) {
        assert_true(left == 1 || left == 2);
    } else {
        assert_int_equal(left, 2); /* nothing is lost */
    }
    if (status == ASKCAM_OK && !was_reached) {
        assert_int_equal(left, operation->after);
    }
    assert_all_whole(&queue);
    struct service service = {.bad = NULL};
    struct askcam_queue_send_result result;
    assert_int_equal(send(&queue, &service, &result), ASKCAM_OK);
    assert_int_equal(count_in("new"), 0);
    askcam_queue_close(&queue);
    return was_reached;
}

static void any_call_may_fail_and_nothing_is_lost(void **state)
{
    static const int numbers[] = {EIO, ENOSPC, EROFS, EINTR};

    (void)state;
    for (size_t o = 0; o < sizeof OPERATIONS / sizeof OPERATIONS[0]; o++) {
        for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
            unsigned at = 1;
            while (fail_call(&OPERATIONS[o], at, numbers[i])) {
                assert_true(++at < CALLS_MOST);
            }
            assert_true(at > 8);
        }
    }
}

/* The syncs of an added entry: two pictures, the job, the folder, the names in new/ and tmp/. */
static void an_entry_is_synced_before_it_is_reported(void **state)
{
    unsigned synced = 0;

    (void)state;
    for (unsigned at = 1; at < CALLS_MOST; at++) {
        assert_int_equal(temp_folder_remove(base), 0);
        assert_int_equal(mkdir(base, 0700), 0);
        struct askcam_queue queue = opened();
        failing_store_arm(&failing, at, EIO);
        const enum askcam_status status = run_add(&queue);
        if (failing.has_failed && strcmp(failing.failed, "fsync") == 0) {
            assert_int_equal(status, ASKCAM_ERR_STORAGE);
            synced++;
        }
        const bool was_reached = failing.has_failed;
        failing_store_arm(&failing, 0, 0);
        askcam_queue_close(&queue);
        if (!was_reached) {
            break;
        }
    }
    assert_int_equal(synced, 6);
}

#define WITH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_says_when_it_was_taken),
        cmocka_unit_test(what_is_not_an_id_is_none),
        cmocka_unit_test(leap_days_are_days),
        WITH(an_entry_is_a_folder_that_a_person_can_read),
        WITH(entries_are_in_the_order_of_capture_in_batches),
        WITH(an_entry_of_an_unset_clock_gets_its_true_time),
        WITH(foreign_files_are_passed_over),
        WITH(an_interrupted_adding_leaves_nothing),
        WITH(a_full_queue_drops_its_oldest),
        WITH(a_full_queue_may_refuse_the_newest),
        WITH(a_full_queue_may_be_thinned),
        WITH(bytes_are_bounded),
        WITH(nothing_is_dropped_where_it_would_not_help),
        WITH(the_dead_go_first),
        WITH(what_is_too_old_goes_by_a_clock_that_is_right),
        WITH(an_entry_is_dropped_or_tried_again_by_its_id),
        WITH(entries_are_sent_oldest_first_and_kept_with_their_reply),
        WITH(a_failure_that_time_may_cure_keeps_all_and_backs_off),
        WITH(what_is_wrong_with_the_account_stops_and_keeps_all),
        WITH(what_is_wrong_with_an_entry_goes_to_dead_alone),
        WITH(an_entry_that_always_fails_does_not_hold_up_the_others),
        WITH(a_service_that_is_down_kills_no_entry),
        WITH(an_entry_that_rotted_goes_to_dead),
        WITH(an_answer_that_is_on_disk_is_not_asked_for_again),
        WITH(two_senders_do_not_meet),
        WITH(replays_are_paced),
        WITH(any_call_may_fail_and_nothing_is_lost),
        WITH(an_entry_is_synced_before_it_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
