/* SPDX-License-Identifier: MIT */
/* machine.c - see machine.h. */
#include "machine.h"

#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

enum { TEXT_BYTES = 65 };

/* FNV-1a, as its authors publish it, and the finisher of MurmurHash3, so that all bits count. */
static uint64_t hash(const char *text)
{
    uint64_t sum = UINT64_C(0xcbf29ce484222325);

    for (; *text != '\0'; text++) {
        sum = (sum ^ (unsigned char)*text) * UINT64_C(0x100000001b3);
    }
    sum = (sum ^ (sum >> 33)) * UINT64_C(0xff51afd7ed558ccd);
    sum = (sum ^ (sum >> 33)) * UINT64_C(0xc4ceb9fe1a85ec53);
    return sum ^ (sum >> 33);
}

uint64_t askcam_machine_number(const char *id_file)
{
    char text[TEXT_BYTES] = "";

    const int fd = open(id_file, O_RDONLY | O_CLOEXEC);
    const ssize_t got = fd >= 0 ? read(fd, text, sizeof text - 1) : 0;
    if (fd >= 0) {
        (void)close(fd); /* it was only read */
    }
    text[got > 0 ? got : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (text[0] == '\0') {
        (void)gethostname(text, sizeof text - 1); /* cut is fine; without one all are the same */
    }
    return hash(text);
}
