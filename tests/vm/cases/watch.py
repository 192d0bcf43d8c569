# SPDX-License-Identifier: MIT
"""askcam watch while its camera is pulled out, replaced and plugged in again."""
from cases.mjpeg import one_of
from lab.cases import case, expect

LASTING = "/dev/v4l/by-id/usb-askcam_tests-video-index0"

START = """
    answered() { [ "$(wc -l </tmp/watch.out)" -gt "$1" ]; }
    reported() { grep -qF "$1" /tmp/watch.err; }
    watch() {
        : >/tmp/watch.out; : >/tmp/watch.err # output of the case before is not an answer
        ASKCAM_API_KEY=sk-of-the-guest askcam watch --base-url "$base_url" --ca-file /host/ca.pem \\
            --hide-thinking --size 640x480 "$@" 'What is it?' >/tmp/watch.out 2>/tmp/watch.err &
        watching=$!
        wait_until answered 0
    }
    finish() {
        wait_until answered "$1"; code=$?
        kill -TERM $watching
        wait $watching; echo "ended with $?"
        cat /tmp/watch.err >&2
    }
    """


def expect_survived(lab, done, device):
    """It ended by the signal alone, reported the loss and the return, and asked about this camera."""
    expect(done.code == 0, f"no answer came after it was back: {done.err.strip()!r}")
    expect("ended with 0" in done.out, f"it {done.out.strip()!r}: {done.err.strip()!r}")
    lines = [line for line in done.err.split("\n") if line.startswith(f"askcam: {device}: ")]
    expect(len(lines) == 2 and lines[0].endswith("; waiting for it to come back")
           and lines[1].endswith(": it is back; going on"), f"it printed {done.err.strip()!r}")
    requests = lab.some_requests()
    for pictures in (requests[0], requests[-1]):
        expect(pictures and one_of(lab, pictures[-1], "vga-0", "vga-1"), "it is another picture")


@case("usb", ("1s", "11s"))
def watch_goes_on_when_its_camera_is_back(lab, every):
    """Pulled out while it streams between ticks, and while it is closed."""
    done = lab.sh(START + f"""
        watch --every {every} -s $usb
        usb_camera unplug
        wait_until [ ! -e $usb ]
        wait_until reported 'waiting for it' || wait_until reported 'waiting for it' ||
            wait_until reported 'waiting for it'
        had=$(wc -l </tmp/watch.out)
        usb_camera plug
        wait_until [ -c $usb ]
        wait_until reported 'it is back'
        finish $had
        exit $code""")
    expect_survived(lab, done, "/dev/video1")


@case("usb")
def watch_takes_no_other_camera_under_its_name(lab):
    """Its link leads to vivid for a while, as a number that is used again would."""
    done = lab.sh(START + f"""
        mkdir -p /dev/v4l/by-id
        ln -sf ../../video1 {LASTING}
        watch --every 1s -s {LASTING}
        usb_camera unplug
        wait_until [ ! -e $usb ]
        ln -sf ../../video0 {LASTING}
        wait_until reported 'waiting for it'
        had=$(wc -l </tmp/watch.out)
        sleep 3
        [ "$(wc -l </tmp/watch.out)" -eq "$had" ] || echo another camera was asked about
        usb_camera plug
        wait_until [ -c $usb ]
        ln -sf ../../video1 {LASTING}
        wait_until reported 'it is back'
        finish $had
        rm -r /dev/v4l
        exit $code""")
    expect("another camera" not in done.out, "vivid was taken for it")
    expect_survived(lab, done, LASTING)


@case("usb")
def watch_reopens_a_camera_that_hangs(lab):
    done = lab.sh(START + """
        watch --every 1s -s $usb
        usb_camera hang
        wait_until reported 'no frame for 5 s' || wait_until reported 'no frame for 5 s'
        usb_camera resume
        finish $(wc -l </tmp/watch.out)
        exit $code""")
    expect(done.code == 0 and "ended with 0" in done.out,
           f"it did not go on: {done.out.strip()!r} {done.err.strip()!r}")
