/* SPDX-License-Identifier: MIT */
/* fake_lookup.c - see fake_lookup.h. */
#include "fake_lookup.h"

#include <dlfcn.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static atomic_int running;
static atomic_bool misled;

static const struct {
    const char *name;
    int code;
} FAILURES[] = {{"none.test", EAI_NONAME}, {"again.test", EAI_AGAIN}, {"fail.test", EAI_FAIL}};

typedef int lookup_function(const char *name, const char *service, const struct addrinfo *hints,
                            struct addrinfo **found);

static int real_lookup(const char *name, const char *service, const struct addrinfo *hints,
                       struct addrinfo **found)
{
    union {
        void *symbol;
        lookup_function *function;
    } real = {.symbol = dlsym(RTLD_NEXT, "getaddrinfo")};

    return real.function(name, service, hints, found);
}

static bool is_test_name(const char *name)
{
    const size_t all = name == NULL ? 0 : strlen(name);
    const size_t len = all > 0 && name[all - 1] == '.' ? all - 1 : all;

    return len > 5 && strncasecmp(name + len - 5, ".test", 5) == 0;
}

static int answer(const char *name, const struct addrinfo *hints, struct addrinfo **found)
{
    const struct timespec second = {.tv_sec = 1};

    for (size_t i = 0; i < sizeof FAILURES / sizeof FAILURES[0]; i++) {
        if (strcmp(name, FAILURES[i].name) == 0) {
            return FAILURES[i].code;
        }
    }
    if (atomic_load(&misled)) {
        return real_lookup("127.0.0.9", NULL, hints, found);
    }
    if (strcmp(name, "slow.test") == 0) {
        (void)nanosleep(&second, NULL);
    }
    const bool has_dead_one = strcmp(name, "two.test") == 0;
    const int code = real_lookup(has_dead_one ? "127.0.0.9" : "127.0.0.1", NULL, hints, found);
    return code == 0 && has_dead_one ? real_lookup("127.0.0.1", NULL, hints, &(*found)->ai_next)
                                     : code;
}

void fake_lookup_mislead(bool is_misled)
{
    atomic_store(&misled, is_misled);
}

int fake_lookup_running(void)
{
    return atomic_load(&running);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    if (!is_test_name(name) || (hints != NULL && (hints->ai_flags & AI_NUMERICHOST) != 0)) {
        return real_lookup(name, service, hints, found);
    }
    (void)atomic_fetch_add(&running, 1);
    const int code = answer(name, hints, found);
    (void)atomic_fetch_sub(&running, 1);
    return code;
}
