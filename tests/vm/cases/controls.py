# SPDX-License-Identifier: MIT
"""A camera's controls: set by name before a picture is taken, and listed."""
import json

from lab import pictures
from lab.cases import case, expect, expect_end

SNAP = "askcam snap -s $vivid --format YUYV --size 640x360 --warmup 0"


def brightness_with(lab, *settings):
    """The brightness of a picture taken with these controls set."""
    options = " ".join(f"--control '{setting}'" for setting in settings)
    done = lab.sh(f"""
        reset_vivid $vivid
        {SNAP} {options} -o /tmp/vivid.jpg; code=$?
        cp /tmp/vivid.jpg /host/files/control.jpg
        v4l2-ctl -d $vivid --get-ctrl test_pattern,brightness
        reset_vivid $vivid
        exit $code""")
    expect_end(done, 0)
    return pictures.brightness(lab.file("control.jpg")), done.out


@case("vivid")
def a_menu_is_set_by_the_name_or_number_of_its_item(lab):
    for item in ("100% White", "100_white", "6"):
        mean, reported = brightness_with(lab, f"test_pattern={item}")
        expect(mean > 230, f"{item} gave a brightness of {mean:.0f}: {reported}")
    mean, reported = brightness_with(lab, "test_pattern=100% Black")
    expect(mean < 25, f"black gave a brightness of {mean:.0f}: {reported}")


@case("vivid")
def controls_are_set_in_order_and_stay_set(lab):
    mean, reported = brightness_with(lab, "test_pattern=100% White", "brightness=9", "brightness=20")
    expect(mean < 200, f"the brightness is {mean:.0f}")
    expect("brightness: 20" in reported and "test_pattern: 6" in reported, f"v4l2-ctl says {reported}")


@case("vivid", ("brightness=256 64 255", "brigthness=1 66 brightness", "test_pattern=White 64 100%",
                "boolean=2 64 1", "string=12345678901234567890 64 bytes", "bitmask=1 64 0x"))
def a_control_that_cannot_be_set_is_refused(lab, row):
    setting, code, word = row.split()
    done = lab.sh(f"reset_vivid $vivid; {SNAP} --control {setting} -o /tmp/never.jpg")
    if code == "66":
        expect_end(done, 66, "askcam: ", "/dev/video0", word)
    else:
        expect_end(done, int(code), "askcam: --control", word)


@case("vivid", ("integer_64_bits=-5", "string=ab c", "bitmask=0x80002000", "boolean=off",
                "integer_menu=2", "integer_32_bits=-2147483648"))
def every_type_of_control_can_be_set(lab, setting):
    name, value = setting.split("=")
    done = lab.sh(f"""
        reset_vivid $vivid
        {SNAP} --control '{setting}' -o /tmp/vivid.jpg || exit
        v4l2-ctl -d $vivid --get-ctrl {name}
        askcam cameras --controls --output json""")
    expect_end(done, 0)
    for line in done.out.splitlines()[1:]:
        reported = json.loads(line)
        if reported.get("path") == "/dev/video0":
            control = next(one for one in reported["controls"] if one["name"] == name)
    wanted = value if name == "string" else {"off": 0}.get(value)
    wanted = int(value, 0) if wanted is None else wanted
    expect(control["value"] == wanted, f"it is listed as {control}; {done.out.splitlines()[0]}")


@case("vivid")
def cameras_lists_controls(lab):
    done = lab.sh("reset_vivid $vivid; askcam cameras --controls; v4l2-ctl -d $vivid -l | "
                  "sed -n 's/^ *\\([a-z0-9_]*\\) 0x.*/\\1/p' >/host/files/names")
    expect_end(done, 0)
    names = lab.file("names").decode().split()
    expect(len(names) > 40, f"v4l2-ctl names {names}")
    listed = done.out.split("/dev/video7")[0]
    for name in names:
        expect(f"\n  {name}" in listed, f"the list lacks {name}:\n{listed[-3000:]}")
    expect("  brightness=128  integer  0 to 255  (default 128)\n" in listed,
           f"brightness is not reported correctly:\n{listed[-3000:]}")
    expect("\n    6  100% White\n" in listed, "the menu's items are missing")


@case("usb")
def a_camera_without_controls_has_an_empty_list(lab):
    done = lab.sh("askcam cameras --controls --output json")
    expect_end(done, 0)
    lines = [json.loads(line) for line in done.out.splitlines()]
    reported = {line["path"]: line["controls"] for line in lines}
    expect(isinstance(reported["/dev/video1"], list), f"it has {reported['/dev/video1']}")
    expect(len(reported["/dev/video0"]) > 40, "vivid's controls are missing")
