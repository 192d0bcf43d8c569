/* SPDX-License-Identifier: MIT */
/*
 * key_left.c - how often a text lies in the memory of a program that ends.
 *
 * For: test_key.py, which compiles it and preloads it.  When the program has come back from main(),
 * every mapping that it may write to is searched for the text of KEY_LEFT, which is given back to
 * front so that the search does not find itself, and the count goes to the file KEY_LEFT_REPORT.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_BYTES = 64, LINE_BYTES = 512 };

static int is_here(const volatile char *at, const char *reversed, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != reversed[bytes - 1 - i]) {
            return 0;
        }
    }
    return 1;
}

static unsigned count_in(unsigned long from, unsigned long to, const char *reversed)
{
    const size_t bytes = strlen(reversed);
    unsigned count = 0;

    for (unsigned long at = from; at + bytes <= to; at++) {
        count += is_here((const volatile char *)at, reversed, bytes) ? 1U : 0U;
    }
    return count;
}

__attribute__((destructor)) static void look(void)
{
    const char *const reversed = getenv("KEY_LEFT");
    const char *const path = getenv("KEY_LEFT_REPORT");
    FILE *const maps = fopen("/proc/self/maps", "r");
    char line[LINE_BYTES];
    unsigned count = 0;

    if (reversed == NULL || path == NULL || maps == NULL) {
        return;
    }
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0;
        unsigned long to = 0;
        char rights[TEXT_BYTES] = "";
        if (sscanf(line, "%lx-%lx %63s", &from, &to, rights) == 3 &&
            strncmp(rights, "rw", 2) == 0) {
            count += count_in(from, to, reversed);
        }
    }
    (void)fclose(maps);
    FILE *const report = fopen(path, "w");
    if (report != NULL) {
        (void)fprintf(report, "%u\n", count);
        (void)fclose(report);
    }
}
