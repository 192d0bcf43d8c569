/* SPDX-License-Identifier: MIT */
/* pictures.c - see pictures.h. */
#include "pictures.h"

#include <fcntl.h>
#include <stdio.h>
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
        fprintf(stderr, "uvc_camera: cannot read %s\n", path);
        return false;
    }
    *picture = (struct picture){.bytes = bytes, .bytes_count = (size_t)file.st_size};
    return true;
}

bool pictures_add(struct pictures *pictures, char *spec)
{
    struct picture_size *size = &pictures->sizes[pictures->sizes_count];
    int files_at = 0;
    char *rest = NULL;

    if (pictures->sizes_count == SIZES_MAX ||
        sscanf(spec, "%5hux%5hu=%n", &size->width_px, &size->height_px, &files_at) != 2 ||
        files_at == 0) {
        fprintf(stderr, "uvc_camera: %s: expected WxH=FILE[,FILE...]\n", spec);
        return false;
    }
    for (const char *path = strtok_r(spec + files_at, ",", &rest); path != NULL;
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

    size->next = (size->next + 1) % size->pictures_count;
    return picture;
}
