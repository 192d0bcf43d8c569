/* SPDX-License-Identifier: MIT */
/*
 * store.h - what the module store needs of the machine: its system calls, and a host that waits.
 *
 * For: whoever writes files; a test passes calls that fail when it wants them to.
 * Knows POSIX.  Must not know: what the files hold.
 */
#ifndef ASKCAM_STORE_H
#define ASKCAM_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "error.h"
#include "host.h"

enum { ASKCAM_STORE_PATH_BYTES = 4096 };

/*
 * The system calls of the module, each with the arguments, the result and the errno of its
 * namesake.  A folder is a descriptor or AT_FDCWD.
 */
struct askcam_store_calls {
    void *ctx;
    int (*open)(void *ctx, int folder, const char *path, int flags, mode_t mode);
    int (*close)(void *ctx, int fd);
    ssize_t (*pread)(void *ctx, int fd, void *buf, size_t bytes, off_t from);
    ssize_t (*write)(void *ctx, int fd, const void *buf, size_t bytes);
    int (*fsync)(void *ctx, int fd);
    int (*fdatasync)(void *ctx, int fd);
    int (*truncate)(void *ctx, int fd, off_t bytes);
    int (*chmod)(void *ctx, int fd, mode_t mode);
    int (*lock)(void *ctx, int fd, int operation); /* flock() */
    int (*stat)(void *ctx, int folder, const char *path, struct stat *info);
    int (*fstat)(void *ctx, int fd, struct stat *info);
    int (*rename)(void *ctx, int from_folder, const char *from, int to_folder, const char *to);
    /* Like rename; EEXIST if there is such a name already. */
    int (*rename_new)(void *ctx, int from_folder, const char *from, int to_folder, const char *to);
    int (*unlink)(void *ctx, int folder, const char *path, int flags);
    int (*mkdir)(void *ctx, int folder, const char *path, mode_t mode);
    char *(*realpath)(void *ctx, const char *path, char *real); /* real: PATH_MAX bytes */
    /*
     * Hands on each name in a folder but . and .., in no order, until take() says false; what is
     * added or removed meanwhile may be among them or not.  -1 with errno.
     */
    int (*names)(void *ctx, int fd, bool (*take)(void *take_ctx, const char *name), void *take_ctx);
    /* Bytes that an unprivileged user may still write below fd. */
    int (*free_bytes)(void *ctx, int fd, uint64_t *bytes);
};

/* What every function of the module is given.  Plain values: it may be copied. */
struct askcam_store {
    const struct askcam_host *host;         /* waits and logs; NULL: nothing waits */
    const struct askcam_store_calls *calls; /* borrowed */
};

/* What a write must survive. */
enum askcam_durability {
    ASKCAM_CACHED,  /* a crash of the program; a power cut may undo it */
    ASKCAM_DURABLE, /* a power cut */
};

/* A store on the system itself.  Cannot fail. */
struct askcam_store askcam_store_init(const struct askcam_host *host);

#endif
