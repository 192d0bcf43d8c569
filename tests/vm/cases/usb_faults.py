# SPDX-License-Identifier: MIT
"""A USB camera that is pulled out, hangs, or sends rubbish."""
from cases.mjpeg import one_of, snapped
from lab.cases import case, expect, expect_end

SNAP = "askcam snap -s $usb --size 640x480"


def ended_with_66_in(lab, script, least_s, most_s):
    """The script's askcam ended with 66 within this time, and left no file."""
    done = lab.sh(f"""
        rm -f /tmp/never.jpg
        began=$(uptime)
        {script}
        code=$?
        echo $began $(uptime)
        wait
        usb_camera resume; usb_camera whole; usb_camera plug
        wait_until [ -c $usb ]
        [ ! -e /tmp/never.jpg ] || echo there is a file >&2
        exit $code""")
    expect_end(done, 66, "askcam: ")
    expect("there is a file" not in done.err, "a file was written")
    began, ended = map(float, done.out.split())
    expect(least_s <= ended - began <= most_s, f"it took {ended - began:.1f} s")
    return done


@case("usb")
def a_camera_that_hangs_ends_with_66_after_5_s(lab):
    ended_with_66_in(lab, f"usb_camera hang; {SNAP} -o /tmp/never.jpg", 4.9, 8)


@case("usb")
def a_camera_that_hangs_mid_stream_ends_with_66(lab):
    ended_with_66_in(lab, f"(sleep 1; usb_camera hang) & {SNAP} --warmup 100 -o /tmp/never.jpg",
                     5.5, 10)


@case("usb")
def only_broken_frames_end_with_66_after_10_s(lab):
    ended_with_66_in(lab, f"usb_camera broken; {SNAP} -o /tmp/never.jpg", 9.9, 13)


@case("usb")
def a_camera_that_is_pulled_out_ends_with_66_at_once(lab):
    done = ended_with_66_in(
        lab, f"(sleep 1; usb_camera unplug) & {SNAP} --warmup 200 -o /tmp/never.jpg", 1, 4)
    expect("/dev/video1" in done.err, f"the camera is not named: {done.err!r}")


@case("usb")
def pulled_out_between_frames_sends_nothing(lab):
    ended_with_66_in(
        lab, "(sleep 2; usb_camera unplug) & "
        "ask -s $usb --size 640x480 --frames 3 --interval 3s 'What changed?' >/dev/null", 1, 9)
    expect(not lab.standin.new_requests(), "a request was sent")


@case("usb")
def it_works_again_once_it_is_back(lab):
    data, _ = snapped(lab, f"""
        usb_camera unplug
        wait_until [ ! -e $usb ]
        usb_camera plug
        wait_until [ -c $usb ]
        {SNAP} -o /tmp/usb.jpg""")
    expect(one_of(lab, data, "vga-0", "vga-1"), "the bytes are not the camera's")


@case("usb", ("truncate", "garbage", "flag"))
def one_bad_frame_is_passed_over(lab, fault):
    data, done = snapped(lab, f"""
        usb_camera {fault}
        {SNAP} --warmup 0 -o /tmp/usb.jpg; code=$?
        tail -n 3 /host/usb-camera.log
        (exit $code)""")
    expect("a frame goes out" in done.out, "the camera never sent the bad frame")
    expect(one_of(lab, data, "vga-0", "vga-1"), "the bytes are not the camera's")


@case("usb")
def an_interrupt_while_waiting_is_obeyed_within_a_second(lab):
    done = lab.sh(f"""
        usb_camera hang
        began=$(uptime)
        timeout -s INT 1 {SNAP} -o /tmp/never.jpg; code=$?
        echo $began $(uptime)
        usb_camera resume
        exit $code""")
    expect(done.code == 130, f"ended with {done.code}: {done.err.strip()!r}")
    began, ended = map(float, done.out.split())
    expect(1 <= ended - began < 2, f"it took {ended - began:.1f} s, 1 s before the interrupt")


LASTING = "/dev/v4l/by-id/usb-askcam_tests-video-index0"


@case("usb")
def its_lasting_name_leads_to_it_under_another_number(lab):
    """Somebody still holds the old node, so that the camera comes back under a new one."""
    data, done = snapped(lab, f"""
        mkdir -p /dev/v4l/by-id
        ln -sf ../../video1 {LASTING}
        askcam snap -s {LASTING} --size 640x480 -o /tmp/before.jpg || exit
        exec 9<$usb
        usb_camera unplug
        wait_until [ ! -e $usb ]
        rm {LASTING}
        askcam snap -s {LASTING} --size 640x480 -o /tmp/never.jpg; echo $?
        usb_camera plug
        wait_until [ -c /dev/video3 ]
        ln -sf ../../video2 {LASTING}
        askcam snap -s {LASTING} --size 640x480 -o /tmp/usb.jpg; code=$?
        exec 9<&-
        rm -r /dev/v4l
        usb_camera unplug
        wait_until [ ! -e /dev/video3 ]
        usb_camera plug
        wait_until [ -c $usb ] && wait_until [ -c /dev/video2 ]
        (exit $code)""")
    expect(done.out.split() == ["66"], f"without it, the code was {done.out!r}")
    expect(LASTING in done.err, f"the camera is not named: {done.err!r}")
    expect(one_of(lab, data, "vga-0", "vga-1"), "the bytes are not the camera's")


@case("usb")
def one_program_opens_it_again_once_it_is_back(lab):
    """In a conversation each look opens the camera anew: before, without, and with it again."""
    done = lab.sh("""
        mkfifo /tmp/questions
        ASKCAM_API_KEY=sk-of-the-guest askcam chat --base-url "$base_url" --ca-file /host/ca.pem \\
            --hide-thinking -s $usb --size 640x480 </tmp/questions >/tmp/answers 2>/tmp/chat.err &
        exec 8>/tmp/questions
        echo 'First?' >&8
        wait_until grep -q . /tmp/answers
        usb_camera unplug
        wait_until [ ! -e $usb ]
        echo '/look Gone?' >&8
        wait_until grep -q 'askcam: /dev/video1' /tmp/chat.err
        usb_camera plug
        wait_until [ -c $usb ]
        echo '/look Back?' >&8
        exec 8>&-
        wait $!; code=$?
        rm /tmp/questions
        cat /tmp/chat.err >&2
        exit $code""")
    expect_end(done, 0, "askcam: /dev/video1: no such device")
    first, *_, last = lab.requests(2)
    for pictures in (first, last):
        expect(pictures and one_of(lab, pictures[-1], "vga-0", "vga-1"), "it is another picture")
