/* SPDX-License-Identifier: MIT */
/* line_history.c - see line_history.h. */
#include "line_history.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "folder.h"
#include "input_file.h"

static void load_text(char *text, void (*add)(const char *line))
{
    for (char *line = text; *line != '\0';) {
        char *const end = line + strcspn(line, "\n");
        const bool is_last = *end == '\0';
        *end = '\0';
        if (line[0] != '\0') {
            add(line);
        }
        line = is_last ? end : end + 1;
    }
}

/* *text stays NULL if there is none that can be read. */
static void read_history(const char *path, char **text, size_t *bytes)
{
    int number = 0;

    (void)askcam_input_text(NULL, path, 2 * (size_t)LINE_HISTORY_BYTES, text, bytes, &number);
}

void line_history_load(const char *path, void (*add)(const char *line))
{
    size_t bytes = 0;
    char *text = NULL;

    read_history(path, &text, &bytes);

    if (text != NULL) {
        load_text(text, add);
    }
    free(text);
}

/* The newer half of a file that has grown too long, from the start of a line. */
static void shorten(const struct askcam_folder *folder, const char *path, const char *name)
{
    size_t bytes = 0;
    char *text = NULL;

    read_history(path, &text, &bytes);
    const char *half = text != NULL ? strchr(text + bytes / 2, '\n') : NULL;

    if (half != NULL) { /* if that fails the long one stays */
        (void)askcam_folder_replace(folder, name, half + 1, strlen(half + 1), ASKCAM_CACHED, NULL);
    }
    free(text);
}

static void append(const struct askcam_folder *folder, const char *path, const char *line)
{
    const char *name = strrchr(path, '/') + 1;
    struct stat info;

    const int fd =
        openat(folder->fd, name,
               O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    if (fd < 0) {
        return;
    }
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
        (void)fchmod(fd, 0600); /* also one that was made by hand */
        (void)dprintf(fd, "%s\n", line);
        if (info.st_size > LINE_HISTORY_BYTES) {
            shorten(folder, path, name);
        }
    }
    (void)close(fd);
}

void line_history_append(const char *path, const char *line)
{
    const struct askcam_store store = askcam_store_init(NULL);
    char parent[ASKCAM_STORE_PATH_BYTES];
    struct askcam_folder folder = {.fd = -1};

    (void)snprintf(parent, sizeof parent, "%s", path);
    char *const end = strrchr(parent, '/');
    if (end == NULL) {
        return;
    }
    *end = '\0';
    if (askcam_folder_open(&folder, &store, parent, NULL) == ASKCAM_OK) {
        append(&folder, path, line);
    }
    askcam_folder_close(&folder);
}
