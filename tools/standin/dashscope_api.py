# SPDX-License-Identifier: MIT
"""Replies of DashScope's own API, as texts of Server-Sent Events or one JSON object."""
from .errors import compact, in_stream, of_status
from .models import text_tokens


class Stream:
    """Makes the events of one reply; no space after colons, no [DONE], usage in every event."""

    def __init__(self, ask, script, faults, request_id):
        self.ask = ask
        self.script = script
        self.faults = faults
        self.request_id = request_id
        self.events = 0
        self.thinking_tokens = 0
        self.answer_tokens = 0

    def __iter__(self):
        after = self.faults.get("error-after")
        texts = 0
        for thinking, answer in self._texts():
            if texts == after:
                break
            texts += 1
            yield self._event(self._message(thinking, answer), "null")
        if after is not None:
            error = of_status(self.faults.get("status", 400), self.faults.get("code"),
                              self.faults.get("message"))
            yield in_stream("dashscope", self.faults.get("shape"), error, self.request_id)
            return
        yield from self._end()

    def _texts(self):
        """(thinking, None) or (None, answer) of each event."""
        so_far = ""
        for piece in self.script.thinking():
            self.thinking_tokens += text_tokens(piece)
            so_far += piece
            yield (so_far if "cumulative" in self.faults else piece), None
        so_far = ""
        for piece in self.script.answer():
            self.answer_tokens += text_tokens(piece)
            so_far += piece if "cumulative" in self.faults else ""
            yield None, so_far or piece

    def _message(self, thinking, answer):
        content = [] if answer is None else [{"text": answer}]
        if "content-string" in self.faults:
            content = answer or ""
        message = {"content": content, "role": "assistant"}
        if thinking is not None:
            message["reasoning_content"] = thinking
        elif self.script.thinking_text and not self.ask.model.stream_only:
            message["reasoning_content"] = ""  # QVQ leaves the member away here
        return message

    def _event(self, message, finish):
        choice = {"message": message, "finish_reason": finish}
        if finish is None and self.faults.get("finish") == "absent":
            del choice["finish_reason"]
        reply = {"output": {"choices": [choice]}, "request_id": self.request_id}
        if "no-usage" not in self.faults:
            reply["usage"] = _usage(self.ask, self.script, self.thinking_tokens, self.answer_tokens)
        self.events += 1
        return "id:%d\nevent:result\n:HTTP_STATUS/200\ndata:%s\n\n" % (self.events, compact(reply))

    def _end(self):
        how = self.faults.get("finish", self.script.finish)
        if how in ("nothing", "only-done", "only-usage"):
            return
        content = {"content": [], "role": "assistant"}
        if how == "with-text":
            yield self._event({"content": [{"text": "\n"}], "role": "assistant"}, "stop")
        elif how in ("null", "absent"):
            yield self._event(content, None)
        else:
            yield self._event(content, how)
        if "after-done" in self.faults:
            yield self._event(self._message(None, "never to be seen"), "null")


def _usage(ask, script, thinking, answer):
    details = {"text_tokens": thinking + answer}
    if not ask.model.stream_only:
        details = {"reasoning_tokens": thinking, "text_tokens": answer}
    return {"total_tokens": script.input_tokens + thinking + answer,
            "input_tokens_details": {"image_tokens": script.image_tokens,
                                     "text_tokens": script.input_tokens - script.image_tokens},
            "output_tokens": thinking + answer, "input_tokens": script.input_tokens,
            "output_tokens_details": details, "image_tokens": script.image_tokens}


def whole(ask, script, faults, request_id):
    """The reply to a request without X-DashScope-SSE."""
    message = {"content": [{"text": "".join(script.answer())}], "role": "assistant"}
    if script.thinking_text:
        message["reasoning_content"] = "".join(script.thinking())
    reply = {"output": {"choices": [{"message": message,
                                    "finish_reason": faults.get("finish", script.finish)}]},
            "request_id": request_id}
    if "no-usage" not in faults:
        reply["usage"] = _usage(ask, script, script.thinking_tokens(), script.answer_tokens())
    return compact(reply)
