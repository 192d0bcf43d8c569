# SPDX-License-Identifier: MIT
"""Strict checks of a request's body: JSON, members, pictures, order.

The service forgives much of this; the stand-in does not, so that a client's slip is seen here.
"""
import base64
import binascii
import json
import re

from . import models
from .errors import Refused
from .jpeg import BadPicture, Picture

MAX_DATA_URL_BYTES = 10485760
DATA_URL = re.compile(r"data:([a-z]+/[a-z0-9.+-]+);base64,([A-Za-z0-9+/]*={0,2})\Z")

MESSAGE_MEMBERS = {"role", "content"}
# parameters that the service documents: name -> what a valid value is
PARAMETERS = {
    "enable_thinking": lambda v: isinstance(v, bool),
    "thinking_budget": lambda v: _whole(v) and 0 < v <= 81920,
    "max_tokens": lambda v: _whole(v) and 0 < v <= 65536,
    "temperature": lambda v: _number(v) and 0 <= v < 2,
    "top_p": lambda v: _number(v) and 0 < v <= 1,
    "top_k": lambda v: v is None or _whole(v) and v >= 0,
    "seed": lambda v: _whole(v) and 0 <= v < 2 ** 63,
    "presence_penalty": lambda v: _number(v) and -2 <= v <= 2,
    "repetition_penalty": lambda v: _number(v) and v > 0,
    "n": lambda v: _whole(v) and 1 <= v <= 4,
    "stop": lambda v: isinstance(v, (str, list)),
    "response_format": lambda v: isinstance(v, dict) and v.get("type") in (
        "text", "json_object", "json_schema"),
    "vl_high_resolution_images": lambda v: isinstance(v, bool),
}
# what comes with them in each API
OPENAI_MEMBERS = {"model", "messages", "stream", "stream_options"}
DASHSCOPE_MEMBERS = {"model", "input", "parameters"}


def _whole(value):
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def refuse(message, *args):
    raise Refused(400, "stand-in: " + (message % args if args else message))


class Ask:
    """A request that was understood."""

    def __init__(self, api):
        self.api = api
        self.model_name = ""
        self.model = None
        self.stream = False
        self.thinks = False
        self.parameters = {}
        self.unknown = []       # parameters that the stand-in does not know: reported, not refused
        self.system = ""
        self.question = ""
        self.pictures = []      # Picture, or the str of a URL that is not fetched
        self.videos = []        # lists of the same, or str
        self.fps = None


def strict_json(data):
    """The value of a JSON text: UTF-8, no duplicates, no NaN, no lone surrogates, one object."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        refuse("the body is not UTF-8: %s", error)
    try:
        value = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except RecursionError:
        refuse("the body is nested too deep")
    except ValueError as error:
        refuse("the body is not JSON: %s", error)
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        refuse("the body holds half a surrogate pair")
    if not isinstance(value, dict):
        refuse("the body is not a JSON object")
    return value


def _no_duplicates(pairs):
    seen = dict(pairs)
    if len(seen) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError("member %r is given twice" % next(n for n in names if names.count(n) > 1))
    return seen


def _no_constant(name):
    raise ValueError("%s is not JSON" % name)


def read_openai(body, any_model=False):
    ask = Ask("openai")
    top = strict_json(body)
    ask.stream = _flag(top, "stream")
    _check_stream_options(top, ask.stream)
    ask.parameters = {k: v for k, v in top.items() if k not in OPENAI_MEMBERS}
    _read_messages(ask, top.get("messages"), _openai_part)
    _finish(ask, top, any_model)
    if not ask.stream and ask.model.stream_only:
        raise Refused(400, "This model only support stream mode, please enable the stream "
                           "parameter to access the model. ")
    return ask


def read_dashscope(body, stream, any_model=False):
    ask = Ask("dashscope")
    top = strict_json(body)
    ask.stream = stream
    _only(top, DASHSCOPE_MEMBERS, "the request")
    inner = top.get("input")
    if not isinstance(inner, dict):
        refuse("no input")
    _only(inner, {"messages"}, "input")
    ask.parameters = top.get("parameters", {})
    if not isinstance(ask.parameters, dict):
        refuse("parameters is not an object")
    _read_messages(ask, inner.get("messages"), _dashscope_part)
    if "result_format" in ask.parameters:
        refuse("result_format is not wanted here")
    _finish(ask, top, any_model)
    if not ask.stream and ask.model.stream_only:
        raise Refused(400, "current user api does not support http call.")
    _check_incremental(ask)
    return ask


def _check_incremental(ask):
    """A stream must say that each event brings only what is new; QVQ cannot do otherwise."""
    wanted = ask.parameters.get("incremental_output", ask.model.stream_only)
    if ask.stream and wanted is not True:
        raise Refused(400, 'The incremental_output parameter must be "true" when '
                           'enable_thinking is true')


def _flag(top, name):
    value = top.get(name, False)
    if not isinstance(value, bool):
        refuse("%s is not a boolean", name)
    return value


def _check_stream_options(top, stream):
    options = top.get("stream_options")
    if not stream:
        if "stream_options" in top:
            refuse("stream_options without stream")
        return
    if not isinstance(options, dict) or options.get("include_usage") is not True:
        refuse("stream_options.include_usage is missing")
    _only(options, {"include_usage"}, "stream_options")


def _only(members, known, where):
    for name in members:
        if name not in known:
            refuse("unknown member %r in %s", name, where)


def _finish(ask, top, any_model):
    ask.model_name = top.get("model")
    if not isinstance(ask.model_name, str) or not ask.model_name:
        refuse("no model")
    ask.model = models.find(ask.model_name, any_model)
    if ask.model is None:
        raise Refused(404, "The model `%s` does not exist or you do not have access to it."
                      % ask.model_name, "model_not_found", "ModelNotFound")
    _check_parameters(ask)
    _check_thinking(ask)
    _check_json_mode(ask)


def _check_parameters(ask):
    for name, value in ask.parameters.items():
        if name == "incremental_output" and ask.api == "dashscope":
            continue
        valid = PARAMETERS.get(name)
        if valid is None:
            ask.unknown.append(name)
        elif not valid(value):
            refuse("the value of %s is out of range: %s", name, json.dumps(value))


def _check_thinking(ask):
    wanted = ask.parameters.get("enable_thinking")
    if wanted is not None and not ask.model.sets_thinking:
        refuse("enable_thinking cannot be set for %s", ask.model_name)
    if wanted is False and ask.model.thinking_only:
        raise Refused(400, "The value of the enable_thinking parameter is restricted to True.")
    ask.thinks = ask.model.thinks_by_default if wanted is None else wanted


def _check_json_mode(ask):
    wanted = ask.parameters.get("response_format", {}).get("type")
    if wanted != "json_object":
        return
    if ask.thinks:
        raise Refused(400, "Json mode response is not supported when enable_thinking is true")
    if "json" not in (ask.system + ask.question).lower():
        raise Refused(400, "'messages' must contain the word 'json' in some form, to use "
                           "'response_format' of type 'json_object'.")


def _read_messages(ask, messages, read_part):
    if not isinstance(messages, list) or not messages:
        refuse("no messages")
    for index, message in enumerate(messages):
        if not isinstance(message, dict):
            refuse("message %d is not an object", index)
        _only(message, MESSAGE_MEMBERS, "message %d" % index)
        if message.get("role") not in ("system", "user", "assistant"):
            refuse("message %d: role %r", index, message.get("role"))
    if messages[-1]["role"] != "user":
        raise Refused(500, "list index out of range")
    for message in messages:
        _read_content(ask, message["role"], message.get("content"), read_part)
    if not ask.question:
        refuse("the user's message has no text")


def _read_content(ask, role, content, read_part):
    if isinstance(content, str):
        content = [("text", content)]
    elif isinstance(content, list) and content:
        content = [read_part(ask, part) for part in content]
    else:
        refuse("a message of %s without content", role)
    text = "".join(value for kind, value in content if kind == "text")
    if role == "system":
        ask.system += text
    elif role == "user":
        ask.question = text
    kinds = [kind for kind, _ in content]
    if "text" in kinds and "picture" in kinds[kinds.index("text"):]:
        refuse("a picture comes after the text")
    if role != "user" and "picture" in kinds:
        refuse("a picture in a message of %s", role)


def _openai_part(ask, part):
    if not isinstance(part, dict):
        refuse("a content part is not an object")
    kind = part.get("type")
    if kind == "text":
        _only(part, {"type", "text"}, "a text part")
        return "text", _text(part.get("text"))
    if kind == "image_url":
        _only(part, {"type", "image_url", "min_pixels", "max_pixels"}, "an image part")
        inner = part.get("image_url")
        if not isinstance(inner, dict):
            refuse("image_url is not an object")
        _only(inner, {"url", "detail"}, "image_url")
        ask.pictures.append(_picture(inner.get("url")))
        return "picture", ""
    if kind == "video":
        _only(part, {"type", "video", "fps"}, "a video part")
        return _video(ask, part.get("video"), part.get("fps"))
    if kind == "video_url":
        _only(part, {"type", "video_url", "fps"}, "a video part")
        inner = part.get("video_url")
        return _video(ask, inner.get("url") if isinstance(inner, dict) else None, part.get("fps"))
    return refuse("content part of type %r", kind)


def _dashscope_part(ask, part):
    if not isinstance(part, dict):
        refuse("a content part is not an object")
    if "text" in part:
        _only(part, {"text"}, "a text part")
        return "text", _text(part["text"])
    if "image" in part:
        _only(part, {"image", "min_pixels", "max_pixels"}, "an image part")
        ask.pictures.append(_picture(part["image"]))
        return "picture", ""
    if "video" in part:
        _only(part, {"video", "fps"}, "a video part")
        return _video(ask, part["video"], part.get("fps"))
    return refuse("content part with %s", ", ".join(sorted(part)))


def _text(value):
    if not isinstance(value, str):
        refuse("a text part without text")
    return value


def _video(ask, frames, fps):
    if fps is not None and not (_number(fps) and 0.1 <= fps <= 10):
        refuse("fps out of range: %s", json.dumps(fps))
    if isinstance(frames, list):
        if not 4 <= len(frames) <= 512:
            raise Refused(400, "range of sequence images shoule be (4, 512)")
        ask.videos.append([_picture(frame) for frame in frames])
    else:
        ask.videos.append(_reference(frames))
    ask.fps = fps
    return "picture", ""


def _reference(url):
    if not isinstance(url, str) or not re.match(r"https?://[^\s/]+", url):
        refuse("neither a data URL nor an http URL")
    return url


def _picture(url):
    if isinstance(url, str) and not url.startswith("data:"):
        return _reference(url)
    match = DATA_URL.match(url) if isinstance(url, str) else None
    if match is None:
        refuse("the picture's data URL is malformed")
    if len(url) > MAX_DATA_URL_BYTES:
        raise Refused(400, "Exceeded limit on max bytes per data-uri item : %d"
                      % MAX_DATA_URL_BYTES, "BadRequest.TooLarge")
    mime, text = match.groups()
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        refuse("the picture is not base64: %s", error)
    if base64.b64encode(data).decode() != text:
        refuse("the picture's base64 is not canonical")
    try:
        picture = Picture(mime, data)
    except BadPicture as error:
        refuse("%s", error)
    if picture.format != mime:
        refuse("the data URL says %s, the bytes are %s", mime, picture.format)
    width, height = picture.width, picture.height
    if min(width, height) <= 10 or max(width, height) > 200 * min(width, height):
        raise Refused(400, "The image length and width do not meet the model restrictions. "
                           "[height:%d,width:%d]" % (height, width))
    return picture
