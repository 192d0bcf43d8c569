# SPDX-License-Identifier: MIT
"""A scene that looks like a photo to an encoder, the same on every run, as YUYV and as JPEG."""
import os
import random

from PIL import Image, ImageDraw, ImageFilter

SCENE = (4000, 3000)
QUALITY = 90


def _clouds(size, seed):
    """Noise of all sizes, the large ones the strongest, as in nature."""
    rng = random.Random(seed)
    picture = Image.new("L", size, 128)
    for cells in (4, 8, 16, 32, 64, 128, 256, 512):
        grid = (cells, cells * 3 // 4)
        noise = Image.frombytes("L", grid, rng.randbytes(grid[0] * grid[1]))
        picture = Image.blend(picture, noise.resize(size, Image.BICUBIC), 0.22)
    return picture


def scene():
    """A meter before a wall: soft light, texture, edges, small print, a little grain."""
    size = (SCENE[0] // 2, SCENE[1] // 2)
    wall = Image.merge("RGB", [_clouds(size, seed) for seed in (1, 2, 3)])
    wall = Image.blend(wall, Image.merge("RGB", [_clouds(size, 4)] * 3), 0.7)
    draw = ImageDraw.Draw(wall)
    for at in range(0, size[1], 150):
        draw.line([(0, at), (size[0], at + 40)], fill=(70, 66, 60), width=5)
    draw.rounded_rectangle([500, 300, 1500, 1250], 60, fill=(205, 208, 200))
    draw.ellipse([620, 380, 1380, 1140], fill=(240, 240, 235), outline=(30, 30, 34), width=24)
    for i in range(40):
        draw.text((560 + 22 * i, 1180), "%d" % (i * 7 % 100), fill=(20, 20, 20))
    draw.polygon([(990, 770), (1010, 770), (1240, 520)], fill=(190, 30, 30))
    rng = random.Random(9)
    grain = Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))
    wall = Image.blend(wall, Image.merge("RGB", [grain] * 3), 0.04)
    return wall.resize(SCENE, Image.BICUBIC).filter(ImageFilter.SHARPEN)


def photo(path):
    """A photo of the user's own in place of the scene."""
    return Image.open(path).convert("RGB")


def fitted(picture, size):
    """Cropped in the middle to the shape of size, and scaled."""
    shape = min(picture.width / size[0], picture.height / size[1])
    width, height = int(size[0] * shape), int(size[1] * shape)
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    return picture.resize(size, Image.LANCZOS, (left, top, left + width, top + height))


def write_yuyv(picture, path):
    luma, cb, cr = picture.convert("YCbCr").split()
    half = (picture.width // 2, picture.height)
    packed = bytearray(2 * picture.width * picture.height)
    packed[0::2] = luma.tobytes()
    packed[1::4] = cb.resize(half, Image.BOX).tobytes()
    packed[3::4] = cr.resize(half, Image.BOX).tobytes()
    _write(path, packed)
    return path


def write_jpeg(picture, path):
    """As cameras make it: 4:2:2, baseline."""
    picture.save(path + ".new", "JPEG", quality=QUALITY, subsampling="4:2:2")
    os.rename(path + ".new", path)
    return path


def _write(path, data):
    with open(path, "wb") as out:
        out.write(data)
