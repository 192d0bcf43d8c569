/* SPDX-License-Identifier: MIT */
/*
 * descriptors.c - see descriptors.h.
 *
 * One configuration with two interfaces: video control (a camera terminal wired to an output
 * terminal, no controls) and video streaming (one MJPEG format, one bulk endpoint).  The layouts
 * are those of the kernel's headers; numbers in them are little-endian.
 */
#include "descriptors.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#include <linux/usb/ch9.h>
#include <linux/usb/video.h>

enum {
    CAMERA_TERMINAL = 1,
    OUTPUT_TERMINAL = 2,
    LANGUAGE_ENGLISH = 0x0409,
    CLOCK_HZ = 48000000,
    FORMAT_INDEX = 1,
    CAMERA_CONTROL_BYTES = 3,
    CAMERA_TERMINAL_BYTES = UVC_DT_CAMERA_TERMINAL_SIZE(CAMERA_CONTROL_BYTES),
};

DECLARE_UVC_HEADER_DESCRIPTOR(1);
DECLARE_UVC_INPUT_HEADER_DESCRIPTOR(1, 1);
DECLARE_UVC_FRAME_MJPEG(1);

struct buffer {
    uint8_t *bytes;
    size_t bytes_count;
};

static void put(struct buffer *out, const void *descriptor, size_t descriptor_bytes)
{
    assert(out->bytes_count + descriptor_bytes <= DESCRIPTOR_BYTES_MAX);
    memcpy(out->bytes + out->bytes_count, descriptor, descriptor_bytes);
    out->bytes_count += descriptor_bytes;
}

static void put_device(struct buffer *out)
{
    const struct usb_device_descriptor device = {
        .bLength = USB_DT_DEVICE_SIZE,
        .bDescriptorType = USB_DT_DEVICE,
        .bcdUSB = htole16(0x0200),
        .bDeviceClass = USB_CLASS_MISC,
        .bDeviceSubClass = 2, /* with interface associations */
        .bDeviceProtocol = 1,
        .bMaxPacketSize0 = 64,
        .idVendor = htole16(0x1d6b), /* the Linux Foundation's, as its own gadgets use it */
        .idProduct = htole16(0x0102),
        .bcdDevice = htole16(0x0100),
        .iManufacturer = 1,
        .iProduct = 2,
        .bNumConfigurations = 1,
    };

    put(out, &device, sizeof device);
}

static void put_interface(struct buffer *out, uint8_t number, uint8_t subclass, uint8_t endpoints)
{
    const struct usb_interface_descriptor interface = {
        .bLength = USB_DT_INTERFACE_SIZE,
        .bDescriptorType = USB_DT_INTERFACE,
        .bInterfaceNumber = number,
        .bNumEndpoints = endpoints,
        .bInterfaceClass = USB_CLASS_VIDEO,
        .bInterfaceSubClass = subclass,
    };

    put(out, &interface, sizeof interface);
}

static void put_control_interface(struct buffer *out)
{
    const struct uvc_camera_terminal_descriptor camera = {
        .bLength = CAMERA_TERMINAL_BYTES,
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VC_INPUT_TERMINAL,
        .bTerminalID = CAMERA_TERMINAL,
        .wTerminalType = htole16(UVC_ITT_CAMERA),
        .bControlSize = CAMERA_CONTROL_BYTES,
    };
    const struct uvc_output_terminal_descriptor output = {
        .bLength = UVC_DT_OUTPUT_TERMINAL_SIZE,
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VC_OUTPUT_TERMINAL,
        .bTerminalID = OUTPUT_TERMINAL,
        .wTerminalType = htole16(UVC_TT_STREAMING),
        .bSourceID = CAMERA_TERMINAL,
    };
    const struct UVC_HEADER_DESCRIPTOR(1) header = {
        .bLength = UVC_DT_HEADER_SIZE(1),
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VC_HEADER,
        .bcdUVC = htole16(0x0110),
        .wTotalLength =
            htole16(UVC_DT_HEADER_SIZE(1) + CAMERA_TERMINAL_BYTES + UVC_DT_OUTPUT_TERMINAL_SIZE),
        .dwClockFrequency = htole32(CLOCK_HZ),
        .bInCollection = 1,
        .baInterfaceNr = {STREAM_INTERFACE},
    };

    put_interface(out, CONTROL_INTERFACE, UVC_SC_VIDEOCONTROL, 0);
    put(out, &header, sizeof header);
    put(out, &camera, CAMERA_TERMINAL_BYTES);
    put(out, &output, sizeof output);
}

static void put_frame_size(struct buffer *out, uint8_t index, const struct picture_size *size,
                           uint32_t fps)
{
    const uint32_t bit_rate = PICTURE_BYTES_MAX * 8U * fps;
    const uint32_t interval = UVC_INTERVALS_PER_SECOND / fps;
    const struct UVC_FRAME_MJPEG(1) frame = {
        .bLength = UVC_DT_FRAME_MJPEG_SIZE(1),
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VS_FRAME_MJPEG,
        .bFrameIndex = index,
        .wWidth = htole16(size->width_px),
        .wHeight = htole16(size->height_px),
        .dwMinBitRate = htole32(bit_rate),
        .dwMaxBitRate = htole32(bit_rate),
        .dwMaxVideoFrameBufferSize = htole32(FRAME_BYTES_MAX),
        .dwDefaultFrameInterval = htole32(interval),
        .bFrameIntervalType = 1,
        .dwFrameInterval = {htole32(interval)},
    };

    put(out, &frame, sizeof frame);
}

static void put_format(struct buffer *out, const struct pictures *pictures, uint32_t fps)
{
    const struct uvc_format_mjpeg format = {
        .bLength = UVC_DT_FORMAT_MJPEG_SIZE,
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VS_FORMAT_MJPEG,
        .bFormatIndex = FORMAT_INDEX,
        .bNumFrameDescriptors = (uint8_t)pictures->sizes_count,
        .bDefaultFrameIndex = 1,
    };
    const struct uvc_color_matching_descriptor colour = {
        .bLength = UVC_DT_COLOR_MATCHING_SIZE,
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VS_COLORFORMAT,
        .bColorPrimaries = 1,
        .bTransferCharacteristics = 1,
        .bMatrixCoefficients = 4,
    };

    put(out, &format, sizeof format);
    for (size_t i = 0; i < pictures->sizes_count; i++) {
        put_frame_size(out, (uint8_t)(i + 1), &pictures->sizes[i], fps);
    }
    put(out, &colour, sizeof colour);
}

static void put_stream_interface(struct buffer *out, const struct pictures *pictures, uint32_t fps)
{
    const struct usb_endpoint_descriptor endpoint = {
        .bLength = USB_DT_ENDPOINT_SIZE,
        .bDescriptorType = USB_DT_ENDPOINT,
        .bEndpointAddress = USB_DIR_IN | STREAM_ENDPOINT,
        .bmAttributes = USB_ENDPOINT_XFER_BULK,
        .wMaxPacketSize = htole16(STREAM_PACKET_BYTES),
    };
    struct UVC_INPUT_HEADER_DESCRIPTOR(1, 1) header = {
        .bLength = UVC_DT_INPUT_HEADER_SIZE(1, 1),
        .bDescriptorType = USB_DT_CS_INTERFACE,
        .bDescriptorSubType = UVC_VS_INPUT_HEADER,
        .bNumFormats = 1,
        .bEndpointAddress = USB_DIR_IN | STREAM_ENDPOINT,
        .bTerminalLink = OUTPUT_TERMINAL,
        .bControlSize = 1,
    };
    size_t header_at;

    put_interface(out, STREAM_INTERFACE, UVC_SC_VIDEOSTREAMING, 1);
    header_at = out->bytes_count;
    put(out, &header, sizeof header);
    put_format(out, pictures, fps);
    header.wTotalLength = htole16((uint16_t)(out->bytes_count - header_at));
    memcpy(out->bytes + header_at, &header, sizeof header);
    put(out, &endpoint, USB_DT_ENDPOINT_SIZE);
}

static void put_configuration(struct buffer *out, const struct pictures *pictures, uint32_t fps)
{
    const struct usb_interface_assoc_descriptor function = {
        .bLength = sizeof function,
        .bDescriptorType = USB_DT_INTERFACE_ASSOCIATION,
        .bFirstInterface = CONTROL_INTERFACE,
        .bInterfaceCount = 2,
        .bFunctionClass = USB_CLASS_VIDEO,
        .bFunctionSubClass = UVC_SC_VIDEO_INTERFACE_COLLECTION,
    };
    struct usb_config_descriptor configuration = {
        .bLength = USB_DT_CONFIG_SIZE,
        .bDescriptorType = USB_DT_CONFIG,
        .bNumInterfaces = 2,
        .bConfigurationValue = 1,
        .bmAttributes = USB_CONFIG_ATT_ONE,
        .bMaxPower = 250, /* in units of 2 mA */
    };

    put(out, &configuration, sizeof configuration);
    put(out, &function, sizeof function);
    put_control_interface(out);
    put_stream_interface(out, pictures, fps);
    configuration.wTotalLength = htole16((uint16_t)out->bytes_count);
    memcpy(out->bytes, &configuration, sizeof configuration);
}

/* String 0 names the language; strings are UTF-16. */
static void put_string(struct buffer *out, uint8_t index)
{
    static const char *const strings[] = {NULL, "askcam tests", "askcam test camera"};
    const char *text = strings[index];
    const size_t units = index == 0 ? 1 : strlen(text);
    const uint8_t head[] = {(uint8_t)(2 + 2 * units), USB_DT_STRING};

    put(out, head, sizeof head);
    for (size_t i = 0; i < units; i++) {
        const uint16_t unit = htole16(index == 0 ? LANGUAGE_ENGLISH : (uint16_t)text[i]);

        put(out, &unit, sizeof unit);
    }
}

size_t descriptor_make(uint8_t type, uint8_t index, const struct pictures *pictures, uint32_t fps,
                       uint8_t out[DESCRIPTOR_BYTES_MAX])
{
    struct buffer buffer = {.bytes = out};

    if (type == USB_DT_DEVICE) {
        put_device(&buffer);
    } else if (type == USB_DT_CONFIG) {
        put_configuration(&buffer, pictures, fps);
    } else if (type == USB_DT_STRING && index <= 2) {
        put_string(&buffer, index);
    }
    return buffer.bytes_count;
}
