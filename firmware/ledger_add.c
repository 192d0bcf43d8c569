/* SPDX-License-Identifier: MIT */
/*
 * ledger_add.c - one more line in the record of usage; see ledger.h and ledger_line.h.
 *
 * Appending and fdatasync() cost half of what writing a new file and putting it in the place of
 * the old one does, and here the name is on the disk, too: the folder is synced when a file is new.
 */
#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "atomic_file.h"
#include "folder.h"
#include "ledger_line.h"

/* With its line end; false if memory is short or it is longer than a line may be. */
static bool print(const struct ledger_sum *sum, char line[LEDGER_LINE_BYTES])
{
    cJSON *json = cJSON_CreateObject();
    const bool good =
        cJSON_AddStringToObject(json, "date", sum->date) != NULL &&
        cJSON_AddNumberToObject(json, "asks", (double)sum->asks) != NULL &&
        cJSON_AddNumberToObject(json, "input_tokens", (double)sum->input_tokens) != NULL &&
        cJSON_AddNumberToObject(json, "output_tokens", (double)sum->output_tokens) != NULL &&
        cJSON_AddNumberToObject(json, "cost", sum->cost) != NULL &&
        cJSON_AddStringToObject(json, "currency", sum->currency) != NULL &&
        cJSON_PrintPreallocated(json, line, LEDGER_LINE_BYTES - 1, 0) != 0;

    cJSON_Delete(json);
    if (good) {
        memcpy(line + strlen(line), "\n", 2); /* a byte was left for it */
    }
    return good;
}

/*
 * Makes the last line end, which a power cut or an editor may have left open: a whole one gets its
 * end, another goes.  False with errno.
 */
static bool end_last_line(int fd, off_t size)
{
    char tail[LEDGER_LINE_BYTES];
    struct ledger_sum sum;
    const off_t from = size > (off_t)sizeof tail ? size - (off_t)sizeof tail : 0;
    const ssize_t got = pread(fd, tail, sizeof tail, from);

    if (got <= 0 || tail[got - 1] == '\n') {
        return got >= 0;
    }
    ssize_t begin = got;
    while (begin > 0 && tail[begin - 1] != '\n') {
        begin--;
    }
    if (ledger_line_parse(tail + begin, (size_t)(got - begin), &sum)) {
        return write(fd, "\n", 1) == 1;
    }
    return ftruncate(fd, from + begin) == 0;
}

/* The line, on the disk.  On a full disk a part of it may stay, which the next one cuts off. */
static bool append(int fd, const char *line)
{
    struct stat info;
    const size_t bytes = strlen(line);

    if (fstat(fd, &info) != 0 || !end_last_line(fd, info.st_size)) {
        return false;
    }
    const ssize_t wrote = write(fd, line, bytes);
    if (wrote == (ssize_t)bytes) {
        return fdatasync(fd) == 0;
    }
    errno = wrote < 0 ? errno : ENOSPC;
    return false;
}

/* Sums up the lines of each day into one, in a new file in the old one's place. */
static enum askcam_status fold(int folder, const char *path, time_t now, struct askcam_error *err)
{
    const struct askcam_store store = askcam_store_init(NULL);
    struct ledger ledger;
    struct askcam_atomic_file file;
    char line[LEDGER_LINE_BYTES];

    enum askcam_status status = ledger_read(&ledger, now, err);
    if (status != ASKCAM_OK) {
        return status;
    }
    status = askcam_atomic_file_open(&file, &store, path, err);
    for (size_t i = 0; i < ledger.days_count && status == ASKCAM_OK; i++) {
        status = print(&ledger.days[i], line)
                     ? askcam_sink_write(askcam_atomic_file_sink(&file), line, strlen(line))
                     : ledger_fail(err, path, "does not fit into memory");
    }
    status = status == ASKCAM_OK ? askcam_atomic_file_commit(&file) : status;
    askcam_atomic_file_close(&file);
    return status != ASKCAM_OK || fsync(folder) == 0 ? status
                                                     : ledger_fail(err, path, strerror(errno));
}

static enum askcam_status add_locked(int folder, const char *path, const char *line, time_t now,
                                     struct askcam_error *err)
{
    struct stat info = {.st_size = 0};
    const bool is_there = stat(path, &info) == 0;

    if (info.st_size > LEDGER_FOLD_BYTES) {
        const enum askcam_status status = fold(folder, path, now, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    const int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    const bool good = fd >= 0 && append(fd, line) && (is_there || fsync(folder) == 0);
    const int number = errno;
    if (fd >= 0) {
        (void)close(fd); /* all is synced */
    }
    return good ? ASKCAM_OK : ledger_fail(err, path, strerror(number));
}

/* The folder, made if it is missing, under a lock that closing it gives back; -1 with errno. */
static int open_locked(const char *path)
{
    int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0 && errno == ENOENT) {
        const struct askcam_store store = askcam_store_init(NULL);
        struct askcam_folder made;
        (void)askcam_folder_open(&made, &store, path, NULL); /* shown by what follows */
        askcam_folder_close(&made);
        folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if (folder >= 0 && flock(folder, LOCK_EX) != 0) {
        const int number = errno;
        (void)close(folder); /* nothing was locked */
        errno = number;
        return -1;
    }
    return folder;
}

enum askcam_status ledger_add(const struct ledger_sum *entry, time_t now, struct askcam_error *err)
{
    char folder[ASKCAM_STORE_PATH_BYTES];
    char path[ASKCAM_STORE_PATH_BYTES];
    char line[LEDGER_LINE_BYTES];
    struct ledger_sum dated = *entry;

    if (!ledger_paths(now, folder, path)) {
        return ledger_fail(err, "HOME", "has no place: neither it nor XDG_STATE_HOME is set");
    }
    ledger_date(now, dated.date);
    if (!print(&dated, line)) {
        return ledger_fail(err, path, "does not fit into memory");
    }
    const int lock = open_locked(folder);
    if (lock < 0) {
        return ledger_fail(err, folder, strerror(errno));
    }
    const enum askcam_status status = add_locked(lock, path, line, now, err);
    (void)close(lock); /* gives the lock back */
    return status;
}
