# SPDX-License-Identifier: MIT
"""Looks at a decoded picture: the needle of the drawn gauge, colour bars, or its brightness.

The gauge: a white dial with a black ring of radius 0.42 of the shorter side around the picture's
centre; 0 at the lower left (225 degrees, counter-clockwise from +x), 100 at the lower right
(-45 degrees), a clockwise sweep of 270 degrees; a red needle from the centre to 0.8 of the radius.

The needle's direction is the main axis of its pixels, which does not move when the picture is
cropped a little; the picture's centre only decides which end is the pivot.
"""
import math
import re

from PIL import Image, ImageChops

LOOK_AT_PX = 400  # the longer side that is looked at: a needle of 134 px resolves 0.1 of the scale
RADIUS = 0.42
START_DEGREES, SWEEP_DEGREES = 225.0, 270.0

NOT_ZERO = re.compile(rb"[^\0]+")

COLOURS = {
    "white": (1, 1, 1), "yellow": (1, 1, 0), "cyan": (0, 1, 1), "green": (0, 1, 0),
    "magenta": (1, 0, 1), "red": (1, 0, 0), "blue": (0, 0, 1), "black": (0, 0, 0),
}


class Sight:
    """What was seen: `kind` is gauge, bars, plain or other; `reading` is a float or None."""

    def __init__(self, kind, text, brightness, reading=None, colours=()):
        self.kind = kind
        self.text = text
        self.brightness = brightness
        self.reading = reading
        self.colours = list(colours)


def look(image):
    """image: a decoded PIL picture of any mode."""
    width, height = image.size
    small = _shrink(image.convert("RGB"))
    brightness, spread = _brightness(small)
    where = "a picture of %d x %d pixels, mean brightness %d" % (width, height, round(brightness))
    reading = measure(small)
    if reading is not None:
        return Sight("gauge", "The gauge reads %d." % round(reading), brightness, reading)
    colours = find_bars(small)
    if colours:
        text = "I see colour bars: %s, in %s." % (", ".join(colours), where)
        return Sight("bars", text, brightness, colours=colours)
    if spread < 6 or brightness < 24:
        word = "dark" if brightness < 48 else "bright" if brightness > 207 else "plain"
        return Sight("plain", "I see nothing but %s: %s." % (word, where), brightness)
    return Sight("other", "I see %s." % where, brightness)


def measure(image):
    """The gauge's reading, 0..100, or None if this is not the gauge."""
    image = _shrink(image.convert("RGB"))
    if not _dial_is_white(image):
        return None
    points = _red_points(image)
    if len(points) < 12:
        points = _dark_points(image)
    direction = _needle_direction(points, image.size)
    return None if direction is None else _on_scale(direction)


def _shrink(image):
    longer = max(image.size)
    if longer <= LOOK_AT_PX:
        return image
    size = [max(1, round(side * LOOK_AT_PX / longer)) for side in image.size]
    return image.resize(size, Image.BOX)


def _brightness(image):
    histogram = image.convert("L").histogram()
    total = sum(histogram)
    mean = sum(value * n for value, n in enumerate(histogram)) / total
    variance = sum((value - mean) ** 2 * n for value, n in enumerate(histogram)) / total
    return mean, math.sqrt(variance)


def _points(mask, reach):
    """(x right of the centre, y above it) of the pixels of a greyscale mask that are not
    zero and at most `reach` shares of the shorter side away from the centre."""
    width, height = mask.size
    most = (reach * min(width, height)) ** 2
    points = []
    for match in NOT_ZERO.finditer(mask.tobytes()):
        for at in range(match.start(), match.end()):
            x, y = at % width - (width - 1) / 2, (height - 1) / 2 - at // width
            if x * x + y * y <= most:
                points.append((x, y))
    return points


def _dial_is_white(image):
    """Most of a square inside the ring is white."""
    width, height = image.size
    half = 0.2 * min(width, height)
    box = [round(v) for v in (width / 2 - half, height / 2 - half, width / 2 + half,
                              height / 2 + half)]
    red, green, blue = image.crop(box).split()
    histogram = ImageChops.darker(ImageChops.darker(red, green), blue).histogram()
    return sum(histogram[171:]) > 0.7 * sum(histogram)


def _red_points(image):
    red, green, blue = image.split()
    redness = ImageChops.subtract(red, ImageChops.lighter(green, blue))
    return _points(redness.point(lambda v: v if v > 50 else 0), 0.5)


def _dark_points(image):
    """For pictures without colour: the needle is what is dark well inside the ring."""
    grey = image.convert("L")
    return _points(grey.point(lambda v: 255 if v < 160 else 0), 0.3)


def _axis(points):
    """Centre, unit direction and the variances along and across of a cloud of points."""
    count = len(points)
    mx = sum(x for x, _ in points) / count
    my = sum(y for _, y in points) / count
    xx = sum((x - mx) ** 2 for x, _ in points) / count
    yy = sum((y - my) ** 2 for _, y in points) / count
    xy = sum((x - mx) * (y - my) for x, y in points) / count
    angle = 0.5 * math.atan2(2 * xy, xx - yy)
    root = math.hypot(xx - yy, 2 * xy)
    return mx, my, math.cos(angle), math.sin(angle), (xx + yy + root) / 2, (xx + yy - root) / 2


def _needle_direction(points, size):
    """Degrees, counter-clockwise from +x, from the pivot to the tip; None if it is not a needle."""
    side = min(size)
    for _ in range(3):  # drop what lies beside the line, then fit again
        if len(points) < 12:
            return None
        mx, my, dx, dy, along, across = _axis(points)
        kept = [p for p in points if abs((p[1] - my) * dx - (p[0] - mx) * dy) <= 0.05 * side]
        if len(kept) == len(points):
            break
        points = kept
    if not points or along < 20 * max(across, 1e-9):
        return None
    reach = sorted((x - mx) * dx + (y - my) * dy for x, y in points)
    if not 0.15 * side <= reach[-1] - reach[0] <= 0.5 * side:
        return None
    if abs(my * dx - mx * dy) > 0.12 * side:  # the line must pass near the picture's centre
        return None
    if mx * dx + my * dy < 0:
        dx, dy = -dx, -dy
    return math.degrees(math.atan2(dy, dx))


def _on_scale(direction):
    turned = (START_DEGREES - direction) % 360.0
    if turned > 315.0:
        turned -= 360.0
    reading = turned / SWEEP_DEGREES * 100.0
    if not -3.0 <= reading <= 103.0:
        return None
    return min(100.0, max(0.0, reading))


def find_bars(image):
    """Names of six or more upright (or lying) bars of full colours in order, else an empty list."""
    image = image.convert("RGB")
    names = _bars_across(image)
    return names or _bars_across(image.transpose(Image.ROTATE_90))


def _bars_across(image):
    strip = image.resize((120, 3), Image.BOX)
    rows = [[_colour_name(strip.getpixel((x, y))) for x in range(120)] for y in range(3)]
    agree = sum(rows[0][x] == rows[2][x] for x in range(120))
    runs = []
    for name in rows[0]:
        if runs and runs[-1][0] == name:
            runs[-1][1] += 1
        else:
            runs.append([name, 1])
    names = [name for name, length in runs if name and length >= 8]
    clean = len(names) >= 6 and len(set(names)) == len(names) and agree >= 80
    return names if clean else []


def _colour_name(pixel):
    """The corner of the colour cube that a bar of 60 to 100 % strength belongs to, or None."""
    for name, corner in COLOURS.items():
        if all(value > 140 if want else value < 70 for value, want in zip(pixel, corner)):
            return name
    return None
