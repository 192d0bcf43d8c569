# SPDX-License-Identifier: MIT
"""Raw formats: what vivid draws is what arrives, in every format that a camera may have."""
import hashlib

from lab import pictures
from lab.cases import case, expect, expect_end

SIZE = (640, 360)  # no multiple of 16 lines, so that the last strip is a short one

DIRECT = ("YUYV", "UYVY", "YVYU", "VYUY", "NV12", "NV21", "NV16", "NV61", "YU12", "YV12", "422P",
          "GREY", "RGB3", "BGR3", "XR24")
# Those that must go through libv4l2: Bayer, 16 bit RGB.
CONVERTED = ("RGGB", "RGBP")
# Several memory areas a picture: luma and chroma apart.
MULTIPLANAR = ("NM12", "NM21", "NM16", "YM12", "YUYV")


def check_bars(data, size=SIZE, bars=pictures.BARS):
    """The JPEG has this size and shows the bars."""
    seen = pictures.decode(data)
    expect(seen.size == size, f"the picture is {seen.size}")
    wrong = pictures.off_bars(data, bars)
    expect(not wrong, wrong)


def check_snap_and_ask(lab, device, fourcc):
    """Both commands give the same picture, and it shows the bars."""
    options = f"--source {device} --format {fourcc} --size 640x360 --warmup 0"
    done = lab.sh(f"""
        reset_vivid {device}
        askcam snap {options} -o /tmp/vivid.jpg || exit
        cp /tmp/vivid.jpg /host/files/
        ask {options} 'Which colours?'""")
    expect_end(done, 0)
    snapped = lab.file("vivid.jpg")
    check_bars(snapped)
    expect(done.out.strip(), "there is no answer")
    asked = lab.received()
    expect(len(asked) == 1, f"{len(asked)} pictures came")
    expect(hashlib.sha256(asked[0]).digest() == hashlib.sha256(snapped).digest(),
           "ask sent another picture than snap: " + (pictures.off_bars(asked[0]) or "right bars"))


@case("vivid", DIRECT)
def raw_pixels_arrive_as_drawn(lab, fourcc):
    check_snap_and_ask(lab, "$vivid", fourcc)


@case("vivid", CONVERTED)
def pixels_that_libv4l2_converts_arrive_as_drawn(lab, fourcc):
    check_snap_and_ask(lab, "$vivid", fourcc)


@case("vivid", MULTIPLANAR)
def a_multiplanar_camera_works(lab, fourcc):
    check_snap_and_ask(lab, "$multiplanar", fourcc)


@case("vivid")
def the_first_camera_and_its_720p_are_the_default(lab):
    done = lab.sh("""
        reset_vivid $vivid
        askcam snap --warmup 0 -o /tmp/vivid.jpg && cp /tmp/vivid.jpg /host/files/default.jpg""")
    expect_end(done, 0)
    check_bars(lab.file("default.jpg"), (1280, 720))


@case("vivid")
def five_frames_a_second_are_enough(lab):
    done = lab.sh("""
        reset_vivid $vivid
        v4l2-ctl -d $vivid --set-fmt-video width=1920,height=1080 --set-parm 5 >/dev/null
        began=$(uptime)
        askcam snap -s $vivid --size 1920x1080 -o /tmp/vivid.jpg || exit
        echo $began $(uptime)
        cp /tmp/vivid.jpg /host/files/slow.jpg""")
    expect_end(done, 0)
    check_bars(lab.file("slow.jpg"), (1920, 1080))
    began, ended = map(float, done.out.split())
    expect(ended - began < 8, f"it took {ended - began:.1f} s")


@case("vivid")
def luma_that_the_driver_calls_full_is_not_expanded(lab):
    done = lab.sh("""
        reset_vivid $vivid
        set_vivid $vivid quantization=1
        askcam snap -s $vivid --format NV12 --size 640x360 --warmup 0 -o /tmp/vivid.jpg; code=$?
        set_vivid $vivid quantization=0
        cp /tmp/vivid.jpg /host/files/full-range.jpg
        exit $code""")
    expect_end(done, 0)
    check_bars(lab.file("full-range.jpg"))


@case("vivid")
def a_crop_of_raw_pixels_is_the_right_part(lab):
    done = lab.sh("""
        reset_vivid $vivid
        askcam snap -s $vivid --format YUYV --size 640x360 --warmup 0 --crop 320,0,320,200 \
            -o /tmp/vivid.jpg && cp /tmp/vivid.jpg /host/files/crop.jpg""")
    expect_end(done, 0)
    check_bars(lab.file("crop.jpg"), (320, 200), pictures.BARS[4:])


@case("vivid")
def frames_of_one_ask_are_different_ones(lab):
    done = lab.sh("""
        reset_vivid $vivid
        set_vivid $vivid osd_text_mode=0 # vivid writes the time and a counter into each frame
        ask -s $vivid --size 640x360 --frames 3 --interval 300ms 'What changed?'""")
    expect_end(done, 0)
    received = lab.received()
    expect(len(received) == 3, f"{len(received)} pictures came")
    expect(len(set(received)) == 3, "some of them are the same")


@case("vivid")
def two_cameras_go_into_one_ask_in_order(lab):
    done = lab.sh("""
        reset_vivid $vivid
        reset_vivid $multiplanar
        ask -s $multiplanar -s $vivid --size 640x360 --crop 0,0,80,80 --warmup 0 'Which?' || exit
        set_vivid $vivid horizontal_flip=1
        ask -s $multiplanar -s $vivid --size 640x360 --crop 0,0,80,80 --warmup 0 'Which?'; code=$?
        set_vivid $vivid horizontal_flip=0
        exit $code""")
    expect_end(done, 0)
    first, flipped = lab.requests(2)
    white, black = pictures.BARS[:1], pictures.BARS[-1:]
    for data, bars in zip(first + flipped, (white, white, white, black)):
        check_bars(data, (80, 80), bars)


@case("vivid")
def a_format_that_it_lacks_is_refused(lab):
    done = lab.sh("askcam snap -s $vivid --format MJPG -o /tmp/never.jpg")
    expect_end(done, 66, "askcam: ", "/dev/video0", "MJPG")


@case("vivid")
def without_an_encoder_of_the_board_software_encodes(lab):
    done = lab.sh("""
        reset_vivid $vivid
        askcam snap -vv -s $vivid --format NV12 --size 640x360 --warmup 0 --encoder auto \\
            -o /tmp/vivid.jpg && cp /tmp/vivid.jpg /host/files/auto.jpg || exit
        askcam snap -s $vivid --format NV12 --size 640x360 --warmup 0 --encoder $multiplanar \\
            -o /tmp/vivid.jpg && cp /tmp/vivid.jpg /host/files/named.jpg""")
    expect_end(done, 0, "no JPEG encoder found",
               "warning: /dev/video7: no encoder for this camera: is no memory-to-memory device")
    check_bars(lab.file("auto.jpg"))
    check_bars(lab.file("named.jpg"))
