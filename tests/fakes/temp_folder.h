/* SPDX-License-Identifier: MIT */
/*
 * temp_folder.h - a folder of a test's own, new for each case.
 */
#ifndef ASKCAM_TEMP_FOLDER_H
#define ASKCAM_TEMP_FOLDER_H

#include <stdbool.h>

/*
 * Creates a folder and writes its name over the last six characters of path, whatever they are:
 * "/tmp/askcam-key-XXXXXX".  In /dev/shm where the test syncs a lot, which takes long on a disk.
 */
bool temp_folder_create(char *path);

/* Removes it and all in it; returns 0, as a tear-down does. */
int temp_folder_remove(const char *path);

#endif
