/* SPDX-License-Identifier: MIT */
/* pictures.c - see pictures.h. */
#include "pictures.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static bool map_file(const char *path, struct picture *picture)
{
    struct stat file;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    void *bytes = MAP_FAILED;

    if (fd >= 0 && fstat(fd, &file) == 0 && file.st_size > 0 && file.st_size <= PICTURE_BYTES_MAX) {
        bytes = mmap(NULL, (size_t)file.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd >= 0) {
        (void)close(fd); /* the mapping keeps the file */
    }
    if (bytes == MAP_FAILED) {
        (void)fprintf(stderr, "uvc_camera: cannot read %s\n", path);
        return false;
    }
    *picture = (struct picture){.bytes = bytes, .bytes_count = (size_t)file.st_size};
    return true;
}

/* Reads "640x480=" and returns what follows it, or NULL. */
static char *read_size(char *spec, struct picture_size *size)
{
    char *end = NULL;

    size->width_px = (uint16_t)strtoul(spec, &end, 10);
    if (*end != 'x') {
        return NULL;
    }
    size->height_px = (uint16_t)strtoul(end + 1, &end, 10);
    return *end == '=' && size->width_px > 0 && size->height_px > 0 ? end + 1 : NULL;
}

bool pictures_add(struct pictures *pictures, char *spec)
{
    struct picture_size *size = &pictures->sizes[pictures->sizes_count];
    char *files = pictures->sizes_count < SIZES_MAX ? read_size(spec, size) : NULL;
    char *rest = NULL;

    if (files == NULL) {
        (void)fprintf(stderr, "uvc_camera: %s: expected WxH=FILE[,FILE...]\n", spec);
        return false;
    }
    for (const char *path = strtok_r(files, ",", &rest); path != NULL;
         path = strtok_r(NULL, ",", &rest)) {
        if (size->pictures_count == PICTURES_MAX ||
            !map_file(path, &size->pictures[size->pictures_count])) {
            return false;
        }
        size->pictures_count++;
    }
    pictures->sizes_count++;
    return size->pictures_count > 0;
}

const struct picture *pictures_next(struct picture_size *size)
{
    const struct picture *picture = &size->pictures[size->next];

    size->next += size->next + 1 < size->pictures_count ? 1 : 0;
    return picture;
}

void pictures_restart(struct pictures *pictures)
{
    for (size_t i = 0; i < pictures->sizes_count; i++) {
        pictures->sizes[i].next = 0;
    }
}
