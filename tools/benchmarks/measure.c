/* SPDX-License-Identifier: MIT */
/*
 * measure.c - runs one program and prints what it cost, as one line of JSON.
 *
 * For: tools/bench.  It is small and linked statically on purpose: Linux counts the memory that a
 * process had before exec into its peak, so the one that forks must be smaller than what is
 * measured.  The program's standard output goes to /dev/null.
 * Use: measure [-e] PROGRAM [ARGUMENT...]
 *
 * The kernel's own count of resident pages is a cheap one: it lags by up to 128 KB, and it moves by
 * some 200 KB with the random addresses that a program is loaded at, because pages of files are
 * mapped in aligned windows around the one that is touched.  With -e the program is loaded at the
 * same addresses every time and stopped right before its end, and its pages are counted exactly:
 * resident_kb; likewise read_bytes, what it has read of files.  -1 where the system allows no look.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/personality.h>
#include <sys/ptrace.h>
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

static _Noreturn void become(char **program, bool exactly)
{
    const int sink = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (sink < 0 || dup2(sink, STDOUT_FILENO) < 0) {
        _exit(EXIT_NOT_RUN);
    }
    if (exactly) {
        (void)personality(ADDR_NO_RANDOMIZE); /* some containers forbid it: a rougher count */
        (void)ptrace(PTRACE_TRACEME, 0, NULL, NULL); /* likewise: no count */
    }
    execvp(program[0], program);
    _exit(EXIT_NOT_RUN);
}

/* What can be read of a stopped process. */
struct look {
    long resident_kb;
    long read_bytes;
};

/* The number behind a word at the start of a line of /proc/CHILD/NAME; -1 if it is not there. */
static long reported(pid_t child, const char *name, const char *word)
{
    char path[64];
    char line[256];
    long number = -1;

    snprintf(path, sizeof path, "/proc/%ld/%s", (long)child, name);
    FILE *const file = fopen(path, "re");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, word, strlen(word)) == 0) {
            number = strtol(line + strlen(word), NULL, 10);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return number;
}

/* Waits for the child's end; *look is filled in if it is traced. */
static bool wait_for_end(pid_t child, int *status, struct rusage *used, struct look *look)
{
    bool is_begun = false;

    while (wait4(child, status, 0, used) == child) {
        if (!WIFSTOPPED(*status)) {
            return true;
        }
        int signal = WSTOPSIG(*status);
        if (signal == SIGTRAP && !is_begun) { /* exec */
            is_begun = ptrace(PTRACE_SETOPTIONS, child, NULL, (void *)PTRACE_O_TRACEEXIT) == 0;
            signal = 0;
        } else if (*status >> 8 == (SIGTRAP | PTRACE_EVENT_EXIT << 8)) {
            look->resident_kb = reported(child, "smaps_rollup", "Rss:");
            look->read_bytes = reported(child, "io", "rchar:");
            signal = 0;
        }
        if (ptrace(PTRACE_CONT, child, NULL, (void *)(long)signal) != 0) {
            return false;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    struct rusage used;
    int status = 0;
    struct look look = {.resident_kb = -1, .read_bytes = -1};
    const bool exactly = argc > 1 && strcmp(argv[1], "-e") == 0;
    char **const program = argv + (exactly ? 2 : 1);

    if (argc < (exactly ? 3 : 2)) {
        fprintf(stderr, "usage: measure [-e] PROGRAM [ARGUMENT...]\n");
        return EXIT_FAILURE;
    }
    const long long began_us = now_us();
    const pid_t child = fork();
    if (child == 0) {
        become(program, exactly);
    }
    if (child < 0 || !wait_for_end(child, &status, &used, &look)) {
        perror("measure");
        return EXIT_FAILURE;
    }
    printf("{\"exit\":%d,\"wall_us\":%lld,\"user_us\":%lld,\"sys_us\":%lld,\"peak_kb\":%ld,"
           "\"resident_kb\":%ld,\"read_bytes\":%ld,\"minor_faults\":%ld,\"waits\":%ld}\n",
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), now_us() - began_us,
           us(used.ru_utime), us(used.ru_stime), used.ru_maxrss, look.resident_kb, look.read_bytes,
           used.ru_minflt, used.ru_nvcsw);
    return EXIT_SUCCESS;
}
