# SPDX-License-Identifier: MIT
"""What can go wrong between a camera's driver and askcam, with vivid's error injection."""
from cases.vivid_formats import check_bars
from lab.cases import case, expect, expect_end

# What askcam is asked for in these cases.
SNAP = "askcam snap -s $vivid --format YUYV --size 640x360"


def snap_file(lab, script):
    """Runs the script, which leaves /tmp/vivid.jpg, and checks the picture."""
    done = lab.sh(f"reset_vivid $vivid; rm -f /tmp/vivid.jpg\n{script}\n"
                  "code=$?; cp /tmp/vivid.jpg /host/files/fault.jpg; exit $code")
    expect_end(done, 0)
    check_bars(lab.file("fault.jpg"))
    return done


@case("vivid")
def dropped_frames_do_no_harm(lab):
    snap_file(lab, f"""
        set_vivid $vivid percentage_of_dropped_buffers=50
        {SNAP} --warmup 5 -o /tmp/vivid.jpg""")


@case("vivid")
def no_frame_at_all_ends_after_5_s(lab):
    done = lab.sh(f"""
        reset_vivid $vivid
        set_vivid $vivid percentage_of_dropped_buffers=100
        began=$(uptime)
        {SNAP} --warmup 0 -o /tmp/never.jpg; code=$?
        echo $began $(uptime)
        reset_vivid $vivid
        [ ! -e /tmp/never.jpg ] || echo there is a file >&2
        exit $code""")
    expect_end(done, 66, "askcam: ")
    expect("there is a file" not in done.err, "a file was written")
    began, ended = map(float, done.out.split())
    expect(4.9 < ended - began < 8, f"it took {ended - began:.1f} s")


# That it is not sent is seen with the USB camera; here a stream has to survive it.
@case("vivid")
def a_flagged_frame_does_no_harm(lab):
    snap_file(lab, f"""
        (sleep 0.8; set_vivid $vivid inject_v4l2_buf_flag_error=1) &
        {SNAP} --warmup 20 -o /tmp/vivid.jpg""")


@case("vivid")
def a_fatal_streaming_error_ends_with_66(lab):
    done = lab.sh(f"""
        reset_vivid $vivid
        (sleep 1; set_vivid $vivid inject_fatal_streaming_error=1) &
        {SNAP} --warmup 200 -o /tmp/never.jpg""")
    expect_end(done, 66, "askcam: ", "/dev/video0")


@case("vivid")
def a_disconnected_driver_ends_with_66(lab):
    done = lab.sh(f"""
        reset_vivid $vivid
        (sleep 1; set_vivid $vivid disconnect=1) &
        {SNAP} --warmup 200 -o /tmp/never.jpg""")
    expect_end(done, 66, "askcam: ", "/dev/video0")
    snap_file(lab, f"{SNAP} --warmup 0 -o /tmp/vivid.jpg")


@case("vivid", ("reqbufs", "streamon", "qbuf"))
def a_refused_call_ends_with_66(lab, call):
    done = lab.sh(f"""
        reset_vivid $vivid
        set_vivid $vivid inject_vidioc_{call}_error=1
        {SNAP} --warmup 0 -o /tmp/never.jpg""")
    expect_end(done, 66, "askcam: ", "/dev/video0")
    snap_file(lab, f"{SNAP} --warmup 0 -o /tmp/vivid.jpg")


@case("vivid")
def a_sequence_that_wraps_does_no_harm(lab):
    snap_file(lab, f"""
        set_vivid $vivid wrap_sequence_number=1
        {SNAP} --warmup 10 -o /tmp/vivid.jpg; code=$?
        set_vivid $vivid wrap_sequence_number=0
        (exit $code)""")


@case("vivid")
def a_busy_camera_is_named_with_its_holder(lab):
    done = lab.sh(f"""
        reset_vivid $vivid
        v4l2-ctl -d $vivid --stream-mmap --stream-count=0 >/dev/null 2>&1 & holder=$!
        sleep 0.7
        {SNAP} --warmup 0 -o /tmp/never.jpg; code=$?
        kill $holder
        wait $holder
        exit $code""")
    expect_end(done, 66, "askcam: ", "/dev/video0", "busy", "v4l2-ctl")
    snap_file(lab, f"{SNAP} --warmup 0 -o /tmp/vivid.jpg")


@case("vivid")
def the_frame_is_newer_than_the_connection(lab):
    """It was dark when askcam started and bright before the connection stood: bright is sent."""
    done = lab.sh("""
        reset_vivid $vivid
        set_vivid $vivid brightness=0
        hide_standin
        ask -v -s $vivid --format YUYV --size 640x360 --warmup 0 'Is it bright?' 2>/tmp/ask.err &
        wait_until grep -q 640x360 /tmp/ask.err # the camera streams from here
        sleep 0.7
        set_vivid $vivid brightness=128
        show_standin
        wait $!; code=$?
        cat /tmp/ask.err >&2
        exit $code""")
    expect_end(done, 0)
    received = lab.received()
    expect(len(received) == 1, f"{len(received)} pictures came")
    check_bars(received[0])
