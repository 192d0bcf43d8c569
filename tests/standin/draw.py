# SPDX-License-Identifier: MIT
"""Pictures for the tests, drawn here: shares nothing with askcam's own drawing."""
import io
import math

from PIL import Image, ImageDraw

RADIUS = 0.42


def gauge(value, width=640, height=480, background=(220, 220, 220), needle=(210, 20, 20)):
    """The gauge as the stand-in expects it, drawn four times as large and brought down."""
    big = 4 if width * height <= 1300 * 1000 else 1
    w, h = width * big, height * big
    image = Image.new("RGB", (w, h), background)
    draw = ImageDraw.Draw(image)
    cx, cy, r = w / 2, h / 2, RADIUS * min(w, h)
    ring = max(2, r * 0.03)
    draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill="white", outline="black", width=int(ring))
    for tick in range(0, 101, 10):
        x, y = _direction(tick)
        draw.line((cx + x * r * 0.88, cy - y * r * 0.88, cx + x * r * 0.97, cy - y * r * 0.97),
                  fill="black", width=int(max(1, r * 0.02)))
    x, y = _direction(value)
    draw.line((cx, cy, cx + x * r * 0.8, cy - y * r * 0.8), fill=needle,
              width=int(max(2, r * 0.04)))
    return image.resize((width, height), Image.LANCZOS) if big > 1 else image


def _direction(value):
    angle = math.radians(225 - 2.7 * value)
    return math.cos(angle), math.sin(angle)


def bars(width=640, height=480):
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    names = ["white", "yellow", "cyan", "lime", "magenta", "red", "blue", "black"]
    for i, name in enumerate(names):
        draw.rectangle((i * width // 8, 0, (i + 1) * width // 8 - 1, height), fill=name)
    return image


def noise(width, height, seed=1):
    """A picture that does not compress: for large files."""
    import random
    return Image.frombytes("RGB", (width, height),
                           random.Random(seed).randbytes(width * height * 3))


def jpeg(image, quality=85, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality, **options)
    return out.getvalue()
