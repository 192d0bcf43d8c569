/* SPDX-License-Identifier: MIT */
/* device_node.c - see device_node.h. */
#include "device_node.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PROCESS_NAME_BYTES = 64,
    GROUP_RECORD_BYTES = 4096,
    HIGHEST_NUMBER = 9999,
};

/* The number that the whole of text is, or -1. */
static int whole_number(const char *text)
{
    char *end = NULL;

    if (!isdigit((unsigned char)text[0])) {
        return -1;
    }
    errno = 0;
    const long number = strtol(text, &end, 10);
    return errno == 0 && *end == '\0' && number <= INT32_MAX ? (int)number : -1;
}

static int video_number(const char *name)
{
    if (strncmp(name, "video", 5) != 0) {
        return -1;
    }
    const int number = whole_number(name + 5);
    return number <= HIGHEST_NUMBER ? number : -1;
}

static void insert_sorted(unsigned numbers[ASKCAM_NODES], unsigned *count, unsigned number)
{
    unsigned at = *count;

    if (*count == ASKCAM_NODES) {
        if (number > numbers[ASKCAM_NODES - 1]) {
            return;
        }
        at--; /* the highest one is dropped */
    } else {
        (*count)++;
    }
    for (; at > 0 && numbers[at - 1] > number; at--) {
        numbers[at] = numbers[at - 1];
    }
    numbers[at] = number;
}

/* The next entry, or NULL. */
static const struct dirent *next_entry(DIR *dir)
{
    /* NOLINTNEXTLINE(concurrency-mt-unsafe): safe for a DIR that only one thread knows. */
    return readdir(dir);
}

unsigned askcam_nodes(const char *dev_dir, unsigned numbers[ASKCAM_NODES])
{
    DIR *dir = opendir(dev_dir);
    unsigned count = 0;

    if (dir == NULL) {
        return 0;
    }
    for (const struct dirent *entry = next_entry(dir); entry != NULL; entry = next_entry(dir)) {
        const int number = video_number(entry->d_name);
        if (number >= 0) {
            insert_sorted(numbers, &count, (unsigned)number);
        }
    }
    (void)closedir(dir); /* fails only for what opendir() did not give */
    return count;
}

bool askcam_node_path(const char *dev_dir, unsigned number, char path[ASKCAM_NODE_PATH_BYTES])
{
    return snprintf(path, ASKCAM_NODE_PATH_BYTES, "%s/video%u", dev_dir, number) <
           ASKCAM_NODE_PATH_BYTES;
}

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? slash + 1 : path;
}

/* A link in dir whose target ends with the same part as path. */
static bool leads_to(DIR *dir, const char *link, const char *path)
{
    char target[ASKCAM_NODE_PATH_BYTES];

    const ssize_t bytes = readlinkat(dirfd(dir), link, target, sizeof target - 1);
    target[bytes > 0 ? bytes : 0] = '\0';
    return bytes > 0 && strcmp(last_part(target), last_part(path)) == 0;
}

void askcam_node_by_id(const char *dev_dir, const char *path, char *by_id, size_t by_id_bytes)
{
    char dir_path[ASKCAM_NODE_PATH_BYTES];

    by_id[0] = '\0';
    const int bytes = snprintf(dir_path, sizeof dir_path, "%s/v4l/by-id", dev_dir);
    DIR *dir = bytes < (int)sizeof dir_path ? opendir(dir_path) : NULL;
    if (dir == NULL) {
        return;
    }
    const struct dirent *entry = next_entry(dir);
    while (entry != NULL && !leads_to(dir, entry->d_name, path)) {
        entry = next_entry(dir);
    }
    if (entry != NULL &&
        snprintf(by_id, by_id_bytes, "%s/%s", dir_path, entry->d_name) >= (int)by_id_bytes) {
        by_id[0] = '\0'; /* a part of a path is none */
    }
    (void)closedir(dir);
}

/* Two names of one device, or of one file. */
static bool same_thing(const struct stat *a, const struct stat *b)
{
    if (S_ISCHR(a->st_mode) && S_ISCHR(b->st_mode)) {
        return a->st_rdev == b->st_rdev;
    }
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

static bool process_has_open(const char *proc_dir, const char *pid, const struct stat *wanted)
{
    char dir_path[ASKCAM_NODE_PATH_BYTES];
    struct stat found;
    bool has = false;

    const int bytes = snprintf(dir_path, sizeof dir_path, "%s/%s/fd", proc_dir, pid);
    DIR *dir = bytes < (int)sizeof dir_path ? opendir(dir_path) : NULL;
    if (dir == NULL) {
        return false; /* gone again, or not readable */
    }
    for (const struct dirent *entry = next_entry(dir); entry != NULL && !has;
         entry = next_entry(dir)) {
        has = fstatat(dirfd(dir), entry->d_name, &found, 0) == 0 && same_thing(&found, wanted);
    }
    (void)closedir(dir);
    return has;
}

static void process_name(const char *proc_dir, const char *pid, char name[PROCESS_NAME_BYTES])
{
    char path[ASKCAM_NODE_PATH_BYTES];

    const int path_bytes = snprintf(path, sizeof path, "%s/%s/comm", proc_dir, pid);
    const int fd = path_bytes < (int)sizeof path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    const ssize_t bytes = fd >= 0 ? read(fd, name, PROCESS_NAME_BYTES - 1) : -1;
    if (fd >= 0) {
        (void)close(fd);
    }
    name[bytes > 0 ? bytes : 0] = '\0';
    name[strcspn(name, "\n")] = '\0';
    if (name[0] == '\0') {
        (void)snprintf(name, PROCESS_NAME_BYTES, "a process");
    }
}

bool askcam_node_holders(const char *proc_dir, const char *path, char *text, size_t text_bytes)
{
    struct stat wanted;
    char name[PROCESS_NAME_BYTES];
    size_t used = 0;
    unsigned count = 0;

    text[0] = '\0';
    DIR *dir = stat(path, &wanted) == 0 ? opendir(proc_dir) : NULL;
    if (dir == NULL) {
        return false;
    }
    for (const struct dirent *entry = next_entry(dir);
         entry != NULL && count < ASKCAM_NODE_HOLDERS && used < text_bytes;
         entry = next_entry(dir)) {
        const int pid = whole_number(entry->d_name);
        if (pid <= 0 || pid == getpid() || !process_has_open(proc_dir, entry->d_name, &wanted)) {
            continue;
        }
        process_name(proc_dir, entry->d_name, name);
        used += (size_t)snprintf(text + used, text_bytes - used, "%s%s (pid %d)",
                                 count > 0 ? ", " : "", name, pid); /* cut is fine: for people */
        count++;
    }
    (void)closedir(dir);
    return count > 0;
}

bool askcam_node_group(const char *path, char *text, size_t text_bytes)
{
    struct stat node;
    struct group record;
    struct group *found = NULL;
    char strings[GROUP_RECORD_BYTES];

    text[0] = '\0';
    if (stat(path, &node) != 0) {
        return false;
    }
    if (getgrgid_r(node.st_gid, &record, strings, sizeof strings, &found) == 0 && found != NULL) {
        (void)snprintf(text, text_bytes, "%s", record.gr_name);
    } else {
        (void)snprintf(text, text_bytes, "%lu", (unsigned long)node.st_gid);
    }
    return true;
}
