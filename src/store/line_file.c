/* SPDX-License-Identifier: MIT */
/*
 * line_file.c - see line_file.h.
 *
 * A file that is new gets its name on the disk, too, where the lines must be.  An append that fails
 * is taken back by cutting the file to its size before, so that a full disk leaves no half line.
 */
#include "line_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "store_io.h"

static enum askcam_status fail(const struct askcam_line_file *file, const char *step, int number,
                               struct askcam_error *err)
{
    char path[ASKCAM_STORE_PATH_BYTES];

    (void)snprintf(path, sizeof path, "%s/%s", file->folder->path, file->name); /* for people */
    return askcam_store_fail(err, path, step, number);
}

static enum askcam_status fail_broken(const struct askcam_line_file *file, uint64_t line,
                                      struct askcam_error *err)
{
    char path[ASKCAM_STORE_PATH_BYTES];
    const struct askcam_error_context context = {path, "correct that line, or remove the file"};

    (void)snprintf(path, sizeof path, "%s/%s", file->folder->path, file->name); /* for people */
    return askcam_fail(err, ASKCAM_ERR_STORAGE, context, "line %llu is broken",
                       (unsigned long long)line);
}

static bool is_whole(const struct askcam_line_file *file, const char *line, size_t bytes)
{
    return file->is_whole != NULL && file->is_whole(line, bytes);
}

/* -- reading ----------------------------------------------------------------------------------- */

struct reading {
    const struct askcam_line_file *file;
    askcam_line_take *take;
    void *ctx;
    uint64_t line; /* the number of the next one, from 1 */
    size_t held;
    char text[ASKCAM_LINE_BYTES];
};

/* Takes the whole lines of what is held and moves the rest to the front. */
static bool take_lines(struct reading *reading)
{
    size_t from = 0;

    for (;;) {
        const char *const start = reading->text + from;
        const char *const stop = memchr(start, '\n', reading->held - from);
        if (stop == NULL) {
            break;
        }
        if (!reading->take(reading->ctx, start, (size_t)(stop - start))) {
            return false;
        }
        reading->line++;
        from += (size_t)(stop - start) + 1;
    }
    memmove(reading->text, reading->text + from, reading->held - from);
    reading->held -= from;
    return reading->held < sizeof reading->text;
}

static enum askcam_status read_open(struct reading *reading, int fd, uint64_t *size_bytes,
                                    struct askcam_error *err)
{
    const struct askcam_line_file *const file = reading->file;
    off_t at = 0;

    for (;;) {
        const size_t want = sizeof reading->text - reading->held;
        const ssize_t got =
            askcam_store_read(&file->folder->store, fd, reading->text + reading->held, want, at);
        if (got < 0) {
            return fail(file, "cannot be read", errno, err);
        }
        at += got;
        reading->held += (size_t)got;
        if (!take_lines(reading)) {
            return fail_broken(file, reading->line, err);
        }
        if (got == 0 || (size_t)got < want) {
            break;
        }
    }
    if (size_bytes != NULL) {
        *size_bytes = (uint64_t)at;
    }
    if (reading->held > 0 && is_whole(file, reading->text, reading->held) &&
        !reading->take(reading->ctx, reading->text, reading->held)) {
        return fail_broken(file, reading->line, err);
    }
    return ASKCAM_OK;
}

enum askcam_status askcam_line_file_read(const struct askcam_line_file *file,
                                         askcam_line_take *take, void *ctx, uint64_t *size_bytes,
                                         struct askcam_error *err)
{
    const struct askcam_folder *const folder = file->folder;
    struct reading reading = {.file = file, .take = take, .ctx = ctx, .line = 1};

    if (size_bytes != NULL) {
        *size_bytes = 0;
    }
    const int fd =
        askcam_store_open(&folder->store, folder->fd, file->name, O_RDONLY | O_NONBLOCK, 0);
    if (fd < 0) {
        return errno == ENOENT ? ASKCAM_OK : fail(file, "cannot be read", errno, err);
    }
    const enum askcam_status status = read_open(&reading, fd, size_bytes, err);
    (void)askcam_store_close(&folder->store, fd); /* only read */
    return status;
}

/* -- appending --------------------------------------------------------------------------------- */

/* The unfinished line goes to a file of its own; false with errno. */
static bool keep_aside(const struct askcam_line_file *file, const char *tail, size_t bytes)
{
    const struct askcam_folder *const folder = file->folder;
    char draft[ASKCAM_FOLDER_NAME_BYTES];
    char aside[ASKCAM_FOLDER_NAME_BYTES];
    const int length = snprintf(draft, sizeof draft, "%s.half", file->name);

    if (length < 0 || (size_t)length >= sizeof draft) {
        errno = ENAMETOOLONG;
        return false;
    }
    if (askcam_folder_replace(folder, draft, tail, bytes, ASKCAM_CACHED, NULL) != ASKCAM_OK ||
        askcam_folder_set_aside(folder, draft, aside, NULL) != ASKCAM_OK) {
        return false;
    }
    if (folder->store.host != NULL) {
        askcam_log(folder->store.host, ASKCAM_LOG_WARNING,
                   "%s/%s: unfinished last line, as a power cut leaves it; moved to %s",
                   folder->path, file->name, aside);
    }
    return true;
}

/*
 * Ends the last line: a whole one gets its end, another goes.  *size is that of the file then.
 * False with errno.
 */
static bool end_last_line(const struct askcam_line_file *file, int fd, off_t *size)
{
    const struct askcam_store *const store = &file->folder->store;
    char tail[ASKCAM_LINE_BYTES];
    const off_t from = *size > (off_t)sizeof tail ? *size - (off_t)sizeof tail : 0;
    const ssize_t got = askcam_store_read(store, fd, tail, sizeof tail, from);

    if (got <= 0 || tail[got - 1] == '\n') {
        return got >= 0;
    }
    size_t start = (size_t)got;
    while (start > 0 && tail[start - 1] != '\n') {
        start--;
    }
    const size_t bytes = (size_t)got - start;
    if (is_whole(file, tail + start, bytes)) {
        *size += 1;
        return askcam_store_write(store, fd, "\n", 1);
    }
    *size = from + (off_t)start;
    return keep_aside(file, tail + start, bytes) && askcam_store_truncate(store, fd, *size);
}

static bool append(const struct askcam_line_file *file, int fd, const char *lines, size_t bytes_len,
                   enum askcam_durability durability)
{
    const struct askcam_store *const store = &file->folder->store;
    struct stat info;

    if (store->calls->fstat(store->calls->ctx, fd, &info) != 0) {
        return false;
    }
    off_t size = info.st_size;
    if (!end_last_line(file, fd, &size)) {
        return false;
    }
    const bool is_new = size == 0;
    if (askcam_store_write(store, fd, lines, bytes_len) &&
        (durability != ASKCAM_DURABLE ||
         (askcam_store_sync_data(store, fd) &&
          (!is_new || askcam_store_sync(store, file->folder->fd))))) {
        return true;
    }
    const int number = errno;
    (void)askcam_store_truncate(store, fd, size); /* else the next append moves the rest away */
    errno = number;
    return false;
}

enum askcam_status askcam_line_file_append(const struct askcam_line_file *file, const char *lines,
                                           size_t bytes_len, enum askcam_durability durability,
                                           struct askcam_error *err)
{
    const struct askcam_folder *const folder = file->folder;
    const int fd = askcam_store_open(&folder->store, folder->fd, file->name,
                                     O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK, S_IRUSR | S_IWUSR);

    if (fd < 0) {
        return fail(file, "cannot be written", errno, err);
    }
    const bool done = append(file, fd, lines, bytes_len, durability);
    const int number = errno;
    const bool closed = askcam_store_close(&folder->store, fd);
    if (done && closed) {
        return ASKCAM_OK;
    }
    return fail(file, "cannot be written", done ? errno : number, err);
}
