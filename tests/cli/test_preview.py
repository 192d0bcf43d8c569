# SPDX-License-Identifier: MIT
"""`askcam snap --preview`: the frame, the crop and the masks, drawn on the terminal."""
import ctypes
import io
import os
import re
import unittest

from PIL import Image

from harness import ASKCAM, CliTest, Terminal, draw, new_tag, plain, world, write

CROP, MASK = (255, 255, 0), (255, 48, 48)
COLUMNS, LINES = 80, 24
# 640x480 on 80x24 with 3 lines for text: 21 lines of 16 pixels, so 56 columns of 8.
SHOWN_COLUMNS, SHOWN_LINES = 56, 21
# Which parts of a character are drawn in its own colour: left and right above, then below.
BLOCKS = {" ": "0000", "█": "1111", "▀": "1100", "▄": "0011", "▌": "1010", "▐": "0101",
          "▘": "1000", "▝": "0100", "▖": "0010", "▗": "0001", "▚": "1001", "▞": "0110",
          "▛": "1110", "▜": "1101", "▙": "1011", "▟": "0111"}


def has_chafa():
    try:
        ctypes.CDLL("libchafa.so.0")
    except OSError:
        return False
    return True


def without_chafa():
    """An environment in which the library's file is found first and is none."""
    folder = os.path.dirname(write("x", b""))
    folder = os.path.join(folder, "no-chafa")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "libchafa.so.0"), "wb"):
        pass
    return {"LD_LIBRARY_PATH": folder}


def xterm_colour(index):
    """One of xterm's colours 16..255."""
    if index >= 232:
        return ((index - 232) * 10 + 8,) * 3
    index -= 16
    steps = (0, 95, 135, 175, 215, 255)
    return steps[index // 36], steps[index // 6 % 6], steps[index % 6]


def sgr(numbers, pen):
    """What `ESC [ numbers m` makes of the pen: character's colour, ground's, are they swapped."""
    pen, at = list(pen), 0
    while at < len(numbers):
        one = numbers[at]
        at += 1
        if one == 0:
            pen = [None, None, False]
        elif one in (7, 27):
            pen[2] = one == 7
        elif one in (38, 48) and numbers[at] == 2:
            pen[one == 48] = tuple(numbers[at + 1:at + 4])
            at += 4
        elif one in (38, 48):
            pen[one == 48] = xterm_colour(numbers[at + 1])
            at += 2
        elif one in (39, 49):
            pen[one == 49] = None
        else:
            raise AssertionError("SGR %r was not expected" % numbers)
    return pen


def screen(shown):
    """The picture's pixels, four a character, and the lines of text under it."""
    pixels, pen = {}, [None, None, False]
    lines = shown.decode().replace("\r", "").split("\n")
    for y, line in enumerate(lines[:SHOWN_LINES]):
        x = 0
        for match in re.finditer(r"\x1b\[([0-9;]*)m|([^\x1b])", line):
            if match[2] is None:
                pen = sgr([int(n or 0) for n in match[1].split(";")], pen)
                continue
            for part, is_own in enumerate(BLOCKS[match[2]]):
                own, ground = (pen[1], pen[0]) if pen[2] else (pen[0], pen[1])
                pixels[2 * x + part % 2, 2 * y + part // 2] = own if is_own == "1" else ground
            x += 1
    return pixels, lines[SHOWN_LINES:]


def near(colour, wanted):
    return colour is not None and all(abs(a - b) <= 60 for a, b in zip(colour, wanted))


class Preview(CliTest):
    def preview(self, *args, code=0, **env):
        term = {"TERM": "xterm-256color", "COLORTERM": "truecolor", **env}
        terminal = Terminal([ASKCAM, "snap", "--preview", *args], new_tag(), env=term,
                            size=(COLUMNS, LINES))
        self.assertEqual(terminal.end(), code, terminal.shown[-500:])
        return terminal.shown

    def test_the_c_locale_gets_ascii_without_escape_sequences(self):
        for locale in ("C", "POSIX"):
            shown = self.preview("-s", "pattern:bars", LC_ALL=locale)
            self.assertNotIn(b"\x1b", shown)
            self.assertTrue(shown.isascii(), shown)
            lines = shown.decode().replace("\r", "").split("\n")
            self.assertGreater(len(set(lines[0])), 3, lines[0])  # bars of several brightnesses
            self.assertTrue(any(line.startswith("frame 640x480") for line in lines), shown)

    def edges(self, pixels, colour):
        """The box around what has a colour: left, top, right, bottom; in quarters."""
        found = [place for place, got in pixels.items() if near(got, colour)]
        self.assertTrue(found, "%r is nowhere" % (colour,))
        xs, ys = [x for x, _ in found], [y for _, y in found]
        return min(xs), min(ys), max(xs), max(ys)

    def check_marks(self, **env):
        """A white frame, a crop in its middle, a mask in the crop's middle."""
        path = write("white.jpg", draw.jpeg(Image.new("RGB", (640, 480), (255, 255, 255))))
        shown = self.preview("-s", path, "--crop", "25%,25%,50%,50%",
                             "--mask", "280,200,80,80", **env)
        pixels, texts = screen(shown)
        self.assertEqual(max(x for x, _ in pixels) + 1, 2 * SHOWN_COLUMNS)
        for got, wanted in zip(self.edges(pixels, CROP), (28, 10, 83, 31)):
            self.assertAlmostEqual(got, wanted, delta=1)
        for got, wanted in zip(self.edges(pixels, MASK), (48, 17, 63, 24)):
            self.assertAlmostEqual(got, wanted, delta=1)
        # Inside of the mask, of the crop, and outside of both.
        self.assertTrue(near(pixels[55, 20], (0, 0, 0)), pixels[55, 20])
        self.assertTrue(near(pixels[36, 14], (255, 255, 255)), pixels[36, 14])
        self.assertTrue(near(pixels[10, 4], (127, 127, 127)), pixels[10, 4])
        self.assertEqual(texts[1:], [""], texts)
        self.assertRegex(texts[0], r"\Aframe 640x480; crop 160,120,320,240; mask 280,200,80,80; "
                                   r"would be sent: 320x240, \d+ bytes\Z")
        return shown

    def test_marks_without_the_library(self):
        shown = self.check_marks(**without_chafa())
        self.assertIn(b"\x1b[38;2;255;255;0m", shown)
        self.assertEqual(set(shown.decode()) & set(BLOCKS) - {" "}, {"▀"})

    def test_256_colours_without_the_library(self):
        shown = self.check_marks(COLORTERM=None, **without_chafa())
        self.assertIn(b"\x1b[38;5;226m", shown)
        self.assertNotIn(b"8;2;", shown)

    @unittest.skipUnless(has_chafa(), "libchafa is not installed")
    def test_marks_by_the_library(self):
        self.check_marks()

    @unittest.skipUnless(has_chafa(), "libchafa is not installed")
    def test_sixels(self):
        shown = self.preview("-s", "pattern:gauge=20", "--crop", "25%,25%,50%,50%", TERM="foot")
        self.assertRegex(shown, rb"(?s)\A\x1bP[\d;]*q.*\x1b\\\r?\nframe [^\x1b]*\Z")
        self.assertIn(b";2;100;100;0", shown)  # the crop's yellow, in percent

    def test_colours_end_with_each_line(self):
        shown = self.preview("-s", "pattern:bars", **without_chafa())
        for line in shown.split(b"\r\n")[:SHOWN_LINES]:
            self.assertTrue(line.endswith(b"\x1b[0m"), line[-40:])

    def test_the_bytes_are_those_of_the_jpeg(self):
        path = world().path("previewed.jpg")
        args = ("-s", "pattern:gauge=31", "--crop", "10%,10%,50%,50%", "--rotate", "90")
        shown = self.preview(*args, "-o", path)
        jpeg = plain("snap", *args).out
        with open(path, "rb") as file:
            self.assertEqual(file.read(), jpeg)
        width, height = Image.open(io.BytesIO(jpeg)).size
        said = "; then rotated 90; would be sent: %dx%d, %d bytes" % (width, height, len(jpeg))
        self.assertIn(said.encode(), shown)

    def test_without_o_no_jpeg_is_written(self):
        self.assertNotIn(b"JFIF", self.preview("-s", "pattern:bars"))

    def test_small_frames_and_small_terminals(self):
        dot = write("dot.jpg", draw.jpeg(Image.new("RGB", (1, 1), (0, 0, 0))))
        wide = write("wide.jpg", draw.jpeg(Image.new("RGB", (3000, 2), (9, 9, 9))))
        for path in (dot, wide):
            for size in ((80, 24), (1, 1), (5, 2)):
                for env in ({}, without_chafa()):
                    terminal = Terminal([ASKCAM, "snap", "--preview", "-s", path], new_tag(),
                                        env=env, size=size)
                    self.assertEqual(terminal.end(), 0, terminal.shown)
                    self.assertIn(b"would be sent: ", terminal.shown)

    def test_refused_where_it_cannot_be_seen(self):
        run = plain("snap", "--preview", "-s", "pattern:bars")
        self.failed(run, "usage", says="not a terminal")
        self.assertEqual(run.out, b"")
        for args, env in (((), {"TERM": "dumb"}), ((), {"TERM": None}),
                          (("--output", "json"), {}), (("--best-of", "3"), {})):
            shown = self.preview("-s", "pattern:bars", *args, code=64, **env)
            self.assertNotIn(b"\x1b", shown)
            self.assertIn(b"--preview: ", shown)

    def test_a_crop_outside_tells_the_size(self):
        shown = self.preview("-s", "pattern:bars", "--crop", "0,0,9000,9000", code=64)
        self.assertRegex(b" ".join(shown.split()), rb"outside the picture of \d+x\d+")


if __name__ == "__main__":
    unittest.main()
