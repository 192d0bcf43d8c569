/* SPDX-License-Identifier: MIT */
/*
 * store_io.h - the module's system calls as the rest of it uses them: signals and short writes
 * handled, failures turned into an error with a hint that fits the cause.
 *
 * Functions that return int or bool leave the cause in errno.
 */
#ifndef ASKCAM_STORE_IO_H
#define ASKCAM_STORE_IO_H

#include "store.h"

/* Records that path could not be handled: "STEP: the text of number". */
enum askcam_status askcam_store_fail(struct askcam_error *err, const char *path, const char *step,
                                     int number);

/* A descriptor, or -1.  O_CLOEXEC is always set. */
int askcam_store_open(const struct askcam_store *store, int folder, const char *path, int flags,
                      mode_t mode);

/* False if what was written before may be lost.  The descriptor is closed in any case. */
bool askcam_store_close(const struct askcam_store *store, int fd);

/* All of the bytes.  On a failure a part of them may have been written; EAGAIN is a failure. */
bool askcam_store_write(const struct askcam_store *store, int fd, const void *bytes,
                        size_t bytes_len);

/* One write, of which a part may be done; -1 on a failure. */
ssize_t askcam_store_write_some(const struct askcam_store *store, int fd, const void *bytes,
                                size_t bytes_len);

/* Up to cap bytes from an offset; fewer only at the end of the file; -1 on a failure. */
ssize_t askcam_store_read(const struct askcam_store *store, int fd, void *buf, size_t cap,
                          off_t from);

/* Contents and size of a file on the disk, or the names in a folder. */
bool askcam_store_sync(const struct askcam_store *store, int fd);
bool askcam_store_sync_data(const struct askcam_store *store, int fd);

bool askcam_store_truncate(const struct askcam_store *store, int fd, off_t bytes);

#endif
