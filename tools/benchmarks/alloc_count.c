/* SPDX-License-Identifier: MIT */
/*
 * alloc_count.c - counts a program's heap allocations, its libraries' too.
 *
 * For: tools/bench, as LD_PRELOAD in runs of their own that are not timed.  At the program's end
 * one line of JSON goes to the file that ALLOC_COUNT_FILE names.  Knows glibc: the functions
 * behind its malloc have names of their own there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
extern void __libc_free(void *block);

static atomic_llong calls; /* of malloc, calloc, realloc and the aligned ones */
static atomic_llong live_bytes;
static atomic_llong peak_bytes;

/* A race of two threads may lose a peak by one block; the programs measured have one thread. */
static void *taken(void *block)
{
    atomic_fetch_add(&calls, 1);
    const long long size = (long long)malloc_usable_size(block);
    const long long live = atomic_fetch_add(&live_bytes, size) + size;
    if (live > atomic_load(&peak_bytes)) {
        atomic_store(&peak_bytes, live);
    }
    return block;
}

static void given_back(void *block)
{
    atomic_fetch_sub(&live_bytes, (long long)malloc_usable_size(block));
}

void *malloc(size_t size)
{
    return taken(__libc_malloc(size));
}

void *calloc(size_t count, size_t size)
{
    return taken(__libc_calloc(count, size));
}

void *realloc(void *block, size_t size)
{
    const long long before = (long long)malloc_usable_size(block);
    void *const moved = __libc_realloc(block, size);

    if (moved != NULL || size == 0) {
        atomic_fetch_sub(&live_bytes, before);
    }
    return taken(moved);
}

void *memalign(size_t alignment, size_t size)
{
    return taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *const got = memalign(alignment, size);

    if (got == NULL) {
        return ENOMEM;
    }
    *block = got;
    return 0;
}

void free(void *block)
{
    given_back(block);
    __libc_free(block);
}

static void __attribute__((destructor)) report(void)
{
    const char *const path = getenv("ALLOC_COUNT_FILE");
    char line[128];
    const int length =
        snprintf(line, sizeof line, "{\"calls\":%lld,\"peak_bytes\":%lld,\"live_bytes\":%lld}\n",
                 atomic_load(&calls), atomic_load(&peak_bytes), atomic_load(&live_bytes));
    const int fd = path == NULL ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, line, (size_t)length) != length) {
        _exit(EXIT_FAILURE); /* no count is better than a wrong one */
    }
    close(fd);
}
