# SPDX-License-Identifier: MIT
"""A JPEG that nothing changes: the coded picture stays as it is, to the bit, and metadata goes."""
import unittest

from reference import (SAMPLINGS, WORD, CompareTest, jpegtran, kinds, made, photographs, pixels,
                       same, scans, with_metadata, without_tables)


class PassThrough(CompareTest):
    def check(self, name, data):
        out = self.snap(data)
        self.assertTrue(scans(out) == scans(data), name)
        self.assertTrue(jpegtran(out) == jpegtran(data), name)
        self.assertTrue(same(pixels(out), pixels(data)), name)
        return out

    def test_every_kind_of_jpeg(self):
        for name, data in kinds():
            with self.subTest(name):
                self.assertGreater(len(b"".join(scans(data))), 0)
                self.check(name, data)

    def test_metadata_goes_and_the_picture_stays(self):
        for name, data in kinds():
            with self.subTest(name):
                full = with_metadata(data)
                self.assertGreaterEqual(full.count(WORD), 5)
                self.assertFalse(WORD in self.check(name, full))

    def test_metadata_stays_where_it_is_asked_for(self):
        for name, data in kinds():
            with self.subTest(name):
                for full in (data, with_metadata(data)):
                    self.assertTrue(self.snap(full, keep=True) == full, name)
                # what follows its end is not part of a JPEG
                self.assertTrue(self.snap(data + b"tail", keep=True) == data, name)

    def test_tables_that_are_missing_are_put_in(self):
        for sampling in SAMPLINGS:
            data = made(83, 61, sampling)
            bare = without_tables(data)
            self.assertNotIn(b"\xff\xc4", bare)
            for keep in (False, True):
                out = self.snap(bare, keep=keep)
                with self.subTest(sampling, keep=keep):
                    self.assertTrue(scans(out) == scans(data))
                    self.assertTrue(jpegtran(out) == jpegtran(data))

    def test_what_changes_nothing(self):
        for name, data in kinds():
            width, height = pixels(data).size
            for how in ({"max_side": max(width, height)}, {"max_side": 5000}, {"quality": 30},
                        {"crop": (0, 0, width, height)}, {"crop": ("0%", "0%", "100%", "100%")},
                        {"masks": [(width, 0, 8, 8)]}):
                with self.subTest(name, how=how):
                    self.assertTrue(scans(self.snap(data, **how)) == scans(data), name)

    def test_photographs(self):
        if not photographs():
            self.skipTest("no photographs beside the project (../shared/photos)")
        for path in photographs():
            with open(path, "rb") as file:
                data = file.read()
            upright = pixels(data).getexif().get(0x0112, 1) == 1
            with self.subTest(path):
                self.assertEqual(self.snap(path, keep=True) == data, upright)
                if upright:
                    self.check(path, data)


if __name__ == "__main__":
    unittest.main()
