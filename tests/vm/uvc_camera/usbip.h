/* SPDX-License-Identifier: MIT */
/*
 * usbip.h - USB transfers over the kernel's virtual host controller (vhci-hcd).
 *
 * For: a program that plays a USB device.  The kernel gets one end of a socket pair and sends
 * each transfer as a USB/IP request; the program answers on the other end.
 * Knows Documentation/usb/usbip_protocol.rst.  Must not know: what kind of device it is.
 */
#ifndef UVC_CAMERA_USBIP_H
#define UVC_CAMERA_USBIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/usb/ch9.h>

enum { USBIP_OUT_BYTES_MAX = 512 };

enum usbip_command { USBIP_SUBMIT = 1, USBIP_UNLINK = 2 };

/* What the host asks. */
struct usbip_request {
    enum usbip_command command;
    uint32_t number;              /* its answer carries the same */
    uint32_t takes_back;          /* USBIP_UNLINK: the number of the transfer that is called off */
    uint32_t endpoint;            /* USBIP_SUBMIT from here on */
    bool is_in;                   /* from device to host */
    size_t bytes_count;           /* wanted, or sent in out[] */
    struct usb_ctrlrequest setup; /* endpoint 0 only */
    uint8_t out[USBIP_OUT_BYTES_MAX];
};

/* Plugs a high-speed device into the first port.  Returns the socket, or -1 with errno set. */
int usbip_plug(void);

/* Waits for a request.  False if the host is gone or says what this file does not know. */
bool usbip_read(int socket_fd, struct usbip_request *request);

/* Answers a transfer: its bytes, or (data NULL) only how many were taken. */
bool usbip_answer(int socket_fd, uint32_t number, const void *data, size_t bytes_count);

/* Refuses a transfer: the endpoint stalls. */
bool usbip_refuse(int socket_fd, uint32_t number);

/* Answers an unlink: was the transfer still waiting? */
bool usbip_answer_unlink(int socket_fd, uint32_t number, bool was_waiting);

#endif
