# SPDX-License-Identifier: MIT
"""How the stand-in misbehaves: names of faults, and the list that a request asks for.

A request asks with a prefix of its path, so any client can be steered by its base URL alone:
`/fault/status-429,retry-after-1/compatible-mode/v1/chat/completions`.  Items are separated by
commas and percent-decoded; a value follows the name after a hyphen.
"""
from urllib.parse import unquote

FLAG, NUMBER, TEXT = "flag", "number", "text"

# name: (kind of value, what it does).  `standin --list-faults` prints this table.
TABLE = {
    # the reply's status and errors
    "status": (NUMBER, "reply with this status and an error body of the vendor's shape"),
    "code": (TEXT, "the error's code, as the vendor writes it"),
    "message": (TEXT, "the error's message"),
    "body": (TEXT, "shape of the error body: json, sse, html, empty, text, string, vllm, "
             "wrapped, nested"),
    "retry-after": (TEXT, "send this Retry-After header"),
    "date": (TEXT, "send this Date header"),
    "redirect": (NUMBER, "reply with this redirect status"),
    "location": (TEXT, "where the redirect leads"),
    "echo-key": (FLAG, "put the Authorization that was sent into the error message and a header"),
    "require-key": (FLAG, "refuse a request without a key, whatever the server's options say"),
    "wrong-key": (FLAG, "refuse the key with 401, after all other checks"),
    "fail-first": (TEXT, "K or K-TOKEN: only the first K requests (of TOKEN) get the other faults"),
    # when the reply comes
    "early": (NUMBER, "reply with this status before the body is read"),
    "early-after": (NUMBER, "… once this many body bytes have come"),
    "then": (TEXT, "after an early reply: drain (default), close, rst or hold"),
    "slow-read": (TEXT, "BYTES-MS: read the body in such pieces with such pauses"),
    "delay": (NUMBER, "wait this many ms before the reply"),
    "event-delay": (NUMBER, "wait this many ms before each event"),
    "drip": (NUMBER, "send byte by byte, this many ms apart"),
    "pieces": (NUMBER, "send in pieces of so many bytes"),
    # where the reply ends or stops
    "cut-head": (NUMBER, "close after so many bytes of the reply's head (0: before the first)"),
    "cut-bytes": (NUMBER, "close after so many bytes of the reply's body"),
    "cut-events": (NUMBER, "close after so many events"),
    "rst": (FLAG, "the cut resets the connection instead of closing it"),
    "stall-head": (NUMBER, "stop after so many bytes of the head and keep the connection"),
    "stall-bytes": (NUMBER, "stop after so many bytes of the body"),
    "stall-events": (NUMBER, "stop after so many events"),
    "keepalive": (NUMBER, "while stalled after events, send an SSE comment every so many ms"),
    "reset-on-reuse": (FLAG, "reset the connection when a second request comes on it"),
    # how the reply is framed
    "chunk": (NUMBER, "HTTP chunks of so many bytes instead of one per event"),
    "chunks-bad-size": (FLAG, "the second chunk's size is not a number"),
    "chunks-huge-size": (FLAG, "the second chunk's size has 20 hex digits"),
    "chunks-no-crlf": (FLAG, "no CRLF after the second chunk"),
    "chunks-no-last": (FLAG, "the last chunk is missing; the connection is closed"),
    "chunks-extensions": (FLAG, "every chunk has an extension"),
    "chunks-trailers": (FLAG, "trailers after the last chunk"),
    "close-delimited": (FLAG, "neither length nor chunks: the connection's end is the end"),
    "length": (FLAG, "Content-Length instead of chunks"),
    "length-short": (NUMBER, "Content-Length says so many bytes more than come"),
    "te-and-cl": (FLAG, "both Transfer-Encoding and Content-Length"),
    "two-lengths": (FLAG, "two Content-Length headers that differ"),
    "continue": (FLAG, "100 Continue comes first"),
    "hints": (FLAG, "103 Early Hints comes first"),
    "interim": (NUMBER, "so many 100 Continue come first"),
    "type": (TEXT, "another Content-Type"),
    "gzip": (FLAG, "Content-Encoding: gzip, though it was not asked for"),
    "not-http": (FLAG, "bytes that are not HTTP"),
    "http10": (FLAG, "an HTTP/1.0 reply"),
    "header-bytes": (NUMBER, "one header of so many bytes"),
    "headers": (NUMBER, "so many more headers"),
    # what the stream says
    "answer": (TEXT, "the answer's text"),
    "thinking": (TEXT, "the thinking's text"),
    "events": (NUMBER, "so many events of answer text, made while they are sent"),
    "thinking-events": (NUMBER, "so many events of thinking text"),
    "huge-event": (NUMBER, "one event with so many bytes of answer text"),
    "bad-utf8": (FLAG, "bytes that are not UTF-8 in the answer"),
    "ascii": (FLAG, "JSON with \\u escapes instead of UTF-8"),
    "split": (NUMBER, "texts are cut into pieces of so many characters"),
    "no-stream": (FLAG, "a JSON reply to a stream request"),
    "no-thinking": (FLAG, "no thinking, whatever was asked"),
    "no-answer": (FLAG, "an answer without text"),
    "no-usage": (FLAG, "no usage"),
    "no-role": (FLAG, "no role chunk"),
    "cumulative": (FLAG, "each event repeats the text so far"),
    "finish": (TEXT, "how it ends: null, absent, only-done, only-usage, nothing, with-text, "
               "or a finish reason"),
    "length-in-thinking": (FLAG, "every token goes into the thinking"),
    "error-after": (NUMBER, "an error inside the stream after so many events with text"),
    "shape": (TEXT, "its shape: native, compat, wrapped, openrouter, line, data, string, vllm, "
              "comment"),
    "reasoning": (TEXT, "where the thinking is: content (default), new, both, details, "
                  "inline, split, unopened"),
    "content-array": (FLAG, "the answer as an array of typed parts"),
    "content-string": (FLAG, "dashscope: the answer as a plain string"),
    "delta-and-message": (FLAG, "chunks with delta and message, usage of zeros on each"),
    "filter-first": (FLAG, "a first chunk with empty choices and filter results"),
    "comments": (FLAG, "comments before and between the events"),
    "bom": (FLAG, "a byte order mark first"),
    "crlf": (FLAG, "CRLF line ends"),
    "cr": (FLAG, "CR line ends"),
    "space": (TEXT, "yes or no: a space after the colon"),
    "double-data": (FLAG, "data: data: as some proxies write"),
    "no-blank-end": (FLAG, "the last event lacks its blank line"),
    "after-done": (FLAG, "text after the end"),
    "not-json": (NUMBER, "the event of this number is not JSON"),
    "replay": (TEXT, "send the body of this file of --replay-dir"),
    "any-model": (FLAG, "every model name is known"),
    "lax": (FLAG, "take any request"),
    "request-id": (TEXT, "use this request id"),
    "tag": (TEXT, "no fault: a word for the log, by which a test finds its own requests"),
}

_BY_LENGTH = sorted(TABLE, key=len, reverse=True)  # the longest name that fits is meant


class BadFault(ValueError):
    """A fault that is not in the table."""


class Faults:
    """The faults of one request; looked up by name."""

    def __init__(self, items=()):
        self._values = {}
        for item in items:
            self._add(item)

    def _add(self, item):
        for name in _BY_LENGTH:
            kind = TABLE[name][0]
            if item == name and kind == FLAG:
                self._values[name] = True
                return
            if item.startswith(name + "-") and kind != FLAG:
                value = item[len(name) + 1:]
                try:
                    self._values[name] = int(value) if kind == NUMBER else value
                except ValueError:
                    raise BadFault("%s wants a number, not %r" % (name, value)) from None
                return
        raise BadFault("no such fault: %r" % item)

    def __contains__(self, name):
        assert name in TABLE, name
        return name in self._values

    def get(self, name, default=None):
        assert name in TABLE, name
        return self._values.get(name, default)

    def without(self, *names):
        rest = Faults()
        rest._values = {k: v for k, v in self._values.items() if k not in names}
        return rest

    def only(self, *names):
        rest = Faults()
        rest._values = {k: v for k, v in self._values.items() if k in names}
        return rest

    def names(self):
        return sorted(self._values)


def parse(text):
    """The faults of a comma list."""
    return Faults(unquote(item) for item in text.split(",") if item)


def split_path(path):
    """(fault list as text, the path behind it) of a request's path."""
    if path.startswith("/fault/"):
        items, slash, rest = path[len("/fault/"):].partition("/")
        return items, slash + rest
    return "", path


def describe():
    lines = []
    for name, (kind, text) in TABLE.items():
        suffix = {FLAG: "", NUMBER: "-N", TEXT: "-TEXT"}[kind]
        lines.append("%-22s %s" % (name + suffix, text))
    return "\n".join(lines)
