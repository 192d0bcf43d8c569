# SPDX-License-Identifier: MIT
"""An HDMI bridge whose source switches its resolution, or is off."""
from lab import pictures
from lab.cases import case, expect, expect_end

SNAP = "askcam snap -v -s $hdmi --format YUYV"


def size_of(lab, name):
    """The size of a picture that a script left."""
    return pictures.decode(lab.file(name)).size


@case("vivid")
def the_picture_has_the_size_that_the_source_sends(lab):
    done = lab.sh(f"""
        for size in 640x480p59 1280x720p60; do
            send_hdmi $size
            {SNAP} --warmup 0 -o /tmp/$size.jpg || exit
            cp /tmp/$size.jpg /host/files/
        done""")
    expect_end(done, 0)
    expect(size_of(lab, "640x480p59.jpg") == (640, 480), "the first one is not 640x480")
    expect(size_of(lab, "1280x720p60.jpg") == (1280, 720), "the second one is not 1280x720")


@case("vivid")
def a_source_that_switches_is_followed(lab):
    done = lab.sh(f"""
        send_hdmi 640x480p59
        (sleep 1.5; send_hdmi none; sleep 0.5; send_hdmi 800x600p60) &
        {SNAP} --warmup 120 -o /tmp/hdmi.jpg; code=$?
        wait
        cp /tmp/hdmi.jpg /host/files/switched.jpg
        exit $code""")
    expect_end(done, 0, "the source has changed", "the source sends 800x600")
    expect(size_of(lab, "switched.jpg") == (800, 600), f"it is {size_of(lab, 'switched.jpg')}")


@case("vivid")
def a_source_that_is_off_is_reported(lab):
    done = lab.sh(f"""
        send_hdmi none
        {SNAP} -o /tmp/never.jpg; code=$?
        send_hdmi 640x480p59
        exit $code""")
    expect_end(done, 66, "askcam: /dev/video9: no signal at its input")


@case("vivid")
def a_source_that_goes_is_waited_for_5_s(lab):
    done = lab.sh(f"""
        send_hdmi 640x480p59
        (sleep 1; send_hdmi none) &
        began=$(uptime)
        {SNAP} --warmup 500 -o /tmp/never.jpg; code=$?
        echo $began $(uptime)
        wait
        send_hdmi 640x480p59
        exit $code""")
    expect_end(done, 66, "no signal at its input")
    began, ended = map(float, done.out.split())
    expect(5.9 < ended - began < 9, f"it took {ended - began:.1f} s")
