# SPDX-License-Identifier: MIT
"""Error bodies in the shapes that the service and its look-alikes send."""
import json

REASONS = {
    200: "OK", 301: "Moved Permanently", 302: "Found", 303: "See Other", 307: "Temporary Redirect",
    308: "Permanent Redirect", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden",
    404: "Not Found", 405: "Method Not Allowed", 408: "Request Timeout",
    411: "Length Required", 413: "Payload Too Large", 415: "Unsupported Media Type",
    422: "Unprocessable Entity", 429: "Too Many Requests", 431: "Request Header Fields Too Large",
    500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout", 529: "Overloaded",
}

# status: (compatible-mode's code and type, DashScope's code, message), when nothing else is asked
BY_STATUS = {
    400: ("invalid_parameter_error", "invalid_request_error", "InvalidParameter",
          "A parameter of the request is not valid."),
    401: ("invalid_api_key", "invalid_request_error", "InvalidApiKey",
          "Incorrect API key provided."),
    403: ("access_denied", "invalid_request_error", "AccessDenied", "Access denied."),
    404: ("model_not_found", "invalid_request_error", "ModelNotFound",
          "The model does not exist or you do not have access to it."),
    413: ("request_too_large", "invalid_request_error", "RequestTooLarge",
          "The request body is too large."),
    422: ("invalid_parameter_error", "invalid_request_error", "InvalidParameter",
          "The request cannot be processed."),
    429: ("limit_requests", "limit_requests", "Throttling.RateQuota",
          "Requests rate limit exceeded, please try again later."),
    500: ("internal_error", "internal_error", "InternalError", "An internal error has occurred."),
    502: ("bad_gateway", "internal_error", "BadGateway", "The upstream did not reply."),
    503: ("model_unavailable", "internal_error", "ModelUnavailable",
          "Model is unavailable, please try again later."),
    504: ("request_timeout", "internal_error", "RequestTimeOut", "Response timeout!"),
}


class Refused(Exception):
    """A request that is answered with an error."""

    def __init__(self, status, message, code=None, native_code=None, kind=None):
        super().__init__(message)
        row = BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400])
        self.status = status
        self.message = message
        self.code = code or row[0]
        self.kind = kind or row[1]
        self.native_code = native_code or code or row[2]


def of_status(status, code=None, message=None):
    """What a fault asks for."""
    row = BY_STATUS.get(status, BY_STATUS[500 if status >= 500 else 400])
    return Refused(status, row[3] if message is None else message, code, code, code)


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def openai_error(error, request_id):
    return {"error": {"message": error.message, "type": error.kind, "param": None,
                      "code": error.code}, "request_id": request_id}


def native_error(error, request_id):
    return {"code": error.native_code, "message": error.message, "request_id": request_id}


def in_stream(api, shape, error, request_id):
    """Bytes of one event that reports an error inside a stream."""
    flat = native_error(error, request_id)
    inner = {"error": {"code": error.code, "param": None, "message": error.message,
                       "type": error.kind}, "id": "chatcmpl-" + request_id}
    if shape is None:
        shape = "native" if api == "dashscope" else "compat"
    if shape == "native":
        return "id:1\nevent:error\n:HTTP_STATUS/%d\ndata:%s\n\n" % (error.status, compact(flat))
    if shape == "comment":  # only the comment shows that it is an error
        return "id:1\nevent:result\n:HTTP_STATUS/%d\ndata:%s\n\n" % (error.status, compact(flat))
    if shape == "line":
        return "error: %s\n\n" % compact(inner["error"])
    payload = {
        "compat": inner,
        "wrapped": {"code": "InvalidParameter", "message": "data: " + compact(inner),
                    "request_id": request_id},
        "openrouter": {"id": "gen-" + request_id, "object": "chat.completion.chunk",
                       "error": {"code": error.status, "message": error.message},
                       "choices": [{"index": 0, "delta": {"content": ""},
                                    "finish_reason": "error"}]},
        "data": {"error": {"code": error.status, "message": error.message, "type": error.kind}},
        "string": {"error": error.message},
        "vllm": {"object": "error", "message": error.message, "type": "BadRequestError",
                 "param": None, "code": error.status},
    }.get(shape)
    if payload is None:
        raise Refused(400, "stand-in: no such error shape: %s" % shape)
    return "data: %s\n\n" % compact(payload)


def body(api, shape, error, request_id):
    """(content type, bytes) of a whole error reply."""
    own = native_error if api == "dashscope" else openai_error
    plain = own(error, request_id)
    if shape in (None, "json"):
        return "application/json", compact(plain).encode()
    if shape == "sse":
        text = in_stream(api, None, error, request_id)
        return "text/event-stream;charset=UTF-8", text.encode()
    if shape == "html":
        page = "<html>\r\n<head><title>%d %s</title></head>\r\n<body>\r\n<center><h1>%d</h1>" \
               "</center>\r\n</body>\r\n</html>\r\n" % (
                   error.status, REASONS.get(error.status, "Error"), error.status)
        return "text/html", page.encode()
    if shape == "empty":
        return "application/json", b""
    if shape == "text":
        return "text/plain", error.message.encode()
    if shape == "string":
        return "application/json", compact({"error": error.message}).encode()
    if shape == "vllm":
        return "application/json", compact(
            {"object": "error", "message": error.message, "type": "BadRequestError",
             "param": None, "code": error.status}).encode()
    if shape == "wrapped":
        return "application/json", compact(
            {"code": "InvalidParameter", "request_id": request_id,
             "message": "data: " + compact(openai_error(error, request_id))}).encode()
    if shape == "nested":
        return "application/json", compact({"error": openai_error(error, request_id)}).encode()
    raise Refused(400, "stand-in: no such body shape: %s" % shape)
