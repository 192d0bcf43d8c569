/* SPDX-License-Identifier: MIT */
/*
 * lookup.c - see lookup.h.
 *
 * The caller and the helper thread own the query together; the last one to release it frees it. The
 * helper writes `code`, `number` and `found` before it sets `is_answered`, and the caller reads
 * them only after it has seen that, so neither needs a lock.
 */
#include "lookup.h"

#include <errno.h>
#include <netdb.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "net_text.h"

enum { NAME_BYTES = 256 }; /* RFC 1035 section 2.3.4 allows 255 */

struct query {
    atomic_int owners;
    atomic_bool is_answered;
    int done_fd; /* an eventfd, readable once answered */
    int code;    /* getaddrinfo()'s */
    int number;  /* errno after it failed */
    struct addrinfo *found;
    char name[NAME_BYTES];
};

static void release(struct query *query)
{
    if (atomic_fetch_sub(&query->owners, 1) != 1) {
        return;
    }
    if (query->found != NULL) {
        freeaddrinfo(query->found);
    }
    (void)close(query->done_fd); /* nothing was written that could be lost */
    free(query);
}

static void *answer(void *arg)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct query *query = arg;
    struct addrinfo *found = NULL;

    errno = 0;
    query->code = getaddrinfo(query->name, NULL, &hints, &found);
    query->number = query->code == 0 ? 0 : errno;
    query->found = query->code == 0 ? found : NULL;
    atomic_store(&query->is_answered, true);
    (void)eventfd_write(query->done_fd, 1); /* cannot fail: the counter is 0 */
    release(query);
    return NULL;
}

static struct query *query_new(const char *name, size_t name_len)
{
    struct query *query = calloc(1, sizeof *query);

    if (query == NULL) {
        return NULL;
    }
    query->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (query->done_fd < 0) {
        free(query); /* glibc's keeps errno */
        return NULL;
    }
    atomic_init(&query->owners, 1);
    memcpy(query->name, name, name_len);
    return query;
}

/* Starts the helper with all signals blocked, so that they keep reaching the caller's thread. */
static bool start_helper(struct query *query)
{
    pthread_t thread;
    pthread_attr_t attr;
    sigset_t all;
    sigset_t before;

    if (pthread_attr_init(&attr) != 0) {
        return false;
    }
    (void)pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED); /* a valid constant */
    (void)sigfillset(&all);                                            /* cannot fail */
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    atomic_fetch_add(&query->owners, 1);
    const bool is_started = pthread_create(&thread, &attr, answer, query) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attr);
    if (!is_started) {
        atomic_fetch_sub(&query->owners, 1); /* the caller's remains */
    }
    return is_started;
}

/* The first item from here on that is of the family, or the first that is not. */
static const struct addrinfo *seek(const struct addrinfo *item, int family, bool is_of_family)
{
    while (item != NULL && (item->ai_family == family) != is_of_family) {
        item = item->ai_next;
    }
    return item;
}

/* The family of the first address and the other family take turns, each in its own order. */
static void add_found(const struct query *query, uint16_t port, struct askcam_addresses *found)
{
    const int family = query->found->ai_family;
    const struct addrinfo *next[2] = {seek(query->found, family, false),
                                      seek(query->found, family, true)};
    bool is_first = true;

    while (found->count < ASKCAM_ADDRESSES_MAX && (next[0] != NULL || next[1] != NULL)) {
        const bool of_family = next[is_first] != NULL ? is_first : !is_first;
        if (askcam_address_set(&found->list[found->count], next[of_family]->ai_addr, port)) {
            found->count++;
        }
        next[of_family] = seek(next[of_family]->ai_next, family, of_family);
        is_first = !is_first;
    }
}

/* All of them, also those that are not tried. */
static void note_far(const struct query *query, struct askcam_addresses *found)
{
    struct askcam_address address;

    for (const struct addrinfo *item = query->found; item != NULL; item = item->ai_next) {
        if (askcam_address_set(&address, item->ai_addr, 0)) {
            askcam_addresses_note_far(found, &address);
        }
    }
}

/* What this device lacks: getaddrinfo() reports that as a name that is not known, or later. */
static bool is_shortage(int number)
{
    return number != 0 && askcam_net_text_of_errno(number)->kind == ASKCAM_ERR_INTERNAL;
}

static enum askcam_status fail_lookup(const struct askcam_dial *dial, int code, int number)
{
    const struct askcam_net_text *text =
        is_shortage(number) ? askcam_net_text_of_errno(number) : askcam_net_text_of_lookup(code);

    askcam_log(dial->host, ASKCAM_LOG_DEBUG, "%s: getaddrinfo: %d, errno %d", dial->peer, code,
               number);
    if (text->why == NULL) {
        return askcam_dial_fail(dial, text->kind, text->hint,
                                "looking up the host name failed (%d)", code);
    }
    return askcam_dial_fail(dial, text->kind, text->hint, "%s", text->why);
}

/* Waits for the helper's answer. */
static enum askcam_status await_answer(const struct askcam_dial *dial, struct query *query,
                                       struct askcam_addresses *found)
{
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && !atomic_load(&query->is_answered)) {
        status =
            askcam_dial_wait(dial, query->done_fd, ASKCAM_WAIT_READ, "looking up the host name");
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (query->code == 0) {
        add_found(query, dial->endpoint->port, found);
        note_far(query, found);
    }
    return found->count != 0 ? ASKCAM_OK : fail_lookup(dial, query->code, query->number);
}

/* "localhost" or a name below it, in any case, with or without the dot at the end. */
static bool is_localhost(const char *name)
{
    static const char localhost[] = "localhost";
    const size_t all = strlen(name);
    const size_t len = all > 0 && name[all - 1] == '.' ? all - 1 : all;
    const size_t tail = sizeof localhost - 1;

    return len >= tail && strncasecmp(name + len - tail, localhost, tail) == 0 &&
           (len == tail || name[len - tail - 1] == '.');
}

enum askcam_status askcam_lookup(const struct askcam_dial *dial, struct askcam_addresses *found)
{
    const char *name = dial->endpoint->host;
    const size_t name_len = strlen(name);

    found->count = 0;
    found->has_far = false;
    if (askcam_address_parse(&found->list[0], name, dial->endpoint->port)) {
        found->count = 1;
        askcam_addresses_note_far(found, &found->list[0]);
        return ASKCAM_OK;
    }
    if (is_localhost(name)) {
        askcam_addresses_add_loopback(found, dial->endpoint->port);
        return ASKCAM_OK;
    }
    if (name_len == 0 || name_len >= NAME_BYTES) {
        return fail_lookup(dial, EAI_NONAME, 0);
    }
    struct query *query = query_new(name, name_len);
    if (query == NULL) {
        return fail_lookup(dial, EAI_SYSTEM, errno);
    }
    const enum askcam_status status =
        start_helper(query)
            ? await_answer(dial, query, found)
            : askcam_dial_fail(dial, ASKCAM_ERR_INTERNAL, "close other programs",
                               "this device cannot start a thread for looking up the host name");
    release(query);
    return status;
}
