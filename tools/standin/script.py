# SPDX-License-Identifier: MIT
"""What the stand-in says to one request: thinking, answer, how it ends, and what it cost.

Texts are iterators of pieces, so a stream of a million events is never held.
"""
import json
import re

from . import gauge, models
from .jpeg import Picture

BAD_UTF8_MARK = "\ue0ff"  # a private character that the wire replaces by bytes that are not UTF-8
BAD_UTF8_BYTES = b"\xff\xc3("


class Script:
    """One reply's content."""

    def __init__(self, ask, faults):
        self.sights = [gauge.look(p.image) if isinstance(p, Picture) else None
                       for p in ask.pictures]
        self.answer_text = _answer(ask, self.sights)
        self.thinking_text = _thinking(ask, self.sights) if ask.thinks else ""
        self.finish = "stop"
        self.image_tokens = _image_tokens(ask)
        self.input_tokens = self.image_tokens + models.text_tokens(ask.system + ask.question) + 8
        self._limit(ask)
        self._obey(faults)

    def _limit(self, ask):
        budget = ask.parameters.get("thinking_budget")
        if budget is not None:
            self.thinking_text = self.thinking_text[:budget * 4]
        most = ask.parameters.get("max_tokens")
        if most is not None and len(self.answer_text) > most * 4:
            self.answer_text = self.answer_text[:most * 4]
            self.finish = "length"

    def _obey(self, faults):
        self.answer_text = faults.get("answer", self.answer_text)
        self.thinking_text = faults.get("thinking", self.thinking_text)
        if "no-thinking" in faults:
            self.thinking_text = ""
        if "length-in-thinking" in faults:
            self.answer_text, self.finish = "", "length"
            self.thinking_text = self.thinking_text or "So much to think about, so"
        if "no-answer" in faults:
            self.answer_text = ""
        if "bad-utf8" in faults:
            self.answer_text += " 5" + BAD_UTF8_MARK + "C"
        self._split = faults.get("split")
        self._answer_events = faults.get("events")
        self._thinking_events = faults.get("thinking-events")
        self._huge = faults.get("huge-event")

    def thinking(self):
        if self._thinking_events is not None:
            return numbered(self._thinking_events)
        return iter(_pieces(self.thinking_text, self._split))

    def answer(self):
        if self._answer_events is not None:
            return numbered(self._answer_events)
        if self._huge is not None:
            return iter(["x" * self._huge])
        return iter(_pieces(self.answer_text, self._split))

    def thinking_tokens(self):
        return self._thinking_events or models.text_tokens(self.thinking_text)

    def answer_tokens(self):
        return self._answer_events or models.text_tokens(self.answer_text)


def numbered(count):
    """The pieces of a long text: a test can make the same text."""
    return ("%07d " % i for i in range(count))


def _pieces(text, length):
    if length:
        return [text[i:i + length] for i in range(0, len(text), length)]
    return re.findall(r"\s*\S{1,12}|\s+\Z", text)  # about a word each


def _image_tokens(ask):
    total = 0
    for item in ask.pictures + [f for v in ask.videos if isinstance(v, list) for f in v]:
        if isinstance(item, Picture):
            total += models.image_tokens(ask.model, item.width, item.height)
    return total


def _thinking(ask, sights):
    count = len(ask.pictures) + len(ask.videos)
    words = ["Let me look. ", "There %s %d picture%s in the message. " % (
        ("is", 1, "") if count == 1 else ("are", count, "s"))]
    for sight in sights:
        if sight is None:
            words.append("One is only named by its address, and I fetch nothing. ")
        elif sight.kind == "gauge":
            words.append("I see a dial with a red needle; I take the angle of its axis. ")
        elif sight.kind == "bars":
            words.append("I see %d bars side by side. " % len(sight.colours))
        else:
            words.append("I find no dial; its mean brightness is %d. " % round(sight.brightness))
    words.append("The question has %d characters. Now I can answer.\n" % len(ask.question))
    return "".join(words)


def _describe(item, sight):
    return "A picture at %s, which I do not fetch." % item if sight is None else sight.text


def _answer(ask, sights):
    if ask.parameters.get("response_format", {}).get("type") in ("json_object", "json_schema"):
        return _json_answer(ask, sights)
    lines = [_describe(item, sight) for item, sight in zip(ask.pictures, sights)]
    if len(lines) > 1:
        lines = ["Picture %d: %s" % (i + 1, text) for i, text in enumerate(lines)]
    for video in ask.videos:
        lines.append(_video_answer(video))
    return "\n".join(lines) or "There is no picture. You asked: " + ask.question


def _video_answer(video):
    if isinstance(video, str):
        return "A video at %s, which I do not fetch." % video
    lines = []
    for number, frame in enumerate(video, 1):
        sight = gauge.look(frame.image) if isinstance(frame, Picture) else None
        lines.append("Frame %d: %s" % (number, _describe(frame, sight)))
    return "\n".join(lines)


def _json_answer(ask, sights):
    first = next((s for s in sights if s is not None), None)
    reading = None if first is None or first.reading is None else round(first.reading)
    text = "no picture" if first is None else first.text
    wanted = ask.parameters["response_format"]
    if wanted["type"] == "json_object":
        return json.dumps({"reading": reading, "text": text})
    schema = wanted.get("json_schema", {}).get("schema", {})
    return json.dumps(_fill(schema, reading, text, 0), ensure_ascii=False)


def _fill(schema, reading, text, depth):
    """A value of the schema's shape: numbers are the reading, strings the description."""
    kind = schema.get("type", "object")
    if isinstance(kind, list):
        kind = kind[0]
    if "enum" in schema:
        return schema["enum"][0]
    if kind == "object" and depth < 8:
        return {name: _fill(inner, reading, text, depth + 1)
                for name, inner in schema.get("properties", {}).items()}
    if kind == "array" and depth < 8:
        return [_fill(schema.get("items", {}), reading, text, depth + 1)]
    return {"integer": reading, "number": reading, "boolean": reading is not None,
            "string": text}.get(kind)
