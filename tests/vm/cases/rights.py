# SPDX-License-Identifier: MIT
"""Cameras that askcam may not use, and things that are not cameras."""
from lab.cases import case, expect_end


@case("vivid")
def a_missing_right_names_the_group(lab):
    done = lab.sh("""
        chgrp video $vivid
        chmod 660 $vivid
        as_nobody askcam snap -s $vivid -o /tmp/never.jpg""")
    expect_end(done, 66, "askcam: ", "/dev/video0", "group video")


@case("usb")
def a_metadata_node_is_no_camera(lab):
    done = lab.sh("askcam snap -s /dev/video2 -o /tmp/never.jpg")
    expect_end(done, 66, "askcam: ", "/dev/video2")


@case("usb")
def a_device_that_is_not_there_is_named(lab):
    done = lab.sh("askcam snap -s /dev/video42 -o /tmp/never.jpg")
    expect_end(done, 66, "askcam: ", "/dev/video42")


@case("usb")
def another_kind_of_device_is_no_camera(lab):
    done = lab.sh("askcam snap -s /dev/null -o /tmp/never.jpg")
    expect_end(done, 66, "askcam: ", "/dev/null")
