/* SPDX-License-Identifier: MIT */
/*
 * lookup.c - see lookup.h.
 *
 * The asker and the helper thread own the question together; whoever leaves last frees it.  The
 * helper writes `code`, `number` and `found` before it sets `is_answered`, and the asker reads them
 * only after it has seen that, so neither needs a lock.
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

struct question {
    atomic_int owners;
    atomic_bool is_answered;
    int done_fd; /* an eventfd, readable once answered */
    int code;    /* getaddrinfo()'s */
    int number;  /* errno after it failed */
    struct addrinfo *found;
    char name[NAME_BYTES];
};

static void release(struct question *question)
{
    if (atomic_fetch_sub(&question->owners, 1) != 1) {
        return;
    }
    if (question->found != NULL) {
        freeaddrinfo(question->found);
    }
    (void)close(question->done_fd); /* nothing was written that could be lost */
    free(question);
}

static void *answer(void *arg)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    struct question *question = arg;
    struct addrinfo *found = NULL;

    errno = 0;
    question->code = getaddrinfo(question->name, NULL, &hints, &found);
    question->number = question->code == 0 ? 0 : errno;
    question->found = question->code == 0 ? found : NULL;
    atomic_store(&question->is_answered, true);
    (void)eventfd_write(question->done_fd, 1); /* cannot fail: the counter is 0 */
    release(question);
    return NULL;
}

static struct question *question_new(const char *name, size_t name_len)
{
    struct question *question = calloc(1, sizeof *question);

    if (question == NULL) {
        return NULL;
    }
    question->done_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (question->done_fd < 0) {
        free(question); /* glibc's keeps errno */
        return NULL;
    }
    atomic_init(&question->owners, 1);
    memcpy(question->name, name, name_len);
    return question;
}

/* Starts the helper with all signals blocked, so that they keep reaching the asker's thread. */
static bool start_helper(struct question *question)
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
    atomic_fetch_add(&question->owners, 1);
    const bool is_started = pthread_create(&thread, &attr, answer, question) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    (void)pthread_attr_destroy(&attr);
    if (!is_started) {
        atomic_fetch_sub(&question->owners, 1); /* the asker is left */
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
static void take_found(const struct question *question, uint16_t port,
                       struct askcam_addresses *found)
{
    const int family = question->found->ai_family;
    const struct addrinfo *next[2] = {seek(question->found, family, false),
                                      seek(question->found, family, true)};
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

/* What this device lacks: getaddrinfo() reports that as a name that is not known, or later. */
static bool is_shortage(int number)
{
    return number != 0 && askcam_net_text_of_errno(number)->kind == ASKCAM_ERR_INTERNAL;
}

static enum askcam_status fail_lookup(const struct askcam_dial *dial, int code, int number)
{
    const struct askcam_net_text *words =
        is_shortage(number) ? askcam_net_text_of_errno(number) : askcam_net_text_of_lookup(code);

    askcam_log(dial->host, ASKCAM_LOG_DEBUG, "%s: getaddrinfo: %d, errno %d", dial->peer, code,
               number);
    if (words->why == NULL) {
        return askcam_dial_fail(dial, words->kind, words->hint,
                                "looking up the host name failed (%d)", code);
    }
    return askcam_dial_fail(dial, words->kind, words->hint, "%s", words->why);
}

/* Waits for the helper's answer and takes it. */
static enum askcam_status hear(const struct askcam_dial *dial, struct question *question,
                               struct askcam_addresses *found)
{
    enum askcam_status status = ASKCAM_OK;

    while (status == ASKCAM_OK && !atomic_load(&question->is_answered)) {
        status =
            askcam_dial_wait(dial, question->done_fd, ASKCAM_WAIT_READ, "looking up the host name");
    }
    if (status != ASKCAM_OK) {
        return status;
    }
    if (question->code == 0) {
        take_found(question, dial->endpoint->port, found);
    }
    return found->count != 0 ? ASKCAM_OK : fail_lookup(dial, question->code, question->number);
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
    if (askcam_address_parse(&found->list[0], name, dial->endpoint->port)) {
        found->count = 1;
        return ASKCAM_OK;
    }
    if (is_localhost(name)) {
        askcam_addresses_add_loopback(found, dial->endpoint->port);
        return ASKCAM_OK;
    }
    if (name_len == 0 || name_len >= NAME_BYTES) {
        return fail_lookup(dial, EAI_NONAME, 0);
    }
    struct question *question = question_new(name, name_len);
    if (question == NULL) {
        return fail_lookup(dial, EAI_SYSTEM, errno);
    }
    const enum askcam_status status =
        start_helper(question)
            ? hear(dial, question, found)
            : askcam_dial_fail(dial, ASKCAM_ERR_INTERNAL, "close other programs",
                               "this device cannot start a thread for looking up the host name");
    release(question);
    return status;
}
