# SPDX-License-Identifier: MIT
"""Pictures that are decoded, changed and encoded again: exact sizes, and pixels close to what
Pillow makes of the same order of operations."""
import random
import unittest

from reference import (WORD, CompareTest, cmyk, encoded, expected, kinds, limited, made,
                       photographs, pixels, with_metadata)

QUALITY = 95
SIDES = (1, 2, 7, 16, 39, 60, 100, 333)


class Lossy(CompareTest):
    def check(self, name, data, **how):
        out = self.snap(data, quality=QUALITY, **how)
        self.near(pixels(out), expected(data, **how), QUALITY, (name, how))
        return out

    def test_sizes_are_exact(self):
        for size in ((1, 1), (7, 3), (1, 700), (900, 1), (83, 61), (640, 480), (479, 641)):
            data = made(*size)
            for side in SIDES:
                for rotate in (0, 90):
                    if size == limited(size, side) and not rotate:
                        continue
                    wanted = limited(size, side)[::-1 if rotate else 1]
                    out = pixels(self.snap(data, max_side=side, rotate=rotate))
                    self.assertEqual(out.size, wanted, (size, side, rotate))

    def test_smaller(self):
        for name, data in kinds():
            for side in (13, 40, 57):
                with self.subTest(name, side=side):
                    self.check(name, data, max_side=side)

    def test_crops_at_any_pixel(self):
        for name, data in kinds():
            width, height = pixels(data).size
            if width < 40 or height < 40:
                continue
            for rect in ((1, 1, width - 1, height - 2), (11, 7, 23, 19), (0, height - 1, width, 1),
                         (width - 1, 0, 1, 1), (9, 3, 31, 40)):
                with self.subTest(name, crop=rect):
                    self.check(name, data, crop=rect)

    def test_crops_at_any_pixel_made_smaller(self):
        """The decoder divides by 2, 4 or 8, and the crop begins within a divided pixel."""
        for sampling in ("4:4:4", "4:2:0", "4:4:0"):
            data = made(333, 257, sampling)
            for x, side in ((1, 140), (1, 70), (3, 70), (3, 35), (5, 35), (6, 44), (7, 31)):
                for rotate in (0, 270):
                    how = {"crop": (x, 8 - x, 310 - x, 213), "max_side": side, "rotate": rotate}
                    with self.subTest(sampling, **how):
                        self.check(sampling, data, **how)

    def test_turns_of_odd_pictures(self):
        for name, data in kinds():
            for degrees in (90, 180, 270):
                with self.subTest(name, degrees=degrees):
                    self.check(name, data, rotate=degrees)

    def test_exif_orientations(self):
        for size in ((83, 61), (7, 3), (64, 41)):
            for orientation in range(1, 9):
                data = with_metadata(made(*size), orientation)
                for how in ({}, {"max_side": 37}, {"crop": (1, 0, 2, 3)}, {"rotate": 90}):
                    with self.subTest(size=size, orientation=orientation, how=how):
                        self.assertFalse(WORD in self.check(orientation, data, **how))

    def test_all_operations_in_order(self):
        chance = random.Random(4)
        for number in range(60):
            width, height = chance.randrange(24, 140), chance.randrange(24, 140)
            sampling = chance.choice(("4:4:4", "4:2:2", "4:2:0", "4:4:0"))
            orientation = chance.randrange(1, 9)
            data = with_metadata(made(width, height, sampling, seed=number), orientation)
            if orientation > 4:
                width, height = height, width
            x, y = chance.randrange(width - 8), chance.randrange(height - 8)
            crop = (x, y, chance.randrange(8, width - x + 1), chance.randrange(8, height - y + 1))
            how = {"crop": chance.choice((None, crop)), "rotate": chance.choice((0, 90, 180, 270)),
                   "max_side": chance.choice((0, 33, 48, 77)),
                   "masks": [tuple(chance.randrange(1, 60) for _ in range(4))
                             for _ in range(chance.choice((0, 0, 1, 3)))]}
            with self.subTest(number, sampling=sampling, orientation=orientation, **how):
                self.check(number, data, **how)

    def test_percentages(self):
        """A crop takes the pixels that begin within it, a mask all that it touches."""
        data = made(101, 67, "4:4:4")
        for spec, rect in ((("10%", "10%", "50%", "50%"), (10, 6, 50, 34)),
                           (("0%", "33.3%", "100%", "33.3%"), (0, 22, 101, 22)),
                           (("99%", "98.5%", "1%", "1.5%"), (99, 65, 2, 2))):
            with self.subTest(spec):
                out = pixels(self.snap(data, crop=spec, quality=QUALITY))
                self.near(out, expected(data, crop=rect), QUALITY, spec)
        out = pixels(self.snap(data, masks=[("10%", "10%", "50%", "50%")], quality=QUALITY))
        self.near(out, expected(data, masks=[(10, 6, 51, 35)]), QUALITY, "mask")

    def test_masks_are_black(self):
        for name, data in kinds():
            width, height = pixels(data).size
            if width < 60:
                continue
            for how in ({}, {"max_side": 60}, {"rotate": 180, "crop": (1, 0, width - 1, height)}):
                out = pixels(self.snap(data, masks=[(0, 0, width, height)], **how))
                with self.subTest(name, how=how):
                    self.assertEqual(set(out.convert("L").getdata()), {0})

    def test_masks_hide_all_that_is_in_them(self):
        """Nothing shines through, but for what an encoder does next to an edge."""
        for name, data in kinds():
            width, height = pixels(data).size
            if width < 60 or height < 40:
                continue
            for x, y in ((13, 11), (0, 0), (width - 41, height - 35)):
                out = self.snap(data, masks=[(x, y, 41, 35)], quality=QUALITY)
                inside = pixels(out).crop((x + 8, y + 8, x + 33, y + 27)).convert("L")
                with self.subTest(name, x=x, y=y):
                    self.assertLess(inside.getextrema()[1], 12)

    def test_quality(self):
        """--quality is libjpeg's: the same tables as Pillow's."""
        data = made(96, 64)
        for quality in (1, 30, 85, 100):
            out = self.snap(data, max_side=50, quality=quality)
            self.same_tables(out, quality)
        self.same_tables(self.snap(data, max_side=50), 85)

    def same_tables(self, out, quality):
        image = pixels(out)
        other = encoded(image, quality)
        self.assertEqual(image.quantization, other.quantization)
        self.assertEqual(image.layer, other.layer)

    def test_cmyk_becomes_what_pillow_sees(self):
        data = cmyk(97, 63)
        for how in ({"max_side": 40}, {"crop": (3, 3, 50, 41)}, {"masks": [(5, 5, 20, 20)]}):
            with self.subTest(how=how):
                self.check("cmyk", data, **how)

    def test_photographs(self):
        if not photographs():
            self.skipTest("no photographs beside the project (../shared/photos)")
        for path in photographs():
            with open(path, "rb") as file:
                data = file.read()
            for how in ({"max_side": 400}, {"max_side": 240}, {"max_side": 100},
                        {"crop": (101, 57, 301, 255)}, {"crop": (101, 57, 301, 255), "rotate": 90}):
                with self.subTest(path, how=how):
                    self.check(path, data, **how)


if __name__ == "__main__":
    unittest.main()
