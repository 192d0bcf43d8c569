# SPDX-License-Identifier: MIT
"""Crops, turns and masks where coded blocks allow them: the blocks that jpegtran gives, to the bit.
"""
import io
import itertools
import unittest

from reference import (PIECES, CompareTest, Image, ImageChops, cmyk, djpeg, expected, harness,
                       jpegtran, made, photographs, pixels, run, same, scene, with_metadata)

ROTATIONS = {90: ["-rotate", "90"], 180: ["-rotate", "180"], 270: ["-rotate", "270"]}
UPRIGHT = {1: [], 2: ["-flip", "horizontal"], 3: ["-rotate", "180"], 4: ["-flip", "vertical"],
           5: ["-transpose"], 6: ["-rotate", "90"], 7: ["-transverse"], 8: ["-rotate", "270"]}


def turned(data, *options):
    """`-perfect`: jpegtran fails where a turn would leave some blocks as they were."""
    return jpegtran(data, "-perfect", *options) if options else jpegtran(data)


def cropped(data, rect):
    x, y, w, h = rect
    return jpegtran(data, "-crop", "%dx%d+%d+%d" % (w, h, x, y))


def each_alone():
    """A file that tells cjpeg to code one component after the other."""
    return harness.write("scans.txt", b"0;\n1;\n2;\n")


def whole_pieces():
    """JPEGs of 6 by 5 pieces, by sampling and kind."""
    for sampling, (width, height) in PIECES.items():
        yield sampling, width, height, made(width * 6, height * 5, sampling)
    for name, options in (("progressive", ["-progressive"]), ("restarts", ["-restart", "1"]),
                          ("restart blocks", ["-restart", "5B"]), ("optimized", ["-optimize"])):
        yield name, 16, 16, made(96, 80, options=options)
    for name, options in (("grey", ["-grayscale"]), ("grey 2x2", ["-grayscale", "-progressive"])):
        yield name, 8, 8, made(96, 80, options=options)
    yield "a scan each", 16, 16, made(96, 80, options=["-scans", each_alone()])
    yield "cmyk", 8, 8, cmyk(96, 80)


class Lossless(CompareTest):
    def test_quarter_turns(self):
        for name, _, _, data in whole_pieces():
            for degrees, options in ROTATIONS.items():
                with self.subTest(name, degrees=degrees):
                    out = self.snap(data, rotate=degrees)
                    self.same_blocks(out, turned(data, *options), name)

    def test_turns_of_pictures_that_end_within_a_piece(self):
        """Only the side that is mirrored must end with a piece."""
        for sampling, (width, height) in PIECES.items():
            for degrees, size in ((90, (width * 3 + 5, height * 4)),
                                  (270, (width * 3, height * 4 + 3))):
                data = made(*size, sampling)
                with self.subTest(sampling, degrees=degrees):
                    self.same_blocks(self.snap(data, rotate=degrees),
                                     turned(data, *ROTATIONS[degrees]), sampling)

    def test_exif_orientations(self):
        for name, _, _, data in whole_pieces():
            for orientation, options in UPRIGHT.items():
                with self.subTest(name, orientation=orientation):
                    out = self.snap(with_metadata(data, orientation))
                    self.same_blocks(out, turned(data, *options), name)

    def test_exif_orientation_and_turn(self):
        data = made(96, 80)
        for (orientation, first), (degrees, then) in itertools.product(UPRIGHT.items(),
                                                                       ROTATIONS.items()):
            with self.subTest(orientation=orientation, degrees=degrees):
                out = self.snap(with_metadata(data, orientation), rotate=degrees)
                self.same_blocks(out, turned(turned(data, *first), *then), orientation)

    def test_crops(self):
        for name, width, height, data in whole_pieces():
            size = pixels(data).size
            for rect in ((width, height, width * 2, height * 3), (0, 0, width, height),
                         (width * 2, 0, size[0] - width * 2, height)):
                with self.subTest(name, crop=rect):
                    out = self.snap(data, crop=rect)
                    self.same_blocks(out, cropped(data, rect), name)
                    if name != "progressive":
                        self.assertTrue(same(djpeg(out), djpeg(cropped(data, rect))))

    def test_crops_up_to_the_edge_of_an_odd_picture(self):
        for sampling, (width, height) in PIECES.items():
            size = (width * 3 + 3, height * 2 + 5)
            data = made(*size, sampling)
            rect = (width, height, size[0] - width, size[1] - height)
            with self.subTest(sampling):
                self.same_blocks(self.snap(data, crop=rect), cropped(data, rect), sampling)

    def test_crop_then_turn(self):
        data, rect = made(160, 128), (32, 16, 96, 64)
        for degrees, options in ROTATIONS.items():
            out = self.snap(data, crop=rect, rotate=degrees)
            self.same_blocks(out, turned(cropped(data, rect), *options), degrees)

    def test_orientation_then_crop_then_turn(self):
        data, rect = made(160, 128), (16, 32, 80, 64)
        for orientation, first in UPRIGHT.items():
            out = self.snap(with_metadata(data, orientation), crop=rect, rotate=90)
            best = turned(cropped(turned(data, *first), rect), "-rotate", "90")
            with self.subTest(orientation=orientation):
                self.same_blocks(out, best, orientation)

    def test_masks(self):
        """Black to the last pixel, and not one other pixel touched."""
        for name, width, height, data in whole_pieces():
            if name == "cmyk":
                continue
            masks = [(width, height, width * 2, height), (width * 4, height * 3, 500, 500)]
            with self.subTest(name):
                out = self.snap(data, masks=masks)
                for decode in (djpeg, lambda d: djpeg(d, "-dct", "float")):
                    self.only_masked(decode(out), decode(data), masks, name)

    def only_masked(self, image, before, masks, why):
        shade = Image.new("L", image.size, 255)
        for x, y, w, h in masks:
            shade.paste(0, (x, y, x + w, y + h))
        black = Image.new(image.mode, image.size)
        self.assertTrue(same(image, Image.composite(before, black, shade)), why)

    def test_masks_in_a_turned_crop(self):
        data = made(160, 128, "4:4:4")
        how = {"masks": [(24, 24, 16, 8)], "crop": (16, 16, 80, 64), "rotate": 90}
        out = self.snap(with_metadata(data, 8), **how)
        difference = ImageChops.difference(pixels(out), expected(with_metadata(data, 8), **how))
        self.assertLessEqual(max(high for _, high in difference.getextrema()), 2)

    def test_there_and_back_again(self):
        for name, _, _, data in whole_pieces():
            with self.subTest(name):
                out = data
                for _ in range(4):
                    out = self.snap(out, rotate=90)
                self.same_blocks(out, data, name)

    def test_photographs(self):
        if not photographs():
            self.skipTest("no photographs beside the project (../shared/photos)")
        for path in photographs():
            with open(path, "rb") as file:
                data = file.read()
            image = pixels(data)
            if image.getexif().get(0x0112, 1) != 1:
                continue
            wide, high = (side // 64 * 32 for side in image.size)
            with self.subTest(path):
                self.same_blocks(self.snap(path, crop=(32, 32, wide, high), rotate=180),
                                 turned(cropped(data, (32, 32, wide, high)), "-rotate", "180"),
                                 path)

    def test_12_megapixels(self):
        """To the byte, since both make the best Huffman tables."""
        small = pixels(made(1008, 756))
        out = io.BytesIO()
        small.resize((4032, 3024)).save(out, "JPEG", quality=88)
        data, rect = out.getvalue(), (1024, 1008, 1536, 1024)
        self.assertEqual(self.snap(data, crop=rect),
                         jpegtran(data, "-optimize", "-crop", "1536x1024+1024+1008"))
        for degrees, options in ROTATIONS.items():
            with self.subTest(degrees=degrees):
                self.assertEqual(self.snap(data, rotate=degrees),
                                 turned(data, "-optimize", *options))

    def test_more_blocks_a_piece_than_one_scan_may_have(self):
        """12, which only scans of single components can; it is encoded again instead."""
        out = io.BytesIO()
        scene(96, 80).save(out, "PPM")
        data = run(["cjpeg", "-sample", "2x2,2x2,2x2", "-scans", each_alone()], out.getvalue())
        for rotate, rect in itertools.product((0, 90), ((0, 0, 96, 80), (16, 16, 48, 32))):
            with self.subTest(rotate=rotate, crop=rect):
                how = {"crop": rect, "rotate": rotate}
                self.near(pixels(self.snap(data, **how)), expected(data, **how), 85, how)


if __name__ == "__main__":
    unittest.main()
