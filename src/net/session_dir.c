/* SPDX-License-Identifier: MIT */
/* session_dir.c - see session_dir.h. */
#include "session_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"

static bool is_private(int fd, mode_t type)
{
    struct stat info;

    return fstat(fd, &info) == 0 && (info.st_mode & S_IFMT) == type && info.st_uid == geteuid() &&
           (info.st_mode & (S_IRWXG | S_IRWXO)) == 0;
}

/* The folder, if it is the user's own; folder->fd is -1 if not, with errno. */
static void open_private(const struct askcam_session_dir *dir, struct askcam_folder *folder)
{
    *folder = (struct askcam_folder){.store = dir->store, .path = dir->path};
    folder->fd = open(dir->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder->fd >= 0 && !is_private(folder->fd, S_IFDIR)) {
        askcam_folder_close(folder);
        errno = EPERM;
    }
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
    struct askcam_folder folder;
    size_t bytes_len = 0;

    open_private(ctx, &folder);
    if (folder.fd < 0) {
        return 0;
    }
    /* Not blocking, should somebody have put a pipe there. */
    const int file = openat(folder.fd, key, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0) {
        bytes_len = is_private(file, S_IFREG) ? read_all(file, buf, cap_bytes) : 0;
        (void)close(file); /* only read */
    }
    askcam_folder_close(&folder);
    return bytes_len;
}

/* Said once: without records everything works, only slower. */
static void report(struct askcam_session_dir *dir, const struct askcam_error *err)
{
    if (dir->store.host != NULL && !dir->has_reported) {
        askcam_log(dir->store.host, ASKCAM_LOG_INFO, "TLS sessions are not kept: %s: %s; %s",
                   err->what, err->why, err->hint);
    }
    dir->has_reported = true;
}

/* Creates the folder if it is missing. */
static enum askcam_status open_for_writing(const struct askcam_session_dir *dir,
                                           struct askcam_folder *folder, struct askcam_error *err)
{
    const struct askcam_error_context context = {
        dir->path, "it must be a folder that you own, mode 0700; correct or remove it"};

    open_private(dir, folder);
    if (folder->fd < 0 && errno == ENOENT) {
        const enum askcam_status status = askcam_folder_open(folder, &dir->store, dir->path, err);
        askcam_folder_close(folder);
        if (status != ASKCAM_OK) {
            return status;
        }
        open_private(dir, folder);
    }
    return folder->fd >= 0 ? ASKCAM_OK
                           : askcam_fail(err, ASKCAM_ERR_STORAGE, context, "cannot be used");
}

static void save(void *ctx, const char *key, const void *bytes, size_t bytes_len)
{
    struct askcam_session_dir *dir = ctx;
    struct askcam_error err = {0};
    struct askcam_folder folder;

    enum askcam_status status = open_for_writing(dir, &folder, &err);
    if (status == ASKCAM_OK) {
        status = askcam_folder_replace(&folder, key, bytes, bytes_len, ASKCAM_CACHED, &err);
    }
    askcam_folder_close(&folder);
    if (status != ASKCAM_OK) {
        report(dir, &err);
    }
}

struct askcam_session_store askcam_session_dir_init(struct askcam_session_dir *dir,
                                                    const struct askcam_store *store,
                                                    const char *path)
{
    *dir = (struct askcam_session_dir){.store = *store, .path = path};
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
