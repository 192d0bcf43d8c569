# SPDX-License-Identifier: MIT
"""The stand-in measures the gauge to within one, whatever a sender may do to the picture."""
import io
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools"))

from PIL import Image  # noqa: E402

import draw  # noqa: E402
from standin import gauge  # noqa: E402


def through_jpeg(image, quality=85):
    return Image.open(io.BytesIO(draw.jpeg(image, quality)))


class Measure(unittest.TestCase):
    def check(self, make, values=range(0, 101)):
        worst = 0
        for value in values:
            reading = gauge.measure(make(value))
            self.assertIsNotNone(reading, "no needle at %d" % value)
            worst = max(worst, abs(reading - value))
        self.assertLessEqual(worst, 1.0)

    def test_values_at_640x480(self):
        self.check(lambda v: through_jpeg(draw.gauge(v)), range(0, 101, 4))

    def test_every_value_at_200x150(self):
        self.check(lambda v: through_jpeg(draw.gauge(v, 200, 150)))

    def test_downscaled_to_200(self):
        self.check(lambda v: through_jpeg(draw.gauge(v).resize((200, 150))), range(0, 101, 7))

    def test_sizes_and_poor_quality(self):
        for size in ((1280, 720), (1920, 1080), (480, 640), (321, 241)):
            self.check(lambda v: through_jpeg(draw.gauge(v, *size), 30), range(0, 101, 20))

    def test_cropped_a_little(self):
        self.check(lambda v: through_jpeg(draw.gauge(v).crop((60, 0, 600, 470))),
                   range(0, 101, 10))

    def test_without_colour(self):
        self.check(lambda v: through_jpeg(draw.gauge(v).convert("L")), range(0, 101, 10))

    def test_halves_do_not_flip(self):
        self.check(lambda v: draw.gauge(v), [x / 2 for x in range(0, 201, 33)])

    def test_a_quarter_turn_shows(self):
        turned = draw.gauge(50, 480, 480).transpose(Image.ROTATE_270)  # clockwise
        self.assertAlmostEqual(gauge.measure(turned), 50 + 90 / 2.7, delta=1)


class Look(unittest.TestCase):
    def test_bars_are_named(self):
        sight = gauge.look(through_jpeg(draw.bars()))
        self.assertEqual(sight.kind, "bars")
        self.assertEqual(sight.colours, ["white", "yellow", "cyan", "green", "magenta", "red",
                                         "blue", "black"])

    def test_dark_plain_and_noise_are_no_gauge(self):
        for image, kind, word in (
                (Image.new("RGB", (64, 48), (5, 5, 5)), "plain", "dark"),
                (Image.new("RGB", (64, 48), (120, 120, 120)), "plain", "plain"),
                (Image.new("RGB", (64, 48), (255, 255, 255)), "plain", "bright"),
                (draw.noise(64, 48), "other", "a picture of 64 x 48 pixels")):
            sight = gauge.look(image)
            self.assertEqual(sight.kind, kind)
            self.assertIn(word, sight.text)
            self.assertIsNone(sight.reading)

    def test_a_dial_without_needle_is_no_gauge(self):
        self.assertIsNone(gauge.measure(draw.gauge(0, needle="white")))

    def test_answer_text(self):
        self.assertEqual(gauge.look(draw.gauge(73)).text, "The gauge reads 73.")


if __name__ == "__main__":
    unittest.main()
