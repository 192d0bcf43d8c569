# SPDX-License-Identifier: MIT
"""Pictures from files: sent as they are unless something changes them, without their metadata."""
import hashlib
import io
import os
import unittest

from PIL import Image

from harness import (CliTest, Live, ask, ask_json, draw, plain as snap, shared_photo, together,
                     world, write)
from standin.jpeg import pixels_sha256

PHOTOS = ("bmxmale-gas-IMG_3290.jpg", "dcelasun-meter-photo.jpg", "dgomes-gauge-camera-1.jpg",
          "jomjol-watermeter-original.jpg", "suapapa-gas-ok.jpg", "suapapa-gas-too_dark.jpg")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def picture(run):
    pictures = run.record["pictures"]
    assert len(pictures) == 1
    return pictures[0]


def with_metadata(image, orientation=None):
    exif = Image.Exif()
    exif[0x010F] = "maker"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.0)}
    if orientation:
        exif[0x0112] = orientation
    return draw.jpeg(image, exif=exif, comment=b"private words", icc_profile=b"x" * 200)


def coded(kind, image=None, **more):
    out = io.BytesIO()
    (image or draw.gauge(64, 640, 480)).save(out, kind, **more)
    return out.getvalue()


class PngAndWebp(CliTest):
    KINDS = (("PNG", "image/png", {}), ("WEBP", "image/webp", {}),
             ("WEBP", "image/webp", {"lossless": True}))

    def test_it_is_sent_as_it_is_by_its_content(self):
        for kind, mime, more in self.KINDS:
            for name in ("gauge.png", "gauge.jpg", "gauge"):
                data = coded(kind, **more)
                run = self.ok(ask(source=write(name, data)), "The gauge reads 64.\n")
                self.assertEqual((picture(run)["mime"], picture(run)["sha256"]), (mime, sha(data)))
        data = draw.jpeg(draw.gauge(64, 640, 480))
        run = self.ok(ask(source=write("gauge.png", data)))
        self.assertEqual((picture(run)["mime"], picture(run)["sha256"]), ("image/jpeg", sha(data)))

    def test_the_request_line_has_its_size(self):
        for kind, _, more in self.KINDS:
            data = coded(kind, **more)
            line = ask_json(source=write("gauge", data)).lines[0]
            self.assertEqual((line["type"], line["images"], line["image_bytes"], line["width"],
                              line["height"]), ("request", 1, len(data), 640, 480))

    def test_both_apis_take_it(self):
        for kind, mime, more in self.KINDS:
            run = self.ok(ask(source=write("gauge", coded(kind, **more)), api="dashscope"))
            self.assertEqual(picture(run)["mime"], mime)

    def test_metadata_is_dropped_unless_it_is_kept(self):
        exif = Image.Exif()
        exif[0x010F] = "private words"
        for kind, _, more in self.KINDS:
            data = coded(kind, exif=exif, icc_profile=b"x" * 200, **more)
            path = write("meta", data)
            sent = picture(self.ok(ask(source=path)))
            self.assertLess(sent["bytes"], len(data))
            self.assertEqual(sent["pixels_sha256"], pixels_sha256(data))
            written = ask(source=path, command="snap").out
            self.assertNotIn(b"private words", written)
            self.assertEqual(Image.open(io.BytesIO(written)).size, (640, 480))
            kept = picture(self.ok(ask("--keep-metadata", source=path)))
            self.assertEqual(kept["sha256"], sha(data))

    def test_what_changes_nothing_changes_nothing(self):
        for kind, _, more in self.KINDS:
            data = coded(kind, **more)
            for args in (("--quality", "20"), ("--max-side", "640"), ("--rotate", "0")):
                run = self.ok(ask(*args, source=write("gauge", data)))
                self.assertEqual(picture(run)["sha256"], sha(data))

    def test_a_change_or_a_measure_is_66_before_anything_is_sent(self):
        for kind, _, more in self.KINDS:
            path = write("gauge", coded(kind, **more))
            for args in (("--crop", "0,0,100,100"), ("--mask", "0,0,9,9"), ("--rotate", "180"),
                         ("--max-side", "320"), ("--reject", "dark"), ("--min-sharpness", "0.1"),
                         ("--max-body", "3000")):
                with self.subTest(kind=kind, args=args):
                    run = ask(*args, source=path)
                    self.failed(run, "source")
                    self.assertIn("is sent as it is and", run.err)
                    self.assertFalse([r for r in run.records if r["outcome"] == "complete"])

    def test_a_cut_or_damaged_file_is_66(self):
        for kind, _, more in self.KINDS:
            data = coded(kind, **more)
            for cut in (13, len(data) // 2, len(data) - 1):
                self.failed(ask(source=write("cut", data[:cut])), "source")
        data = bytearray(coded("PNG"))
        data[len(data) // 2] ^= 1
        run = ask(source=write("bad.png", bytes(data)))
        self.failed(run, "source")
        self.assertIn("a chunk with a wrong CRC", run.err)

    def test_snap_writes_it_and_names_that_do_not_fit_warn(self):
        for kind, _, more in self.KINDS:
            data = coded(kind, **more)
            path = write("gauge", data)
            out = world().path("out-%d.jpg" % len(data))
            run = ask("-o", out, source=path, command="snap")
            self.assertEqual(open(out, "rb").read(), data)
            self.assertIn("whatever its name", run.err)
            saved = self.ok(ask("--save-picture", out, source=path))
            self.assertIn("whatever its name", saved.err)
            self.assertEqual(open(out.replace(".jpg", "-2.jpg"), "rb").read(), data)
            fits = out.replace(".jpg", "." + kind.lower())
            self.assertNotIn("whatever", ask("-o", fits, source=path, command="snap").err)

    def test_it_goes_with_a_jpeg_that_shrinks(self):
        small, large = coded("PNG"), draw.jpeg(draw.noise(1600, 1200), 95)
        run = ask("--source", write("large.jpg", large), "--max-body", "400000",
                  source=write("small.png", small))
        self.ok(run)
        self.assertEqual([p["mime"] for p in run.record["pictures"]], ["image/png", "image/jpeg"])
        self.assertEqual(run.record["pictures"][0]["sha256"], sha(small))


class AsItIs(CliTest):
    def test_a_flag_without_effect_on_the_source_gives_a_warning(self):
        path = write("still.jpg", draw.jpeg(draw.gauge(20, 64, 48)))
        flags = {"--size": "640x480", "--format": "MJPG", "--warmup": "3", "--control": "a=1",
                 "--encoder": "auto", "--interval": "1s", "--best-of": "2"}
        for command in ("ask", "snap"):
            for flag, value in flags.items():
                if command == "snap" and flag == "--interval":
                    continue
                run = ask(flag, value, source=path, command=command)
                self.assertEqual(run.code, 0, run.reported())
                self.assertEqual(len(run.warnings()), 1, run.reported())
                self.assertIn("%s: no effect on this source; it needs a camera" % flag, run.err)
                self.assertEqual(ask(flag, value, "-q", source=path, command=command).err, "")
        self.assertEqual(ask("--size", "64x48").warnings(), [])  # a pattern takes it
        self.assertEqual(ask(source=path, env={"ASKCAM_SIZE": "64x48"}).warnings(), [])
        self.assertEqual(ask("--warmup", "0", source="-", stdin=open(path, "rb").read()).warnings(),
                         [])

    def test_a_bare_jpeg_is_sent_byte_for_byte(self):
        data = draw.jpeg(draw.gauge(64, 640, 480))
        run = self.ok(ask(source=write("gauge.jpg", data)), "The gauge reads 64.\n")
        self.assertEqual(picture(run)["sha256"], sha(data))

    def test_metadata_is_dropped_without_touching_the_picture(self):
        data = with_metadata(draw.gauge(64, 640, 480))
        sent = picture(self.ok(ask(source=write("meta.jpg", data))))
        self.assertEqual(sent["metadata"], [])
        self.assertEqual(sent["pixels_sha256"], pixels_sha256(data))
        self.assertLess(sent["bytes"], len(data))

    def test_keep_metadata_sends_it_byte_for_byte(self):
        data = with_metadata(draw.gauge(64, 640, 480))
        sent = picture(self.ok(ask("--keep-metadata", source=write("meta.jpg", data))))
        self.assertEqual(sent["sha256"], sha(data))

    def test_what_changes_nothing_changes_nothing(self):
        data = draw.jpeg(draw.gauge(64, 640, 480), 70)
        path = write("gauge.jpg", data)
        for args in (("--quality", "20"), ("--max-side", "640"), ("--max-side", "4000"),
                     ("--rotate", "0"), ("--crop", "0,0,640,480"), ("--crop", "0%,0%,100%,100%")):
            with self.subTest(args=args):
                self.assertEqual(picture(self.ok(ask(*args, source=path)))["sha256"], sha(data))

    def test_kinds_of_jpeg(self):
        gauge = draw.gauge(31, 320, 240)
        kinds = {
            "progressive": draw.jpeg(gauge, progressive=True),
            "grey": draw.jpeg(gauge.convert("L")),
            "4:4:4": draw.jpeg(gauge, subsampling=0), "4:2:2": draw.jpeg(gauge, subsampling=1),
            "optimised": draw.jpeg(gauge, optimize=True),
            "restarts": draw.jpeg(gauge, restart_marker_blocks=4),
            "odd size": draw.jpeg(draw.gauge(31, 321, 243)),
            "rgb": draw.jpeg(gauge, keep_rgb=True),
        }
        for name, data in kinds.items():
            with self.subTest(name):
                run = self.ok(ask(source=write("kind.jpg", data)), "The gauge reads 31.\n")
                self.assertEqual(picture(run)["pixels_sha256"], pixels_sha256(data))

    def test_cmyk_is_sent_as_it_is(self):
        data = draw.jpeg(draw.gauge(31, 320, 240).convert("CMYK"))
        sent = picture(self.ok(ask(source=write("cmyk.jpg", data))))
        self.assertEqual(sent["pixels_sha256"], pixels_sha256(data))
        run = ask("--rotate", "90", source=write("cmyk.jpg", data))
        self.assertIn(run.code, (0, 66), run.reported())

    def test_bytes_behind_the_end_are_not_sent(self):
        data = draw.jpeg(draw.gauge(31, 320, 240))
        run = ask(source=write("tail.jpg", data + b"secret tail" * 50))
        if run.code == 0:
            self.assertEqual(picture(run)["trailing_bytes"], 0)
        else:
            self.failed(run, "source")

    def test_a_header_that_lies_is_66_and_nothing_is_sent(self):
        """Nothing is decoded here, but so few bytes cannot be a picture of that size."""
        for progressive in (False, True):
            data = bytearray(draw.jpeg(draw.gauge(1, 320, 240), progressive=progressive))
            at = data.index(b"\xff\xc2" if progressive else b"\xff\xc0") + 5
            data[at:at + 4] = b"\xff" * 4
            path = write("lie.jpg", bytes(data))
            self.fails("source", source=path, says="too few", sent=0)
            self.failed(ask("--keep-metadata", source=path), "source", says=path)
            self.failed(ask("--warmup", "0", source="-", stdin=bytes(data)), "source")

    def test_stray_bytes_between_segments_are_dropped(self):
        """Phones and scanners pad segments; every decoder passes over that."""
        plain = draw.jpeg(draw.gauge(64, 640, 480))
        for at in (2, 20, plain.index(b"\xff\xc0"), plain.index(b"\xff\xda")):
            for stray in (b"\0\0\0", b"\0\xff\0pad"):
                data = plain[:at] + stray + plain[at:]
                path = write("stray.jpg", data)
                with self.subTest(at=at, stray=stray):
                    run = self.ok(ask(source=path), "The gauge reads 64.\n")
                    self.assertEqual(picture(run)["sha256"], sha(plain))
                    kept = snap("snap", "-s", path, "--keep-metadata")
                    self.assertEqual((kept.code, kept.out), (0, data))
                    run = self.ok(ask(source="-", stdin=data))
                    self.assertEqual(picture(run)["sha256"], sha(plain))
                    run = self.ok(ask("--crop", "0,0,640,464", source=path))
                    self.assertEqual(picture(run)["height"], 464)

    def test_damaged_data_is_refused_where_it_is_decoded_anyway(self):
        """A file is checked by its structure only, since decoding costs more than sending."""
        for progressive in (False, True):
            data = draw.jpeg(draw.gauge(64, 640, 480), progressive=progressive)
            damaged = write("damaged.jpg", data[:-400] + data[-200:])
            sent = picture(self.ok(ask(source=damaged)))
            self.assertEqual(sent["bytes"], len(data) - 200)
            for args in (("--reject", "dark"), ("--min-sharpness", "1")):
                self.fails("source", *args, source=damaged, says="broken JPEG", sent=0)

    def test_as_few_bytes_as_a_picture_can_have(self):
        """White in grey: 93 911 bytes sequential, of 93 750 that its blocks need; then 3 times."""
        for progressive in (False, True):
            data = draw.jpeg(Image.new("L", (6000, 4000), 255), progressive=progressive,
                             optimize=True)
            sent = picture(self.ok(ask(source=write("white.jpg", data))))
            self.assertEqual(sent["sha256"], sha(data))

    def test_names(self):
        data = draw.jpeg(draw.gauge(8, 320, 240))
        directory = world().path("names é")
        os.makedirs(directory, exist_ok=True)
        for name in ("with space.jpg", "noextension", "-dash.jpg", "a:b.jpg", "pattern:gauge"):
            path = os.path.join(directory, name)
            with open(path, "wb") as out:
                out.write(data)
            self.ok(ask(source=path), "The gauge reads 8.\n")
        link = os.path.join(directory, "link.jpg")
        os.symlink(path, link)
        self.ok(ask(source=link), "The gauge reads 8.\n")


class Changed(CliTest):
    GAUGE = staticmethod(lambda v: write("gauge.jpg", draw.jpeg(draw.gauge(v, 640, 480), 92)))

    def test_orientation_makes_the_picture_upright(self):
        upright = draw.gauge(20, 640, 480)
        undo = {1: None, 2: Image.FLIP_LEFT_RIGHT, 3: Image.ROTATE_180, 4: Image.FLIP_TOP_BOTTOM,
                5: Image.TRANSPOSE, 6: Image.ROTATE_90, 7: Image.TRANSVERSE, 8: Image.ROTATE_270}
        for orientation, operation in undo.items():
            stored = upright if operation is None else upright.transpose(operation)
            path = write("turned.jpg", with_metadata(stored, orientation))
            with self.subTest(orientation=orientation):
                run = self.ok(ask(source=path), "The gauge reads 20.\n")
                self.assertEqual((picture(run)["width"], picture(run)["height"]), (640, 480))
                self.assertEqual(picture(run)["metadata"], [])

    def test_rotation_is_clockwise(self):
        for turn, reading in ((90, 50 + 90 / 2.7), (270, 50 - 90 / 2.7)):
            run = self.ok(ask("--rotate", str(turn), source=self.GAUGE(50)),
                          "The gauge reads %d.\n" % round(reading))
            self.assertEqual((picture(run)["width"], picture(run)["height"]), (480, 640))
        run = self.ok(ask("--rotate", "180", source=self.GAUGE(0)))
        self.assertEqual(run.text, "The gauge reads %d.\n" % round(180 / 2.7))

    def test_max_side(self):
        for source in (self.GAUGE(77), "pattern:gauge=77"):
            run = self.ok(ask("--max-side", "200", source=source))
            self.assertEqual(run.text, "The gauge reads 77.\n")
            sides = (picture(run)["width"], picture(run)["height"])
            self.assertEqual(max(sides), 200)

    def test_crop(self):
        run = self.ok(ask("--crop", "80,0,480,480", source=self.GAUGE(15)), "The gauge reads 15.\n")
        self.assertEqual((picture(run)["width"], picture(run)["height"]), (480, 480))
        run = self.ok(ask("--crop", "25%,0%,50%,100%", source=self.GAUGE(15)))
        self.assertEqual((picture(run)["width"], picture(run)["height"]), (320, 480))
        run = self.ok(ask("--crop", "7,9,33,21", source=self.GAUGE(15)))
        self.assertEqual((picture(run)["width"], picture(run)["height"]), (33, 21))

    def test_crop_shows_the_right_place(self):
        image = Image.new("RGB", (400, 300), (0, 0, 0))
        image.paste((255, 255, 255), (200, 100, 300, 200))
        path = write("square.jpg", draw.jpeg(image, 95))
        run = self.ok(ask("--crop", "208,108,80,80", source=path))
        self.assertIn("nothing but bright", run.text)
        run = self.ok(ask("--crop", "0,0,190,90", source=path))
        self.assertIn("nothing but dark", run.text)

    def test_a_crop_outside_the_picture_is_64_and_nothing_is_sent(self):
        for crop in ("600,0,100,100", "0,0,641,480", "640,480,1,1", "0,400,10,81",
                     "4294967295,0,10,10"):
            with self.subTest(crop=crop):
                run = self.failed(ask("--crop", crop, source=self.GAUGE(1)), "usage")
                self.assertFalse([r for r in run.records if r["outcome"] == "complete"])

    def test_masks_hide_what_is_under_them(self):
        white = Image.new("RGB", (400, 300), (255, 255, 255))
        path = write("white.jpg", draw.jpeg(white, 95))
        run = self.ok(ask("--mask", "0,0,400,300", source=path))
        self.assertIn("nothing but dark", run.text)
        one = self.ok(ask("--mask", "0,0,50%,100%", "--mask", "300,0,999,999", "--crop",
                          "208,8,80,80", source=path))
        self.assertIn("nothing but bright", one.text)
        hidden = self.ok(ask("--mask", "0,0,50%,100%", "--mask", "300,0,999,999", "--crop",
                             "308,8,80,80", source=path))
        self.assertIn("nothing but dark", hidden.text)

    def test_masks_and_crop_are_in_the_upright_pictures_coordinates(self):
        image = Image.new("RGB", (400, 300), (255, 255, 255))
        image.paste((0, 0, 0), (0, 0, 100, 300))  # upright: dark on the left
        path = write("turned.jpg", with_metadata(image.transpose(Image.ROTATE_90), 6))
        run = self.ok(ask("--crop", "10,10,80,280", source=path))
        self.assertIn("dark", run.text)
        run = self.ok(ask("--crop", "10,10,80,280", "--rotate", "90", source=path))
        self.assertIn("280 x 80", run.text)

    def test_quality_makes_a_changed_picture_smaller(self):
        path = write("noise.jpg", draw.jpeg(draw.noise(320, 240), 95))
        sizes = [picture(self.ok(ask("--rotate", "90", "--quality", q, source=path)))["bytes"]
                 for q in ("10", "50", "95")]
        self.assertEqual(sizes, sorted(sizes))
        self.assertLess(sizes[0] * 3, sizes[2])

    def test_a_changed_picture_of_every_kind(self):
        gauge = draw.gauge(50, 320, 240)
        for data in (draw.jpeg(gauge, progressive=True), draw.jpeg(gauge.convert("L")),
                     draw.jpeg(gauge, subsampling=0), draw.jpeg(draw.gauge(50, 321, 243))):
            run = self.ok(ask("--rotate", "180", "--max-side", "240",
                              source=write("kind.jpg", data)))
            self.assertEqual(picture(run)["width"], 240)


class WhileItIsSent(CliTest):
    """The file changes under the reader: never half a picture, never a hang."""

    def begin(self, change):
        data = draw.jpeg(draw.noise(2200, 1500), 94)
        self.assertGreater(len(data), 3000000)
        path = write("moving.jpg", data)
        with Live("--retries", "0", "--max-body", "50000000", source=path, output="json",
                  rcvbuf=4096, fault="slow-read-20000-2") as live:
            live.wait_record()
            change(path, data)
            return data, live.end(timeout=30)

    def test_truncated(self):
        def truncate(path, data):
            os.truncate(path, 100000)
        _, run = self.begin(truncate)
        self.failed_json(run, "source", says="changed")
        self.assertNotEqual(run.record["outcome"], "complete")

    def test_appended(self):
        def append(path, data):
            with open(path, "ab") as out:
                out.write(b"x" * 100000)
        data, run = self.begin(append)
        self.unchanged_or_refused(data, run)

    def test_overwritten(self):
        def overwrite(path, data):
            with open(path, "r+b") as out:
                out.seek(len(data) // 2)
                out.write(bytes(1000000))
        data, run = self.begin(overwrite)
        self.unchanged_or_refused(data, run)

    def test_replaced_and_removed(self):
        """Another file under the same name does not matter: the old one is still open."""
        def replace(path, data):
            os.rename(write("other.jpg", b"other"), path)
        for change in (replace, lambda path, data: os.unlink(path)):
            data, run = self.begin(change)
            self.ok(run)
            self.assertEqual(picture(run)["sha256"], sha(data))

    def unchanged_or_refused(self, data, run):
        if run.code == 0:
            self.assertEqual(picture(run)["sha256"], sha(data))
        else:
            self.failed_json(run, "source")


class Photographs(CliTest):
    def test_real_photographs_arrive_pixel_for_pixel(self):
        paths = [p for p in map(shared_photo, PHOTOS) if p]
        if not paths:
            self.skipTest("no photographs beside the project (../shared)")
        runs = together([lambda p=p: ask("--max-body", "50000000", source=p) for p in paths], 2)
        for path, run in zip(paths, runs):
            with self.subTest(os.path.basename(path)), open(path, "rb") as file:
                sent, data = picture(self.ok(run)), file.read()
                self.assertEqual(sent["metadata"], [])
                orientation = Image.open(io.BytesIO(data)).getexif().get(0x0112, 1)
                if orientation == 1:
                    self.assertEqual(sent["pixels_sha256"], pixels_sha256(data))

    def test_a_photograph_of_twelve_megapixels_scaled_down(self):
        path = shared_photo("bmxmale-gas-IMG_3290.jpg")
        if not path:
            self.skipTest("no photographs beside the project (../shared)")
        run = self.ok(ask_json("--max-side", "1024", source=path))
        self.assertEqual(max(run.lines[0]["width"], run.lines[0]["height"]), 1024)
        self.assertEqual(picture(run)["metadata"], [])


if __name__ == "__main__":
    unittest.main()
