# SPDX-License-Identifier: MIT
"""What the stand-in knows about model names, from the vendor's page, and how it counts tokens."""
import math


class Model:
    def __init__(self, thinking_only, thinks_by_default, stream_only, sets_thinking, px_per_token,
                 max_px, min_px):
        self.thinking_only = thinking_only
        self.thinks_by_default = thinks_by_default
        self.stream_only = stream_only
        self.sets_thinking = sets_thinking
        self.px_per_token = px_per_token
        self.max_px = max_px
        self.min_px = min_px


_NEW = (32, 2621440, 65536)
_OLD = (28, 1003520, 3136)

# (start of the name, end of the name, what it is); the first row that fits
_ROWS = (
    ("qvq-", "", Model(True, True, True, False, *_OLD)),
    ("qwen3-vl-", "-thinking", Model(True, True, False, True, *_NEW)),
    ("qwen3-vl-", "", Model(False, False, False, True, *_NEW)),
    ("qwen3.", "", Model(False, True, False, True, *_NEW)),
    ("kimi-k2.5", "", Model(False, False, False, True, *_NEW)),
)
_ANY = Model(False, False, False, True, *_NEW)


def find(name, any_model=False):
    """The model of this name, or None."""
    for start, end, model in _ROWS:
        if name.startswith(start) and name.endswith(end):
            return model
    return _ANY if any_model else None


def names():
    return ["qwen3.5-plus", "qwen3.5-flash", "qwen3-vl-plus", "qwen3-vl-flash",
            "qwen3-vl-8b-thinking", "qvq-max", "qvq-plus", "kimi-k2.5"]


def image_tokens(model, width, height):
    """Sides rounded half to even to the token's side, then scaled into the model's bounds."""
    side = model.px_per_token
    w, h = max(side, round(width / side) * side), max(side, round(height / side) * side)
    if w * h > model.max_px:
        shrink = math.sqrt(width * height / model.max_px)
        w, h = (max(side, int(v / shrink / side) * side) for v in (width, height))
    elif w * h < model.min_px:
        grow = math.sqrt(model.min_px / (width * height))
        w, h = (math.ceil(v * grow / side) * side for v in (width, height))
    return w * h // (side * side) + 2


def text_tokens(text):
    return (len(text) + 3) // 4
