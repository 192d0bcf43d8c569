/* SPDX-License-Identifier: MIT */
/* temp_folder.c - see temp_folder.h. */
#include "temp_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool temp_folder_create(char *path)
{
    static const char template[] = "XXXXXX"; /* mkdtemp() demands it */

    memcpy(path + strlen(path) - strlen(template), template, strlen(template));
    return mkdtemp(path) != NULL;
}

int temp_folder_remove(const char *path)
{
    char command[128];

    (void)snprintf(command, sizeof command, "rm -rf '%s'", path);
    return system(command); /* a folder that temp_folder_create() made */
}
