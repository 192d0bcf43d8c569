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
static atomic_uint count;
static atomic_bool misled;

static const struct {
    const char *name;
    int code;
} FAILURES[] = {{"none.test", EAI_NONAME}, {"again.test", EAI_AGAIN}, {"fail.test", EAI_FAIL}};

static const struct {
    const char *name;
    const char *numbers[12];
} LISTS[] = {
    {"two.test", {"127.0.0.9", "127.0.0.1"}},
    {"part.test", {"127.0.0.1", "192.0.2.1"}},
    {"last.test",
     {"127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5", "127.0.0.6", "127.0.0.7",
      "127.0.0.8", "127.0.0.9", "192.0.2.1"}},
    {"dual.test", {"::1", "127.0.0.1"}},
    {"mixed.test",
     {"2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8::4", "2001:db8::5", "2001:db8::6",
      "2001:db8::7", "2001:db8::8", "2001:db8::9", "192.0.2.1", "192.0.2.2"}},
    {"mixed4.test", {"192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"}},
};

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

static bool ends_in_localhost(const char *name)
{
    static const char localhost[] = "localhost";
    const size_t len = strlen(name);
    const size_t tail = sizeof localhost - 1;

    return len >= tail && strcasecmp(name + len - tail, localhost) == 0;
}

static bool is_test_name(const char *name)
{
    const size_t all = strlen(name);
    const size_t len = all > 0 && name[all - 1] == '.' ? all - 1 : all;

    return (len > 5 && strncasecmp(name + len - 5, ".test", 5) == 0) || ends_in_localhost(name);
}

/* A list of numbers, in this order. */
static int answer_numbers(const char *const *numbers, const struct addrinfo *hints,
                          struct addrinfo **found)
{
    int code = 0;

    for (size_t i = 0; code == 0 && numbers[i] != NULL; i++) {
        code = real_lookup(numbers[i], NULL, hints, found);
        found = code == 0 ? &(*found)->ai_next : found;
    }
    return code;
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
    for (size_t i = 0; i < sizeof LISTS / sizeof LISTS[0]; i++) {
        if (strcmp(name, LISTS[i].name) == 0) {
            return answer_numbers(LISTS[i].numbers, hints, found);
        }
    }
    return ends_in_localhost(name) ? EAI_NONAME : real_lookup("127.0.0.1", NULL, hints, found);
}

void fake_lookup_mislead(bool is_misled)
{
    atomic_store(&misled, is_misled);
}

int fake_lookup_running(void)
{
    return atomic_load(&running);
}

unsigned fake_lookup_count(void)
{
    return atomic_load(&count);
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **found)
{
    if (name == NULL || !is_test_name(name) ||
        (hints != NULL && (hints->ai_flags & AI_NUMERICHOST) != 0)) {
        return real_lookup(name, service, hints, found);
    }
    (void)atomic_fetch_add(&count, 1);
    (void)atomic_fetch_add(&running, 1);
    const int code = answer(name, hints, found);
    (void)atomic_fetch_sub(&running, 1);
    return code;
}
