/* SPDX-License-Identifier: MIT */
/* save_picture.c - see save_picture.h. */
#include "save_picture.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "file_error.h"
#include "store.h"

enum { NAMES_MOST = 10000, NAME_BYTES = ASKCAM_STORE_PATH_BYTES - 64 };

static const char ACTION[] = "cannot save the picture";

/* A file that is being written. */
struct draft {
    int fd;
    int number; /* errno of the first failure; 0: none */
    char path[ASKCAM_STORE_PATH_BYTES];
};

/* The pattern is the user's: strftime() is bounded, and reads nothing but the time. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static bool make_name(const char *pattern, const struct askcam_host *host, char name[NAME_BYTES])
{
    const time_t now = (time_t)askcam_wall_s(host);
    struct tm local;

    return localtime_r(&now, &local) != NULL && strftime(name, NAME_BYTES, pattern, &local) > 0;
}
#pragma GCC diagnostic pop

enum askcam_status save_picture_check(const char *pattern, const struct askcam_host *host,
                                      struct askcam_error *err)
{
    const struct askcam_error_context context = {"--save-picture",
                                                 "use a name such as meter-%Y%m%d-%H%M%S.jpg"};
    char name[NAME_BYTES];

    return make_name(pattern, host, name)
               ? ASKCAM_OK
               : askcam_fail(err, ASKCAM_ERR_USAGE, context, "\"%s\" does not make a file name",
                             pattern);
}

void save_picture_warn(enum askcam_media media, const char *name, const struct askcam_host *host)
{
    if (askcam_media_is_misnamed(media, name)) {
        askcam_log(host, ASKCAM_LOG_WARNING, "%s: the picture is %s, whatever its name", name,
                   askcam_media_text(media));
    }
}

static enum askcam_status write_draft(void *ctx, const void *bytes, size_t bytes_len)
{
    struct draft *draft = ctx;
    const char *at = bytes;

    while (bytes_len > 0) {
        const ssize_t wrote = write(draft->fd, at, bytes_len);
        if (wrote < 0 && errno != EINTR) {
            draft->number = errno;
            return ASKCAM_ERR_STORAGE;
        }
        at += wrote > 0 ? wrote : 0;
        bytes_len -= wrote > 0 ? (size_t)wrote : 0;
    }
    return ASKCAM_OK;
}

/* "a/meter.jpg" is "a/meter-2.jpg" as number 2. */
static void numbered(const char *name, unsigned number, char path[ASKCAM_STORE_PATH_BYTES])
{
    const char *slash = strrchr(name, '/');
    const char *base = slash != NULL ? slash + 1 : name;
    const char *dot = strrchr(base, '.');
    const char *end = dot != NULL && dot != base ? dot : base + strlen(base);

    if (number < 2) {
        (void)snprintf(path, ASKCAM_STORE_PATH_BYTES, "%s", name);
    } else {
        (void)snprintf(path, ASKCAM_STORE_PATH_BYTES, "%.*s-%u%s", (int)(end - name), name, number,
                       end);
    }
}

/* Gives the draft the first name that does not exist.  0, or an errno. */
static int publish(const struct draft *draft, const char *name)
{
    const struct askcam_store store = askcam_store_init(NULL);
    char path[ASKCAM_STORE_PATH_BYTES];

    for (unsigned number = 1; number < NAMES_MOST; number++) {
        numbered(name, number, path);
        if (store.calls->rename_new(store.calls->ctx, AT_FDCWD, draft->path, AT_FDCWD, path) == 0) {
            return 0;
        }
        if (errno != EEXIST) {
            return errno;
        }
    }
    return EEXIST;
}

static enum askcam_status fill(struct draft *draft, struct askcam_picture_set *set, uint32_t i,
                               const char *name, struct askcam_error *err)
{
    const struct askcam_sink sink = {write_draft, draft};
    const enum askcam_status status = askcam_picture_set_write(set, i, sink, err);

    if (status != ASKCAM_OK && draft->number == 0) {
        return status; /* the picture's own failure */
    }
    if (draft->number == 0 && fsync(draft->fd) != 0) {
        draft->number = errno;
    }
    if (draft->number == 0) {
        draft->number = publish(draft, name);
    }
    return draft->number == 0 ? ASKCAM_OK
                              : file_error(err, ASKCAM_ERR_STORAGE, name, ACTION, draft->number);
}

static enum askcam_status save_one(struct askcam_picture_set *set, uint32_t i, const char *pattern,
                                   const struct askcam_host *host, struct askcam_error *err)
{
    char name[NAME_BYTES];
    struct draft draft = {.number = 0};

    if (!make_name(pattern, host, name)) {
        return save_picture_check(pattern, host, err);
    }
    (void)snprintf(draft.path, sizeof draft.path, "%s.%ld.part", name, (long)getpid());
    draft.fd = open(draft.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (draft.fd < 0) {
        return file_error(err, ASKCAM_ERR_STORAGE, name, ACTION, errno);
    }
    const enum askcam_status status = fill(&draft, set, i, name, err);
    (void)close(draft.fd); /* its bytes are on the disk */
    if (status != ASKCAM_OK) {
        (void)unlink(draft.path);
    }
    return status;
}

enum askcam_status save_pictures(struct askcam_picture_set *set, uint32_t count,
                                 const char *pattern, const struct askcam_host *host,
                                 struct askcam_error *err)
{
    for (uint32_t i = 0; i < count; i++) {
        const enum askcam_status status = save_one(set, i, pattern, host, err);
        if (status != ASKCAM_OK) {
            return status;
        }
    }
    return ASKCAM_OK;
}
