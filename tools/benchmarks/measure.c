/* SPDX-License-Identifier: MIT */
/*
 * measure.c - runs one program and prints what it cost, as one line of JSON.
 *
 * For: tools/bench.  It is small and linked statically on purpose: Linux counts the memory that a
 * process had before exec into its peak, so the one that forks must be smaller than what is
 * measured.  The program's standard output goes to /dev/null.
 * Use: measure [-R] PROGRAM [ARGUMENT...]
 * With -R the program is loaded at the same addresses every time, if the system allows that: the
 * kernel maps files around a touched page in aligned windows, so the resident set of one program
 * differs by some hundred KB with its addresses.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { EXIT_NOT_RUN = 127 };

static long long now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static long long us(struct timeval time)
{
    return time.tv_sec * 1000000LL + time.tv_usec;
}

static _Noreturn void become(char **argv)
{
    const int sink = open("/dev/null", O_WRONLY);

    if (sink < 0 || dup2(sink, STDOUT_FILENO) < 0) {
        _exit(EXIT_NOT_RUN);
    }
    close(sink);
    execvp(argv[0], argv);
    _exit(EXIT_NOT_RUN);
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status;
    const bool wants_fixed = argc > 1 && strcmp(argv[1], "-R") == 0;
    char **const program = argv + (wants_fixed ? 2 : 1);
    if (argc < (wants_fixed ? 3 : 2)) {
        fprintf(stderr, "usage: measure [-R] PROGRAM [ARGUMENT...]\n");
        return EXIT_FAILURE;
    }
    const bool is_fixed = wants_fixed && personality(ADDR_NO_RANDOMIZE) != -1;
    const long long began_us = now_us();
    const pid_t child = fork();
    if (child == 0) {
        become(program);
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child) {
        perror("measure");
        return EXIT_FAILURE;
    }
    printf("{\"exit\":%d,\"wall_us\":%lld,\"user_us\":%lld,\"sys_us\":%lld,\"peak_kb\":%ld,"
           "\"minor_faults\":%ld,\"waits\":%ld,\"fixed\":%s}\n",
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), now_us() - began_us,
           us(used.ru_utime), us(used.ru_stime), used.ru_maxrss, used.ru_minflt, used.ru_nvcsw,
           is_fixed ? "true" : "false");
    return EXIT_SUCCESS;
}
