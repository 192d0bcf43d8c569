/* SPDX-License-Identifier: MIT */
/*
 * usbip.c - see usbip.h.
 *
 * Every message begins with a header of 48 bytes, big-endian but for the setup packet:
 *
 *   0 command   4 number   8 device   12 direction (1: in)   16 endpoint
 *   submit: 20 flags   24 length   28..39 isochronous only   40 setup packet
 *   unlink: 20 number of the transfer that is called off
 *   answer: 20 status (0 or -errno)   24 length
 */
#include "usbip.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    HEADER_BYTES = 48,
    ANSWER_SUBMIT = 3,
    ANSWER_UNLINK = 4,
    DEVICE_ID = 0x00010001, /* bus 1, device 1; the host only hands it back */
    SETUP_AT = 40,
};

static_assert(SETUP_AT + sizeof(struct usb_ctrlrequest) == HEADER_BYTES, "setup ends the header");

static uint32_t get32(const uint8_t *at)
{
    uint32_t value;

    memcpy(&value, at, sizeof value);
    return be32toh(value);
}

static void put32(uint8_t *at, uint32_t value)
{
    value = htobe32(value);
    memcpy(at, &value, sizeof value);
}

static bool read_all(int fd, void *bytes, size_t bytes_count)
{
    uint8_t *at = bytes;

    while (bytes_count > 0) {
        const ssize_t got = read(fd, at, bytes_count);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        at += got;
        bytes_count -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *bytes, size_t bytes_count)
{
    const uint8_t *at = bytes;

    while (bytes_count > 0) {
        const ssize_t put = send(fd, at, bytes_count, MSG_NOSIGNAL);

        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        at += put;
        bytes_count -= (size_t)put;
    }
    return true;
}

/* Tells vhci-hcd to take this socket as the device on port 0. */
static bool attach(int socket_fd)
{
    char line[64];
    const int line_bytes =
        snprintf(line, sizeof line, "0 %d %d %d", socket_fd, DEVICE_ID, USB_SPEED_HIGH);
    const int attach_fd = open("/sys/devices/platform/vhci_hcd.0/attach", O_WRONLY | O_CLOEXEC);
    bool is_attached;

    if (attach_fd < 0) {
        return false;
    }
    is_attached = write(attach_fd, line, (size_t)line_bytes) == line_bytes;
    (void)close(attach_fd); /* written, or not, already */
    return is_attached;
}

int usbip_plug(void)
{
    int ends[2];
    bool is_attached;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return -1;
    }
    is_attached = attach(ends[1]);
    (void)close(ends[1]); /* the kernel holds its own reference */
    if (!is_attached) {
        (void)close(ends[0]);
        return -1;
    }
    return ends[0];
}

static bool read_submit(int fd, const uint8_t header[HEADER_BYTES], struct usbip_request *request)
{
    request->is_in = get32(header + 12) == 1;
    request->endpoint = get32(header + 16);
    request->bytes_count = get32(header + 24);
    memcpy(&request->setup, header + SETUP_AT, sizeof request->setup);
    if (request->is_in) {
        return true;
    }
    return request->bytes_count <= sizeof request->out &&
           read_all(fd, request->out, request->bytes_count);
}

bool usbip_read(int socket_fd, struct usbip_request *request)
{
    uint8_t header[HEADER_BYTES];

    if (!read_all(socket_fd, header, sizeof header)) {
        return false;
    }
    request->command = (enum usbip_command)get32(header);
    request->number = get32(header + 4);
    switch (request->command) {
    case USBIP_SUBMIT:
        return read_submit(socket_fd, header, request);
    case USBIP_UNLINK:
        request->takes_back = get32(header + 20);
        return true;
    }
    return false;
}

static bool answer(int fd, uint32_t kind, uint32_t number, int status, size_t bytes_count)
{
    uint8_t header[HEADER_BYTES] = {0};

    put32(header, kind);
    put32(header + 4, number);
    put32(header + 20, (uint32_t)status);
    put32(header + 24, (uint32_t)bytes_count);
    return write_all(fd, header, sizeof header);
}

bool usbip_answer(int socket_fd, uint32_t number, const void *data, size_t bytes_count)
{
    return answer(socket_fd, ANSWER_SUBMIT, number, 0, bytes_count) &&
           (data == NULL || write_all(socket_fd, data, bytes_count));
}

bool usbip_refuse(int socket_fd, uint32_t number)
{
    return answer(socket_fd, ANSWER_SUBMIT, number, -EPIPE, 0);
}

bool usbip_answer_unlink(int socket_fd, uint32_t number, bool was_waiting)
{
    return answer(socket_fd, ANSWER_UNLINK, number, was_waiting ? -ECONNRESET : 0, 0);
}
