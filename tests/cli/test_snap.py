# SPDX-License-Identifier: MIT
"""`askcam snap`: the JPEG that ask would send, on stdout or in a file, whole or not at all."""
import io
import os
import unittest

from PIL import Image

from harness import (ASKCAM, CliTest, Terminal, ask, draw, execute, new_tag, plain,
                     shared_photo, world, write)
from standin import gauge


class Snap(CliTest):
    def test_stdout(self):
        run = plain("snap", "-s", "pattern:gauge=66")
        self.assertEqual((run.code, run.err), (0, ""), run.reported())
        image = Image.open(io.BytesIO(run.out))
        image.load()
        self.assertEqual(image.format, "JPEG")
        self.assertAlmostEqual(gauge.measure(image), 66, delta=1)

    def test_a_dash_is_stdout(self):
        wanted = plain("snap", "-s", "pattern:bars").out
        self.assertEqual(plain("snap", "-s", "pattern:bars", "-o", "-").out, wanted)
        self.failed(plain("snap", "-s", "pattern:bars", "-o", "-", "--output", "json"), "usage")
        terminal = Terminal([ASKCAM, "snap", "-s", "pattern:bars", "-o", "-"], new_tag())
        self.assertEqual(terminal.end(), 64)
        self.assertEqual(os.listdir(world().path("home")), [])

    def test_it_is_what_ask_sends(self):
        import hashlib
        path = write("gauge.jpg", draw.jpeg(draw.gauge(5, 640, 480), comment=b"x"))
        for source, args in (("pattern:gauge=5", ()), ("pattern:bars", ("--max-side", "300")),
                             (path, ()), (path, ("--rotate", "90", "--quality", "50"))):
            snapped = plain("snap", "-s", source, *args)
            asked = self.ok(ask(*args, source=source))
            self.assertEqual(hashlib.sha256(snapped.out).hexdigest(),
                             asked.record["pictures"][0]["sha256"])

    def test_a_file(self):
        path = world().path("out.jpg")
        run = plain("snap", "-s", "pattern:gauge=9", "-o", path)
        self.assertEqual((run.code, run.out), (0, b""), run.reported())
        self.assertAlmostEqual(gauge.measure(Image.open(path)), 9, delta=1)
        self.assertEqual([n for n in os.listdir(world().dir) if n.startswith((".out", "out.jpg."))],
                         [], "a half file is left")

    def test_an_old_file_stays_when_the_source_is_bad(self):
        path = write("keep.jpg", b"old")
        self.failed(plain("snap", "-s", "/no/such.jpg", "-o", path), "source")
        with open(path, "rb") as file:
            self.assertEqual(file.read(), b"old")

    def test_places_that_cannot_be_written(self):
        for path in ("/no/such/dir/out.jpg", "/dev/full", os.path.dirname(write("x", b""))):
            with self.subTest(path=path):
                self.failed(plain("snap", "-s", "pattern:bars", "-o", path), "storage")
        with open("/dev/full", "wb") as full:
            self.failed(plain("snap", "-s", "pattern:bars", stdout=full), "storage")

    def test_a_limit_of_file_sizes_is_reported_and_leaves_no_half_file(self):
        folder = world().path("limited")
        os.mkdir(folder)
        path = os.path.join(folder, "out.jpg")
        for args in ('-o "$1"', '> "$1"'):
            script = 'ulimit -f 1; "$0" snap -s pattern:bars ' + args
            run = execute(["/bin/sh", "-c", script, ASKCAM, path], new_tag())
            self.failed(run, "storage", says="large")
            if args[0] == "-":
                self.assertEqual(os.listdir(folder), [])

    def test_refused_on_a_terminal(self):
        terminal = Terminal([ASKCAM, "snap", "-s", "pattern:bars"], new_tag())
        self.assertEqual(terminal.end(), 64)
        self.assertNotIn(b"JFIF", terminal.shown)
        self.assertIn(b"askcam: ", terminal.shown)

    def test_errors(self):
        self.failed(plain("snap", "-s", "/no/such.jpg"), "source")
        self.failed(plain("snap", "-s", "pattern:bars", "--quality", "0"), "usage")
        self.failed(plain("snap", "-s", "pattern:bars", "a question"), "usage")
        self.failed(plain("snap", "-s", "https://x.invalid/a.jpg"), ("usage", "source"))

    def test_verdicts(self):
        dark = write("dark.jpg", draw.jpeg(Image.new("RGB", (320, 240), (4, 4, 4))))
        bright = write("bright.jpg", draw.jpeg(Image.new("RGB", (320, 240), (252, 252, 252))))
        sharp = write("sharp.jpg", draw.jpeg(draw.gauge(50, 320, 240)))
        for path, verdict in ((dark, "dark"), (bright, "bright"), (sharp, "ok")):
            run = plain("snap", "--judge", "-s", path)
            self.assertEqual(run.code, 0, run.reported())
            lines = run.err.strip().split("\n")
            self.assertEqual(lines[-1], "verdict " + verdict, run.reported())
            self.assertRegex(run.err, r"(?m)^brightness [0-9.]+$")
        run = plain("snap", "--judge", "--reject", "dark", "-s", dark)
        self.failed(run, "source")

    def test_verdicts_of_real_photographs(self):
        for name, verdict in (("suapapa-gas-too_dark.jpg", "dark"),
                              ("suapapa-gas-too_bright.jpg", "bright"),
                              ("suapapa-gas-ok.jpg", "ok")):
            path = shared_photo(name)
            if not path:
                self.skipTest("no photographs beside the project (../shared)")
            run = plain("snap", "--judge", "-s", path)
            self.assertEqual(run.err.strip().split("\n")[-1], "verdict " + verdict, run.reported())


if __name__ == "__main__":
    unittest.main()
