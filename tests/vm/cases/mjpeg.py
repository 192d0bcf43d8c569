# SPDX-License-Identifier: MIT
"""MJPEG from a USB camera: sent untouched, whatever cameras do to their JPEGs."""
import json

from lab import pictures
from lab.cases import case, expect, expect_end

SNAP = "askcam snap -s $usb"


def snapped(lab, script):
    """The picture that a script left in /tmp/usb.jpg; the camera is made whole after it."""
    done = lab.sh(f"rm -f /tmp/usb.jpg\n{script}\n"
                  "code=$?; usb_camera whole; cp /tmp/usb.jpg /host/files/usb.jpg; exit $code")
    expect_end(done, 0)
    return lab.file("usb.jpg"), done


def one_of(lab, data, *names):
    """The data are, byte for byte, what the camera has for one of these names."""
    return any(data == lab.source(name) for name in names)


@case("usb")
def the_default_size_is_the_largest_up_to_720p(lab):
    data, _ = snapped(lab, f"{SNAP} -o /tmp/usb.jpg")
    expect(one_of(lab, data, "hd"), "it is not the camera's 1280x720 picture, byte for byte")


@case("usb")
def ask_sends_the_camera_s_bytes_untouched(lab):
    done = lab.sh("ask -s $usb --size 640x480 --output json 'What is it?'")
    expect_end(done, 0)
    received = lab.received()
    expect(len(received) == 1, f"{len(received)} pictures came")
    expect(one_of(lab, received[0], "vga-0", "vga-1"), "the bytes are not the camera's")
    lines = [json.loads(line) for line in done.out.splitlines()]
    request = next(line for line in lines if line["type"] == "request")
    expect((request.get("width"), request.get("height")) == (640, 480), f"reported {request}")
    expect(lines[-1]["type"] == "done", f"ended with {lines[-1]}")


@case("usb")
def a_size_that_it_lacks_gives_the_nearest_and_a_warning(lab):
    data, done = snapped(lab, f"{SNAP} --size 700x500 -o /tmp/usb.jpg")
    expect(one_of(lab, data, "vga-0", "vga-1"), "it is not the 640x480 picture")
    expect("640x480" in done.err, f"no warning: {done.err!r}")


@case("usb")
def a_large_size_is_taken_if_asked_for(lab):
    data, _ = snapped(lab, f"{SNAP} --size 1920x1080 -o /tmp/usb.jpg")
    expect(one_of(lab, data, "full-hd"), "it is not the 1920x1080 picture, byte for byte")


@case("usb")
def missing_huffman_tables_are_put_in(lab):
    data, _ = snapped(lab, f"usb_camera no-tables; {SNAP} --warmup 0 -o /tmp/usb.jpg")
    markers, scan = pictures.segments(data)
    expect(pictures.DHT in markers, "there are no tables")
    _, wanted_scan = pictures.segments(lab.source("hd"))
    expect(scan == wanted_scan, "the coded picture was changed")
    expect(pictures.decode(data).tobytes() == pictures.decode(lab.source("hd")).tobytes(),
           "it decodes to other pixels")


@case("usb")
def padding_after_the_end_is_cut(lab):
    data, _ = snapped(lab, f"usb_camera pad 1000; {SNAP} --warmup 0 -o /tmp/usb.jpg")
    expect(one_of(lab, data, "hd"), "the bytes are not the camera's without the padding")


@case("usb")
def all_frames_of_an_ask_arrive_untouched(lab):
    done = lab.sh("ask -s $usb --size 640x480 --frames 3 --interval 200ms 'What changed?'")
    expect_end(done, 0)
    received = lab.received()
    expect(len(received) == 3, f"{len(received)} pictures came")
    expect(all(one_of(lab, data, "vga-0", "vga-1") for data in received), "not the camera's bytes")


@case("usb")
def an_mjpeg_camera_s_picture_can_be_changed(lab):
    data, _ = snapped(lab, f"{SNAP} --size 640x480 --rotate 90 -o /tmp/usb.jpg")
    expect(pictures.decode(data).size == (480, 640), "it was not turned")


@case("usb")
def a_camera_that_lies_about_its_size_is_reported_as_it_is(lab):
    done = lab.sh("ask -s $usb --size 800x600 --output json 'What is it?'")
    expect_end(done, 0)
    expect(one_of(lab, lab.received()[0], "vga-0"), "the bytes are not the camera's")
    request = next(line for line in map(json.loads, done.out.splitlines())
                   if line["type"] == "request")
    expect((request.get("width"), request.get("height")) == (640, 480), f"reported {request}")


@case("usb")
def what_a_camera_notes_in_its_pictures_is_dropped(lab):
    data, _ = snapped(lab, f"{SNAP} --size 320x240 -o /tmp/usb.jpg")
    markers, scan = pictures.segments(data)
    noted_markers, noted_scan = pictures.segments(lab.source(pictures.NOTED))
    for marker in (pictures.APP1, pictures.COM):
        expect(marker in noted_markers, "the camera's picture has no notes")
        expect(marker not in markers, f"the segment {marker:#x} is still there")
    expect(scan == noted_scan, "the coded picture was changed")


@case("usb")
def with_keep_metadata_the_notes_stay(lab):
    data, _ = snapped(lab, f"{SNAP} --size 320x240 --keep-metadata -o /tmp/usb.jpg")
    expect(one_of(lab, data, pictures.NOTED), "the bytes are not the camera's")


@case("usb")
def a_camera_s_stream_may_come_through_a_pipe(lab):
    data, _ = snapped(lab, """
        v4l2-ctl -d $usb --set-fmt-video width=640,height=480 --stream-mmap --stream-count=20 \
            --stream-to=- 2>/dev/null | askcam snap -s - -o /tmp/usb.jpg""")
    expect(one_of(lab, data, "vga-0", "vga-1"), "the bytes are not the camera's")


@case("usb")
def a_picture_on_standard_output_is_the_picture_alone(lab):
    data, _ = snapped(lab, f"{SNAP} >/tmp/usb.jpg")
    expect(one_of(lab, data, "hd"), "the bytes are not the camera's")


@case("usb", (0, 1, 5))
def a_warm_up_drops_so_many_frames(lab, count):
    data, _ = snapped(lab, f"{SNAP} --size 160x120 --warmup {count} -o /tmp/usb.jpg")
    expect(one_of(lab, data, pictures.GLOW[count]), "it is another frame")


@case("usb")
def the_warm_up_waits_until_exposure_settles(lab):
    data, _ = snapped(lab, f"{SNAP} --size 160x120 -o /tmp/usb.jpg")
    expect(one_of(lab, data, *pictures.GLOW[-2:]), "it is darker than the camera gets")


@case("usb")
def the_lasting_name_of_a_camera_is_a_source(lab):
    data, _ = snapped(lab, """
        mkdir -p /dev/v4l/by-path
        ln -sf ../../video1 /dev/v4l/by-path/usb-video-index0
        askcam snap -s /dev/v4l/by-path/usb-video-index0 -o /tmp/usb.jpg; code=$?
        rm -r /dev/v4l
        (exit $code)""")
    expect(one_of(lab, data, "hd"), "the bytes are not the camera's")
