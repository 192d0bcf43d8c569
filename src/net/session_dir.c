/* SPDX-License-Identifier: MIT */
/* session_dir.c - see session_dir.h. */
#include "session_dir.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = ASKCAM_SESSION_KEY_TEXT_BYTES + 32 };

static bool is_private(int fd, mode_t type)
{
    struct stat info;

    return fstat(fd, &info) == 0 && (info.st_mode & S_IFMT) == type && info.st_uid == geteuid() &&
           (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* The folder, if it is fit; -1 if not. */
static int open_folder(const struct askcam_session_dir *dir)
{
    const int folder = open(dir->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (folder >= 0 && !is_private(folder, S_IFDIR)) {
        (void)close(folder); /* only opened */
        return -1;
    }
    return folder;
}

/* Reads until the end or until buf is full; 0 on any failure. */
static size_t read_all(int file, char *buf, size_t cap_bytes)
{
    size_t at = 0;

    while (at < cap_bytes) {
        const ssize_t got = read(file, buf + at, cap_bytes - at);
        if (got <= 0) {
            return got == 0 ? at : 0;
        }
        at += (size_t)got;
    }
    return at;
}

static size_t load(void *ctx, const char *key, void *buf, size_t cap_bytes)
{
    const int folder = open_folder(ctx);
    size_t bytes_len = 0;
    int file = -1;

    if (folder < 0) {
        return 0;
    }
    /* Not blocking, should somebody have put a pipe there. */
    file = openat(folder, key, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0) {
        bytes_len = is_private(file, S_IFREG) ? read_all(file, buf, cap_bytes) : 0;
        (void)close(file); /* only read */
    }
    (void)close(folder); /* only opened */
    return bytes_len;
}

static bool write_all(int file, const char *bytes, size_t bytes_len)
{
    size_t at = 0;

    while (at < bytes_len) {
        const ssize_t wrote = write(file, bytes + at, bytes_len - at);
        if (wrote <= 0) {
            return false;
        }
        at += (size_t)wrote;
    }
    return true;
}

/* Writes a file of another name first, so that no reader meets half a record. */
static void save_in(int folder, const char *key, const void *bytes, size_t bytes_len)
{
    char name[NAME_BYTES];

    (void)snprintf(name, sizeof name, "%s.%ld", key, (long)getpid()); /* it fits */
    (void)unlinkat(folder, name, 0); /* a rest of an earlier process with our number, if any */
    const int file = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                            S_IRUSR | S_IWUSR);
    if (file < 0) {
        return;
    }
    const bool is_written = write_all(file, bytes, bytes_len);
    if (close(file) != 0 || !is_written || renameat(folder, name, folder, key) != 0) {
        (void)unlinkat(folder, name, 0); /* the old record stays, if there was one */
    }
}

static void save(void *ctx, const char *key, const void *bytes, size_t bytes_len)
{
    const struct askcam_session_dir *dir = ctx;

    (void)mkdir(dir->path, S_IRWXU); /* it is there already, or opening it says so */
    const int folder = open_folder(dir);
    if (folder >= 0) {
        save_in(folder, key, bytes, bytes_len);
        (void)close(folder); /* only opened */
    }
}

struct askcam_session_store askcam_session_dir_init(struct askcam_session_dir *dir,
                                                    const char *path)
{
    dir->path = path;
    return (struct askcam_session_store){.ctx = dir, .load = load, .save = save};
}

bool askcam_session_dir_choose(const struct askcam_session_places *places, char *path,
                               size_t path_bytes)
{
    const struct {
        const char *base;
        const char *below;
    } rows[] = {
        {places->runtime, "askcam"}, {places->cache, "askcam"}, {places->home, ".cache/askcam"}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rows[i].base != NULL && rows[i].base[0] == '/') { /* XDG: a relative one is ignored */
            const int len = snprintf(path, path_bytes, "%s/%s", rows[i].base, rows[i].below);
            return len > 0 && (size_t)len < path_bytes;
        }
    }
    return false;
}
