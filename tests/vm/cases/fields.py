# SPDX-License-Identifier: MIT
"""Interlaced video: whatever order the fields come in, one picture of the right proportions."""
from lab import pictures
from lab.cases import case, expect, expect_end
from cases.vivid_formats import check_bars

SIZE = (720, 480)
LYING_BARS, ALTERNATING_LINES = 3, 15  # test patterns of vivid
# enum v4l2_field: how it comes.
ORDERS = {"interlaced": 4, "top, then bottom": 5, "bottom, then top": 6,
          "interlaced, bottom sent first": 9}
ONE_FIELD = {"top": 2, "bottom": 3, "alternate": 7}
FORMATS = ("YUYV", "NV12", "NV24", "RGB3")  # packed and planar, chroma of few and of all rows


def snap(lab, field, pattern, options):
    """A picture of the S-Video input whose fields come like this."""
    done = lab.sh(f"""
        reset_vivid $svideo
        set_vivid $svideo test_pattern={pattern}
        with_field {field} askcam snap -s $svideo --size 720x480 --warmup 0 {options} \\
            -o /tmp/fields.jpg || exit
        cp /tmp/fields.jpg /host/files/
        v4l2-ctl -d $svideo -V""")
    expect_end(done, 0)
    return lab.file("fields.jpg"), done.out


def check_field(reported, name):
    """The driver did give the fields like this."""
    expect(f"Field             : {name}" in reported, f"vivid gave other fields: {reported}")


@case("vivid", ORDERS)
def both_fields_are_woven(lab, order):
    for fourcc in FORMATS:
        data, _ = snap(lab, ORDERS[order], LYING_BARS, f"--format {fourcc}")
        check_bars(data, SIZE, lie=True)


@case("vivid", ORDERS)
def the_top_field_has_the_first_row(lab, order):
    data, _ = snap(lab, ORDERS[order], ALTERNATING_LINES, "--format NV12 --quality 95")
    black, white, *below = pictures.row_levels(data, 4)
    expect(black < 100 < 200 < white, f"the first rows are {black} {white} {below}")


@case("vivid", ONE_FIELD)
def one_field_keeps_the_proportions(lab, order):
    for fourcc in FORMATS:
        data, reported = snap(lab, ONE_FIELD[order], LYING_BARS, f"--format {fourcc}")
        check_bars(data, SIZE, lie=True)
        expect("Width/Height      : 720/240" in reported, f"no field of half the rows: {reported}")


@case("vivid")
def a_change_of_woven_fields_is_right(lab):
    data, reported = snap(lab, 5, LYING_BARS, "--format UYVY --crop 0,0,720,240 --rotate 90")
    check_field(reported, "Sequential Top-Bottom")
    check_bars(data, (240, 720), pictures.BARS[3::-1])


@case("vivid")
def left_to_itself_the_driver_interlaces(lab):
    done = lab.sh("""
        reset_vivid $svideo
        set_vivid $svideo test_pattern=3
        v4l2-ctl -d $svideo --set-fmt-video=width=720,height=240,field=alternate
        askcam snap -s $svideo --size 720x480 --warmup 0 -o /tmp/fields.jpg || exit
        cp /tmp/fields.jpg /host/files/
        v4l2-ctl -d $svideo -V""")
    expect_end(done, 0)
    check_field(done.out, "Interlaced")
    check_bars(lab.file("fields.jpg"), SIZE, lie=True)


@case("vivid")
def interlaced_hdmi_gives_pictures_as_high_as_its_frames(lab):
    done = lab.sh("""
        reset_vivid $hdmi
        set_vivid $hdmi test_pattern=3
        send_hdmi 1920x1080i25
        askcam snap -s $hdmi --warmup 0 -o /tmp/fields.jpg; code=$?
        v4l2-ctl -d $hdmi -V
        reset_vivid $hdmi
        send_hdmi 640x480p59
        cp /tmp/fields.jpg /host/files/
        exit $code""")
    expect_end(done, 0)
    check_field(done.out, "Alternating")
    check_bars(lab.file("fields.jpg"), (1920, 1080), lie=True)
