# SPDX-License-Identifier: MIT
"""askcam cameras."""
import json

from lab.cases import case, expect, expect_end


@case("usb")
def cameras_lists_every_capture_device(lab):
    done = lab.sh("askcam cameras")
    expect_end(done, 0)
    for word in ("/dev/video0", "vivid", "/dev/video7", "/dev/video1", "askcam test camera",
                 "YUYV", "NV12", "MJPG", "640x480", "1280x720", "1920x1080", "15"):
        expect(word in done.out, f"the list lacks {word}:\n{done.out[:1500]}")


@case("usb")
def cameras_leaves_the_metadata_node_out(lab):
    done = lab.sh("ls /dev/video2 && askcam cameras")
    expect_end(done, 0)
    expect("/dev/video2" not in done.out.replace("/dev/video2\n", "", 1),
           "the metadata node is listed")


@case("usb")
def cameras_tells_the_lasting_name(lab):
    done = lab.sh("""
        mkdir -p /dev/v4l/by-id
        ln -sf ../../video1 /dev/v4l/by-id/usb-askcam_tests-video-index0
        askcam cameras; code=$?
        rm -r /dev/v4l
        exit $code""")
    expect_end(done, 0)
    expect("/dev/v4l/by-id/usb-askcam_tests-video-index0" in done.out, "it is not there")


@case("usb")
def cameras_as_json_is_one_object_a_line(lab):
    done = lab.sh("askcam cameras --output json")
    expect_end(done, 0)
    lines = [json.loads(line) for line in done.out.splitlines()]
    expect(lines, "there is no line")
    text = json.dumps(lines)
    for word in ("/dev/video0", "/dev/video1", "MJPG"):
        expect(word in text, f"{word} is missing")


@case("usb")
def without_a_camera_the_list_says_so(lab):
    done = lab.sh("unshare -m sh -c 'mount -t tmpfs none /dev; askcam cameras'")
    expect_end(done, 66, "askcam: ")
    done = lab.sh("unshare -m sh -c 'mount -t tmpfs none /dev; askcam snap -o /tmp/none.jpg'")
    expect_end(done, 66, "askcam: ")
