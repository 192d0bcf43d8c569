# SPDX-License-Identifier: MIT
"""Pictures: the JPEG files that the USB camera shows, and looks at what arrived."""
import io
import os
import random

from PIL import Image, ImageDraw, ImageEnhance, ImageStat

# Vivid's bars at 100 %, from left to right.
BARS = ((255, 255, 255), (255, 255, 0), (0, 255, 255), (0, 255, 0),
        (255, 0, 255), (255, 0, 0), (0, 0, 255), (0, 0, 0))
# Narrower than the 16 steps between a limited range of luma and the full one.
TOLERANCE = 9

DHT, SOS, APP1, COM = 0xC4, 0xDA, 0xE1, 0xFE

FILES = {"vga-0": (640, 480), "vga-1": (640, 480), "hd": (1280, 720), "full-hd": (1920, 1080),
         "noted": (320, 240)}
# This one has an Exif segment and a comment.
NOTED = "noted"
# A scene as a camera shows it while its exposure settles: a step every second picture.
GLOW = [f"glow-{step:02}" for step in range(12)]


def _exif():
    exif = Image.Exif()
    exif[0x010F] = "maker of the camera"
    return exif


def _scene(size):
    picture = Image.new("RGB", size, tuple(random.choices(range(40, 200), k=3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(60):
        x, y = random.randrange(size[0]), random.randrange(size[1])
        colour = tuple(random.choices(range(256), k=3))
        draw.ellipse((x, y, x + size[0] // 8, y + size[1] // 8), fill=colour)
    return picture


def make_files(folder):
    """Writes FILES and GLOW; never the same twice, so that an old picture cannot pass as new."""
    os.makedirs(folder)
    for name, size in FILES.items():
        notes = {"exif": _exif(), "comment": "seen from the kitchen"} if name == NOTED else {}
        _scene(size).save(os.path.join(folder, name + ".jpg"), quality=90, **notes)
    scene = _scene((160, 120))
    for index, name in enumerate(GLOW):
        lit = ImageEnhance.Brightness(scene).enhance((index // 2 + 1) / (len(GLOW) // 2))
        # Another quality for each, so that no two are the same bytes.
        lit.save(os.path.join(folder, name + ".jpg"), quality=80 + index)


def decode(data):
    """The picture of a JPEG, wholly decoded; raises if it is broken."""
    picture = Image.open(io.BytesIO(data))
    if picture.format != "JPEG":
        raise ValueError(f"a {picture.format}")
    picture.load()
    return picture


def grey(colour):
    """What vivid draws for a colour in its formats of luma alone: by Rec. 709, of full range."""
    red, green, blue = colour
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def off_bars(data, bars=BARS, tolerance=TOLERANCE, lie=False):
    """What is wrong with a JPEG that should show bars: "" or the first that differs.

    Looks at the middle of each bar, in the middle rows and in those at both edges.  Bars that lie
    go from top to bottom.
    """
    picture = decode(data)
    if lie:
        picture = picture.transpose(Image.Transpose.TRANSPOSE)
    width, height = picture.size
    for index, wanted in enumerate(bars):
        if picture.mode == "L":
            wanted = (grey(wanted),)
        middle = (2 * index + 1) * width // (2 * len(bars))
        for top in (1, height // 2, height - 3):
            box = picture.crop((middle - 8, top, middle + 8, top + 2))
            seen = tuple(round(mean) for mean in ImageStat.Stat(box).mean)
            if any(abs(a - b) > tolerance for a, b in zip(seen, wanted)):
                return f"bar {index} in row {top} is {seen} instead of {wanted}"
    return ""


def row_levels(data, rows):
    """Mean luma of each of the first rows."""
    picture = decode(data).convert("L")
    return [ImageStat.Stat(picture.crop((0, y, picture.width, y + 1))).mean[0]
            for y in range(rows)]


def brightness(data):
    """Mean luma, 0..255."""
    return ImageStat.Stat(decode(data).convert("L")).mean[0]


def segments(data):
    """The markers of a JPEG up to its first scan, and what follows from there."""
    found, at = [], 2
    while data[at + 1] != SOS:
        found.append(data[at + 1])
        at += 2 + int.from_bytes(data[at + 2:at + 4], "big")
    return found, data[at:]
