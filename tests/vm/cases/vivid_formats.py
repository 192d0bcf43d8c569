# SPDX-License-Identifier: MIT
"""Raw formats: what vivid draws is what arrives, in every format that a camera may have."""
import hashlib
import re

from lab import pictures
from lab.cases import case, expect, expect_end

SIZE = (640, 360)  # no multiple of 16 lines, so that the last strip is a short one

DIRECT = ("YUYV", "UYVY", "YVYU", "VYUY", "NV12", "NV21", "NV16", "NV61", "YU12", "YV12", "422P",
          "NV24", "NV42", "YUV4", "AYUV", "XYUV", "VUYA", "VUYX", "YUVA", "YUVX",
          "GREY", "Y10", "Y12", "Y16", "Y16-BE",
          "RGB3", "BGR3", "RGB4", "BGR4", "BX24", "XR24", "BA24", "AR24", "XB24", "RX24", "AB24",
          "RA24", "RGBP", "RGBR")
# Of 4 or 5 bits: {format: how far a bar may be off}.  Full and no light are exact in RGB, but
# of Y'CbCr vivid cuts the lower bits off, and so it does with the limited range of the input.
COARSE = {"RGBO": 9, "XR15": 9, "AR15": 9, "RX15": 9, "RA15": 9, "XB15": 9, "AB15": 9, "BX15": 9,
          "BA15": 9, "RGBQ": 9, "XR15-BE": 9, "AR15-BE": 9, "R444": 9, "XR12": 9, "AR12": 9,
          "RX12": 9, "RA12": 9, "XB12": 9, "AB12": 9, "BX12": 9, "GA12": 9,
          "YUVO": 24, "YUVP": 24, "Y444": 48}
# Those that must go through libv4l2: Bayer, which blurs where colours meet.
CONVERTED = ("BA81", "GBRG", "GRBG", "RGGB", "BG10", "GB10", "BA10", "RG10", "BYR2", "GB16", "GR16",
             "RG16")
# What vivid has beside these, and askcam does not read.
UNREAD = ("RGB1", "BGRH", "BG12", "GB12", "BA12", "RG12", "HSV3", "HSV4")
# Several memory areas a picture: luma and chroma apart; and one area by the same API.
MULTIPLANAR = ("NM12", "NM21", "NM16", "NM61", "YM12", "YM21", "YM16", "YM61", "YM24", "YM42",
               "YUYV", "NV12", "RGB3")
# Vivid's names for what a driver may declare: controls of it.
COLOURS = {"Rec. 709's space": "colorspace=1", "709": "y_cbcr_encoding=2",
           "xvYCC 601": "y_cbcr_encoding=3", "xvYCC 709": "y_cbcr_encoding=4",
           "BT.2020": "y_cbcr_encoding=6", "SMPTE 240M": "y_cbcr_encoding=8",
           "709, full range": "y_cbcr_encoding=2,quantization=1"}


def check_bars(data, size=SIZE, bars=pictures.BARS, **how):
    """The JPEG has this size and shows the bars."""
    seen = pictures.decode(data)
    expect(seen.size == size, f"the picture is {seen.size}")
    wrong = pictures.off_bars(data, bars, **how)
    expect(not wrong, wrong)


def check_snap_and_ask(lab, device, fourcc, **how):
    """Both commands give the same picture, and it shows the bars."""
    options = f"--source {device} --format {fourcc} --size 640x360 --warmup 0"
    done = lab.sh(f"""
        reset_vivid {device}
        askcam snap {options} -o /tmp/vivid.jpg || exit
        cp /tmp/vivid.jpg /host/files/
        ask {options} 'Which colours?'""")
    expect_end(done, 0)
    snapped = lab.file("vivid.jpg")
    check_bars(snapped, **how)
    expect(done.out.strip(), "there is no answer")
    asked = lab.received()
    expect(len(asked) == 1, f"{len(asked)} pictures came")
    expect(hashlib.sha256(asked[0]).digest() == hashlib.sha256(snapped).digest(),
           "ask sent another picture than snap: " + (pictures.off_bars(asked[0]) or "right bars"))


@case("vivid", DIRECT)
def raw_pixels_arrive_as_drawn(lab, fourcc):
    check_snap_and_ask(lab, "$vivid", fourcc)


@case("vivid", COARSE)
def raw_pixels_of_few_bits_arrive_as_drawn(lab, fourcc):
    check_snap_and_ask(lab, "$vivid", fourcc, tolerance=COARSE[fourcc])


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


@case("vivid", COLOURS)
def other_weights_of_luma_show_the_same_colours(lab, colours):
    check = ""
    for name, options in (("whole", "--format NV12"), ("packed", "--format YUYV"),
                          ("changed", "--format NV24 --rotate 180")):
        check += f"""
        askcam snap -s $vivid --size 640x360 --warmup 0 {options} -o /tmp/{name}.jpg || code=$?
        cp /tmp/{name}.jpg /host/files/"""
    done = lab.sh(f"""
        reset_vivid $vivid
        set_vivid $vivid {COLOURS[colours]}
        code=0 {check}
        set_vivid $vivid colorspace=2,y_cbcr_encoding=0,quantization=0
        exit $code""")
    expect_end(done, 0)
    check_bars(lab.file("whole.jpg"))
    check_bars(lab.file("packed.jpg"))
    check_bars(lab.file("changed.jpg"), bars=pictures.BARS[::-1])


@case("vivid")
def rgb_that_the_driver_calls_limited_is_expanded(lab):
    done = lab.sh("""
        reset_vivid $vivid
        set_vivid $vivid quantization=2
        askcam snap -s $vivid --format XR24 --size 640x360 --warmup 0 -o /tmp/vivid.jpg; code=$?
        set_vivid $vivid quantization=0
        cp /tmp/vivid.jpg /host/files/limited.jpg
        exit $code""")
    expect_end(done, 0)
    check_bars(lab.file("limited.jpg"))


@case("vivid")
def every_format_of_vivid_has_a_case(lab):
    done = lab.sh("v4l2-ctl -d $vivid --list-formats; v4l2-ctl -d $multiplanar --list-formats")
    expect_end(done, 0)
    offered = {name.replace(" ", "") for name in re.findall(r"'(.{4}(?:-BE)?)'", done.out)}
    cases = {*DIRECT, *COARSE, *CONVERTED, *UNREAD, *MULTIPLANAR}
    expect(offered == cases, f"{sorted(offered ^ cases)}")


@case("vivid", UNREAD)
def a_format_that_cannot_be_read_is_refused(lab, fourcc):
    done = lab.sh(f"askcam snap -s $vivid --format {fourcc} -o /tmp/never.jpg")
    expect_end(done, 66, "askcam: /dev/video0: ", f"cannot read the format {fourcc}")


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
               "warning: /dev/video7: no encoder for this camera: not a memory-to-memory device")
    check_bars(lab.file("auto.jpg"))
    check_bars(lab.file("named.jpg"))
