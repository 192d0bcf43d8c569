# SPDX-License-Identifier: MIT
"""JPEG files of a wanted size, the same on every run, and the request body that holds one."""
import base64
import io
import json
import os
import random

from PIL import Image

QUALITY = 85
STEPS = 12  # of halving: the size comes within a per mille


def make(path, size, wanted_bytes):
    """A picture with just so much noise that its JPEG has about wanted_bytes."""
    if os.path.exists(path):
        return path
    smooth = Image.linear_gradient("L").resize(size).convert("RGB")
    grain = random.Random(1).randbytes(3 * size[0] * size[1])
    noise = Image.frombytes("RGB", size, grain)
    low, high, data = 0.0, 1.0, b""
    for _ in range(STEPS):
        share = (low + high) / 2
        data = _jpeg(Image.blend(smooth, noise, share))
        low, high = (share, high) if len(data) < wanted_bytes else (low, share)
    with open(path + ".new", "wb") as out:
        out.write(data)
    os.rename(path + ".new", path)
    return path


def _jpeg(image):
    out = io.BytesIO()
    image.save(out, "JPEG", quality=QUALITY, subsampling="4:2:2")
    return out.getvalue()


def scan(jpeg):
    """The coded picture: a client may drop what precedes it, but not change it."""
    return jpeg[jpeg.index(b"\xff\xda"):]


def body(jpeg, model, question):
    """A ready-made request, as bytes."""
    url = "data:image/jpeg;base64," + base64.b64encode(jpeg).decode()
    return json.dumps({
        "model": model, "stream": True, "stream_options": {"include_usage": True},
        "messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": url}},
            {"type": "text", "text": question}]}],
    }, separators=(",", ":")).encode()


def of_body(data):
    """The JPEG that a request holds."""
    for part in json.loads(data)["messages"][-1]["content"]:
        if part["type"] == "image_url":
            return base64.b64decode(part["image_url"]["url"].partition("base64,")[2], validate=True)
    return b""
