# SPDX-License-Identifier: MIT
"""Replies of the OpenAI-compatible API, as texts of Server-Sent Events or one JSON object."""
from .errors import compact, in_stream, of_status

CREATED = 1767225600  # a time that does not move, so replies can be compared


class Stream:
    """Makes the events of one reply; each is a str that ends with its blank line."""

    def __init__(self, ask, script, faults, request_id):
        self.ask = ask
        self.script = script
        self.faults = faults
        self.request_id = request_id
        self.events = 0
        self.texts = 0  # events with thinking or answer text

    def __iter__(self):
        f = self.faults
        if "filter-first" in f:
            yield self._event({"choices": [], "created": 0, "id": "", "model": "", "object": "",
                               "prompt_filter_results": [{"prompt_index": 0}]}, bare=True)
        if "no-role" not in f:
            yield self._chunk(self._role_delta())
        for delta, error in self._with_error(self._deltas()):
            if error:
                yield error
                return
            yield self._chunk(delta)
        yield from self._end()

    def _role_delta(self):
        if not self.script.thinking_text or self.faults.get("reasoning", "content") != "content":
            return {"content": "", "role": "assistant"}
        return {"content": None, "role": "assistant", "reasoning_content": ""}

    def _with_error(self, deltas):
        """(delta, None) for each text, and (None, event) where an error is asked for."""
        after = self.faults.get("error-after")
        for delta in deltas:
            if self.texts == after:
                yield None, self._error()
            self.texts += 1
            yield delta, None
        if after is not None:
            yield None, self._error()

    def _error(self):
        error = of_status(self.faults.get("status", 400), self.faults.get("code"),
                          self.faults.get("message"))
        return in_stream("openai", self.faults.get("shape"), error, self.request_id)

    def _deltas(self):
        where = self.faults.get("reasoning", "content")
        if where in ("inline", "split", "unopened"):
            yield from self._inline(where)
            return
        for text in self._parts(self.script.thinking()):
            yield self._thinking_delta(where, text)
        for text in self._parts(self.script.answer()):
            yield self._answer_delta(text)

    def _parts(self, pieces):
        """The pieces, or with `cumulative` the text so far."""
        so_far = ""
        for piece in pieces:
            so_far += piece if "cumulative" in self.faults else ""
            yield so_far or piece

    def _thinking_delta(self, where, text):
        if where == "new":
            return {"reasoning": text}
        if where == "both":
            return {"reasoning": text, "reasoning_content": text}
        if where == "details":
            return {"role": "assistant", "content": "", "reasoning": text, "reasoning_details": [
                {"type": "reasoning.text", "text": text, "format": None, "index": 0}]}
        if "content-array" in self.faults:
            return {"content": [{"type": "thinking",
                                 "thinking": [{"type": "text", "text": text}]}]}
        return {"content": None, "reasoning_content": text}

    def _answer_delta(self, text):
        if "content-array" in self.faults:
            return {"content": [{"type": "text", "text": text}]}
        if self.script.thinking_text and not self.ask.model.stream_only:
            return {"content": text, "reasoning_content": None}
        return {"content": text}  # QVQ leaves the key away, and so do replies without thinking

    def _inline(self, where):
        """Thinking inside the content, between tags; `split`: the tags come in pieces."""
        pieces = list(self.script.thinking())
        if where == "unopened":
            texts = pieces + ["</think>", "\n\n"]
        elif where == "split":
            texts = ["<th", "ink", ">"] + pieces + ["</", "thin", "k>"]
        else:
            texts = ["<think>"] + pieces + ["</think>"]
        for text in texts:
            yield {"content": text}
        for text in self.script.answer():
            yield {"content": text}

    def _chunk(self, delta, finish=None, absent=False):
        choice = {"delta": delta, "index": 0, "logprobs": None, "finish_reason": finish}
        if self.events % 2:  # the order of members varies from chunk to chunk
            choice = {"finish_reason": finish, "delta": delta, "index": 0, "logprobs": None}
        if absent:
            del choice["finish_reason"]
        chunk = {"choices": [choice], "object": "chat.completion.chunk", "usage": None}
        if "delta-and-message" in self.faults:
            choice["message"] = {"role": None, "content": "", "reasoning_content": ""}
            chunk["usage"] = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
        return self._event(chunk)

    def _event(self, chunk, bare=False):
        if not bare:
            chunk.update({"created": CREATED, "system_fingerprint": None,
                          "model": self.ask.model_name, "id": "chatcmpl-" + self.request_id})
        self.events += 1
        return "data: %s\n\n" % compact(chunk)

    def _end(self):
        how = self.faults.get("finish", self.script.finish)
        if how == "nothing":
            return
        last = {"content": "", "reasoning_content": None}
        if how == "with-text":
            yield self._chunk({"content": "\n"}, "stop")
        elif how == "null":
            yield self._chunk(last, None)
        elif how == "absent":
            yield self._chunk({}, absent=True)
        elif how == "length" and not self.script.answer_text:
            yield self._chunk({"content": None, "reasoning_content": "…"}, "length")
        elif how not in ("only-done", "only-usage"):
            yield self._chunk(last, how)
        if how != "only-done" and "no-usage" not in self.faults:
            yield self._event({"choices": [], "object": "chat.completion.chunk",
                               "usage": usage(self.ask, self.script)})
        if how != "only-usage":
            yield "data: [DONE]\n\n"
        if "after-done" in self.faults:
            yield self._chunk({"content": "never to be seen"})


def usage(ask, script):
    """QVQ counts its thinking as text; the others count it apart."""
    thinking, answer = script.thinking_tokens(), script.answer_tokens()
    details = {"text_tokens": thinking + answer}
    if not ask.model.stream_only:
        details = {"reasoning_tokens": thinking, "text_tokens": answer}
    return {"prompt_tokens": script.input_tokens, "completion_tokens": thinking + answer,
            "total_tokens": script.input_tokens + thinking + answer,
            "completion_tokens_details": details,
            "prompt_tokens_details": {"cached_tokens": None, "image_tokens": script.image_tokens,
                                      "text_tokens": script.input_tokens - script.image_tokens}}


def whole(ask, script, faults, request_id):
    """The reply to a request without stream."""
    message = {"role": "assistant", "content": "".join(script.answer())}
    thinking = "".join(script.thinking())
    if thinking:
        message["reasoning_content"] = thinking
    finish = faults.get("finish", script.finish)
    reply = {"choices": [{"message": message, "index": 0, "logprobs": None,
                          "finish_reason": None if finish == "null" else finish}],
             "object": "chat.completion", "created": CREATED, "system_fingerprint": None,
             "model": ask.model_name, "id": "chatcmpl-" + request_id}
    if "no-usage" not in faults:
        reply["usage"] = usage(ask, script)
    return compact(reply)
