/* SPDX-License-Identifier: MIT */
/*
 * main.c - a software USB camera: the kernel's own uvcvideo makes a /dev/videoN of it.
 *
 *   uvc_camera FPS FIFO WxH=FILE.jpg[,FILE.jpg...] [WxH=...]
 *
 * For: tests that need an MJPEG camera with faults on demand.  It offers the sizes in the order
 * given.  Each stream begins with its size's first file, and the last one goes on.  Commands come
 * through FIFO; see faults.h. Needs vhci-hcd and uvcvideo loaded, and root.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "usbip.h"
#include "uvc.h"

enum { WAITING_MAX = 64, REPLUG_WAIT_MS = 100, FPS_MAX = 100 };

/* A transfer of the host on the stream's endpoint that has no answer yet. */
struct waiting {
    uint32_t number;
    size_t bytes_count;
};

struct device {
    struct uvc camera;
    int socket_fd; /* -1: not plugged in */
    int commands_fd;
    struct waiting waiting[WAITING_MAX]; /* the oldest first */
    size_t waiting_count;
};

static uint64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now); /* cannot fail for this clock */
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static void forget_waiting(struct device *device, size_t index)
{
    device->waiting_count--;
    memmove(&device->waiting[index], &device->waiting[index + 1],
            (device->waiting_count - index) * sizeof device->waiting[0]);
}

static bool on_control(struct device *device, const struct usbip_request *request)
{
    uint8_t data[DESCRIPTOR_BYTES_MAX];
    int made_bytes;
    size_t wanted_bytes = request->bytes_count;

    if (!request->is_in) {
        return uvc_set(&device->camera, &request->setup, request->out, request->bytes_count)
                   ? usbip_answer(device->socket_fd, request->number, NULL, request->bytes_count)
                   : usbip_refuse(device->socket_fd, request->number);
    }
    made_bytes = uvc_get(&device->camera, &request->setup, data);
    if (made_bytes < 0) {
        return usbip_refuse(device->socket_fd, request->number);
    }
    if (wanted_bytes > (size_t)made_bytes) {
        wanted_bytes = (size_t)made_bytes;
    }
    return usbip_answer(device->socket_fd, request->number, data, wanted_bytes);
}

static bool on_stream(struct device *device, const struct usbip_request *request)
{
    if (device->waiting_count == WAITING_MAX) {
        return usbip_refuse(device->socket_fd, request->number);
    }
    uvc_listen(&device->camera, now_ms());
    device->waiting[device->waiting_count++] =
        (struct waiting){.number = request->number, .bytes_count = request->bytes_count};
    return true;
}

static bool on_unlink(struct device *device, const struct usbip_request *request)
{
    for (size_t i = 0; i < device->waiting_count; i++) {
        if (device->waiting[i].number == request->takes_back) {
            forget_waiting(device, i);
            uvc_stop(&device->camera);
            return usbip_answer_unlink(device->socket_fd, request->number, true);
        }
    }
    return usbip_answer_unlink(device->socket_fd, request->number, false);
}

static bool on_request(struct device *device)
{
    struct usbip_request request;

    if (!usbip_read(device->socket_fd, &request)) {
        return false;
    }
    if (request.command == USBIP_UNLINK) {
        return on_unlink(device, &request);
    }
    return request.endpoint == 0 ? on_control(device, &request) : on_stream(device, &request);
}

static bool send_payload(struct device *device)
{
    uint8_t payload[UVC_PAYLOAD_BYTES_MAX];
    const struct waiting oldest = device->waiting[0];
    const size_t space_bytes =
        oldest.bytes_count < sizeof payload ? oldest.bytes_count : sizeof payload;
    const size_t payload_bytes = uvc_payload(&device->camera, now_ms(), payload, space_bytes);

    forget_waiting(device, 0);
    return usbip_answer(device->socket_fd, oldest.number, payload, payload_bytes);
}

static void unplug(struct device *device)
{
    (void)close(device->socket_fd); /* which is how a device leaves the bus */
    device->socket_fd = -1;
    device->waiting_count = 0;
    (void)fprintf(stderr, "uvc_camera: unplugged\n");
}

/* The port stays busy for a moment after an unplugging, so this is tried again later. */
static void try_to_plug(struct device *device)
{
    device->socket_fd = usbip_plug();
    if (device->socket_fd >= 0) {
        uvc_reset(&device->camera);
        (void)fprintf(stderr, "uvc_camera: plugged in\n");
    } else if (errno != EINVAL && errno != EBUSY) {
        perror("uvc_camera: vhci-hcd");
        device->camera.faults.has_quit = true;
    }
}

static void read_commands(struct device *device)
{
    char lines[256];
    const ssize_t got = read(device->commands_fd, lines, sizeof lines - 1);
    char *rest = NULL;

    lines[got > 0 ? got : 0] = '\0';
    for (const char *line = strtok_r(lines, "\n", &rest); line != NULL;
         line = strtok_r(NULL, "\n", &rest)) {
        const bool is_known = faults_obey(&device->camera.faults, line);

        (void)fprintf(stderr, "uvc_camera: %s: %s\n", line, is_known ? "done" : "no such command");
    }
}

static void serve_bus(struct device *device, bool has_request)
{
    bool is_alive = true;

    if (device->camera.faults.is_unplugged) {
        is_alive = false;
    } else if (has_request) {
        is_alive = on_request(device);
    } else if (device->waiting_count > 0 && uvc_wait_ms(&device->camera, now_ms()) == 0) {
        is_alive = send_payload(device);
    }
    if (!is_alive) {
        unplug(device);
    }
}

static int wait_ms(const struct device *device)
{
    if (device->socket_fd < 0) {
        return device->camera.faults.is_unplugged ? -1 : REPLUG_WAIT_MS;
    }
    return device->waiting_count == 0 ? -1 : uvc_wait_ms(&device->camera, now_ms());
}

static void run(struct device *device)
{
    while (!device->camera.faults.has_quit) {
        struct pollfd fds[] = {{.fd = device->commands_fd, .events = POLLIN},
                               {.fd = device->socket_fd, .events = POLLIN}};

        if (device->socket_fd < 0 && !device->camera.faults.is_unplugged) {
            try_to_plug(device);
            fds[1].fd = device->socket_fd;
        }
        if (poll(fds, 2, wait_ms(device)) < 0 && errno != EINTR) {
            return;
        }
        if (fds[0].revents != 0) {
            read_commands(device);
        }
        if (device->socket_fd >= 0) {
            serve_bus(device, fds[1].revents != 0);
        }
    }
}

int main(int argc, char **argv)
{
    static struct device device; /* static: frames are large */
    long fps;

    if (argc < 4) {
        (void)fprintf(stderr, "usage: uvc_camera FPS FIFO WxH=FILE.jpg[,FILE.jpg...]...\n");
        return 64;
    }
    device.socket_fd = -1;
    fps = strtol(argv[1], NULL, 10);
    device.camera.fps = fps < 1 || fps > FPS_MAX ? 15 : (uint32_t)fps;
    for (int i = 3; i < argc; i++) {
        if (!pictures_add(&device.camera.pictures, argv[i])) {
            return 66;
        }
    }
    (void)mkfifo(argv[2], 0600); /* it may exist */
    device.commands_fd =
        open(argv[2], O_RDWR | O_NONBLOCK | O_CLOEXEC); /* RDWR: never at its end */
    if (device.commands_fd < 0) {
        perror(argv[2]);
        return 66;
    }
    run(&device);
    return 0;
}
