# SPDX-License-Identifier: MIT
"""What askcam's pictures are measured against: Pillow for pixels, jpegtran for coded blocks.

Pillow decodes with the libjpeg that askcam uses, so a picture that is decoded and not changed
further must be the same to the bit.
"""
import io
import math
import os
import random
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cli"))

import harness  # noqa: E402
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat  # noqa: E402

PHOTOS = os.path.join(harness.SHARED, "photos")
WORD = b"PRIVATE-WORD"  # in all metadata of the made pictures
SAMPLINGS = {"4:4:4": "1x1", "4:2:2": "2x1", "4:2:0": "2x2", "4:4:0": "1x2", "4:1:1": "4x1"}
PIECES = {"4:4:4": (8, 8), "4:2:2": (16, 8), "4:2:0": (16, 16), "4:4:0": (8, 16), "4:1:1": (32, 8)}


def run(argv, data):
    """A tool from bytes to bytes."""
    done = subprocess.run(argv, input=data, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise AssertionError("%s: %s" % (" ".join(argv), done.stderr.decode(errors="replace")))
    return done.stdout


def jpegtran(data, *options):
    return run(["jpegtran", "-copy", "none", *options], data)


def djpeg(data, *options):
    """Decoded by other settings than Pillow's: no smoothing between blocks."""
    return Image.open(io.BytesIO(run(["djpeg", "-nosmooth", *options], data)))


def scene(width, height, seed=1):
    """A made picture with soft areas, edges and some grain, like a photograph's."""
    chance = random.Random(seed * 7919 + width * 31 + height)
    soft = Image.frombytes("RGB", (9, 7), chance.randbytes(9 * 7 * 3))
    image = soft.resize((width, height), Image.BICUBIC)
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(width), chance.randrange(height)
        w, h = chance.randrange(1, width // 3 + 2), chance.randrange(1, height // 3 + 2)
        colour = tuple(chance.randrange(256) for _ in range(3))
        (draw.ellipse if chance.random() < 0.5 else draw.rectangle)((x, y, x + w, y + h), colour)
    grain = Image.frombytes("L", (width, height), chance.randbytes(width * height))
    return Image.blend(image, grain.convert("RGB"), 0.04)


def made(width, height, sampling="4:2:0", quality=90, seed=1, options=()):
    """A JPEG of cjpeg's, with any sampling and any of its options."""
    out = io.BytesIO()
    scene(width, height, seed).save(out, "PPM")
    return run(["cjpeg", "-quality", str(quality), "-sample", SAMPLINGS[sampling], *options],
               out.getvalue())


def cmyk(width, height):
    out = io.BytesIO()
    scene(width, height).convert("CMYK").save(out, "JPEG", quality=90)
    return out.getvalue()


def kinds():
    """(name, JPEG) of everything that a JPEG may be."""
    rows = [(name, made(83, 61, name)) for name in SAMPLINGS]
    rows += [(name + " whole", made(96, 64, name)) for name in SAMPLINGS]
    rows += [("1x1", made(1, 1)), ("7x3", made(7, 3)), ("1x700", made(1, 700)),
             ("900x1", made(900, 1))]
    for name, options in (("grey", ["-grayscale"]), ("progressive", ["-progressive"]),
                          ("restarts", ["-restart", "1"]), ("restart blocks", ["-restart", "3B"]),
                          ("optimized", ["-optimize"]),
                          ("progressive restarts", ["-progressive", "-restart", "2"]),
                          ("grey progressive", ["-grayscale", "-progressive"])):
        rows.append((name, made(96, 64, options=options)))
        rows.append((name + " odd", made(77, 45, options=options)))
    rows += [("quality 100", made(96, 64, quality=100)), ("quality 5", made(96, 64, quality=5))]
    return rows + [("cmyk", cmyk(96, 64)), ("cmyk odd", cmyk(77, 45))]


def with_metadata(data, orientation=None):
    """The same JPEG with Exif, XMP, IPTC, ICC and a comment behind its SOI."""
    exif = Image.Exif()
    exif[0x010E] = WORD.decode()
    if orientation:
        exif[0x0112] = orientation
    parts = ((0xE1, exif.tobytes()), (0xE1, b"http://ns.adobe.com/xap/1.0/\0" + WORD),
             (0xED, b"Photoshop 3.0\0" + WORD), (0xE2, b"ICC_PROFILE\0\1\1" + WORD), (0xFE, WORD))
    head = b"".join(b"\xff" + bytes([mark]) + (len(body) + 2).to_bytes(2, "big") + body
                    for mark, body in parts)
    return data[:2] + head + data[2:]


def without_tables(data):
    """As many cameras send their frames: the Huffman tables of T.81 Annex K are meant."""
    at = 2
    while data[at + 1] != 0xDA:
        end = at + 2 + int.from_bytes(data[at + 2:at + 4], "big")
        data, at = (data[:at] + data[end:], at) if data[at + 1] == 0xC4 else (data, end)
    return data


def scans(data):
    """The coded bytes of each scan, restart marks included."""
    found, at = [], 2
    while at < len(data) and data[at + 1] != 0xD9:
        mark, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2:at + 4], "big")
        at = end
        if mark == 0xDA:
            while not (data[at] == 0xFF and data[at + 1] not in (0, *range(0xD0, 0xD8))):
                at += 1
            found.append(data[end:at])
    return found


def pixels(data):
    image = Image.open(io.BytesIO(data) if isinstance(data, bytes) else data)
    image.load()
    return image


def same(one, other):
    """Whether two pictures are the same to the bit."""
    return (one.size, one.mode) == (other.size, other.mode) and one.tobytes() == other.tobytes()


def psnr(one, other):
    """In dB, over all samples."""
    squares = sum(ImageStat.Stat(ImageChops.difference(one, other)).sum2)
    samples = one.width * one.height * len(one.getbands())
    return 10 * math.log10(255 * 255 * samples / squares) if squares else 99.0


def limited(size, max_side):
    """The size that --max-side gives: the longer side as given, the other in proportion."""
    longer = max(size)
    if not max_side or max_side >= longer:
        return size
    return tuple(max(1, (2 * side * max_side + longer) // (2 * longer)) for side in size)


def divisor(area, size):
    """By what the decoder divides the sides already: what libjpeg does at no cost."""
    return next(d for d in (8, 4, 2, 1) if area[0] // d >= size[0] and area[1] // d >= size[1])


def decoded(data, by):
    """The pixels as stored, where the decoder has divided the sides by 1, 2, 4 or 8."""
    image = Image.open(io.BytesIO(data))
    image.draft(image.mode, (image.width // by, image.height // by))
    image.load()
    return image.convert("RGB") if image.mode == "CMYK" else image


def upright(data, by=1):
    """All pixels, upright; those that were divided stand for as many as they were."""
    image = Image.open(io.BytesIO(data))
    few = decoded(data, by)
    if by > 1:
        many = few.resize((few.width * by, few.height * by), Image.NEAREST)
        few = many.crop((0, 0, *image.size))
    few.info["exif"] = image.info.get("exif", b"")
    return ImageOps.exif_transpose(few)


def mean(image, size):
    """Fewer pixels, each the mean of its area, by its share where areas cut through a pixel.

    Pillow's BOX takes whole pixels or none, but for whole factors; so they come first.
    """
    for axis in (0, 1):
        common = math.gcd(image.size[axis], size[axis])
        up, down = size[axis] // common, image.size[axis] // common
        many, few = list(image.size), [1, 1]
        many[axis], few[axis] = many[axis] * up, down
        image = image.resize(many, Image.NEAREST).reduce(tuple(few))
    return image


def expected(data, crop=None, masks=(), rotate=0, max_side=0):
    """The pixels that CLI.md promises, in the order that it promises; plain pixels everywhere."""
    image = upright(data)
    x, y, w, h = crop or (0, 0, *image.size)
    size = limited((w, h), max_side)
    if size != (w, h) and not masks:
        image = upright(data, divisor((w, h), size))
    draw = ImageDraw.Draw(image)
    for left, top, width, height in masks:
        draw.rectangle((left, top, left + width - 1, top + height - 1), 0)
    image = mean(image.crop((x, y, x + w, y + h)), size)
    if rotate:
        image = image.transpose({90: Image.ROTATE_270, 180: Image.ROTATE_180,
                                 270: Image.ROTATE_90}[rotate])
    return image


def encoded(image, quality):
    """The picture after a JPEG of Pillow's: what encoding alone costs."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, subsampling=2)
    return pixels(out.getvalue())


def options(crop=None, masks=(), rotate=0, max_side=0, quality=None, keep=False):
    argv = ["--crop", ",".join(map(str, crop))] if crop else []
    for mask in masks:
        argv += ["--mask", ",".join(map(str, mask))]
    for name, value in (("--rotate", rotate), ("--max-side", max_side), ("--quality", quality)):
        argv += [name, str(value)] if value else []
    return argv + (["--keep-metadata"] if keep else [])


class CompareTest(harness.CliTest):
    def snap(self, data, **how):
        """The bytes that `askcam snap` makes of a JPEG."""
        path = data if isinstance(data, str) else harness.write("in.jpg", data)
        done = harness.plain("snap", "-s", path, *options(**how))
        self.assertEqual(done.code, 0, "%s\n%s" % (how, done.reported()))
        if path is not data:
            os.unlink(path)
        return done.out

    def same_blocks(self, one, other, why):
        """jpegtran writes both anew in one way, so equal files mean equal blocks and tables."""
        self.assertTrue(jpegtran(one) == jpegtran(other), why)
        self.assertTrue(same(pixels(one), pixels(other)), why)


    def near(self, image, wanted, quality, why):
        """What is wanted, or above 35 dB to Pillow's encoding of it, and as close to it as that.

        (Colours finer than 4:2:0 are lost by any encoder, so they cannot be held against one.)
        """
        self.assertEqual((image.size, image.mode), (wanted.size, wanted.mode), why)
        best = encoded(wanted, quality)
        self.assertGreater(psnr(image, wanted), min(psnr(best, wanted), 50) - 1, why)
        self.assertGreater(max(psnr(image, wanted), psnr(image, best)), 35, why)
        self.assertGreater(psnr(image.convert("L"), wanted.convert("L")), 35, why)


def photographs():
    names = sorted(os.listdir(PHOTOS)) if os.path.isdir(PHOTOS) else []
    return [os.path.join(PHOTOS, name) for name in names if name.endswith(".jpg")]
