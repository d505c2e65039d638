"""The application: a route for each endpoint, and every error in the one shape of a refusal."""

import gzip
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import msgspec
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.response.base import ASGIResponse
from litestar.types import ASGIApp

from fieldlog.domain.exchange import Refusal
from sync_server.api.bodies import inflate, read_body
from sync_server.api.endpoints import ENDPOINTS, JSON, Call, Endpoint, require_token
from sync_server.api.frame import Frame
from sync_server.api.logs import Log
from sync_server.api.proxies import address_of
from sync_server.api.schema import openapi
from sync_server.api.serving import Serving
from sync_server.errors import DatabaseBusyError, RefusalError, ServerError
from sync_server.locale import in_language
from sync_server.refusals import REFUSALS

LEAST_TO_COMPRESS = 2048
BUSY_RETRY_SECONDS = 5
_STATUS_CODES = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large", 415: "media-type"}
AnyRequest = Request[Any, Any, Any]
AnyResponse = Response[bytes]
Refusing = Callable[[AnyRequest, RefusalError], AnyResponse]


class MethodError(RefusalError):
    """A method that an address does not know, with those that it does."""

    def __init__(self, allowed: str) -> None:
        super().__init__("method-not-allowed")
        self.allowed = allowed


def make_app(
    serving: Serving,
    log: Log | None = None,
    pages: Sequence[HTTPRouteHandler] = (),
    refusing: "Refusing | None" = None,
) -> Frame:
    """Return the ASGI application of a server; ``refusing`` answers refusals to who looks at pages."""
    log = log or Log()
    say = refusing or _refuse_call
    handlers = [_route(serving, endpoint) for endpoint in ENDPOINTS]
    schema = HTTPRouteHandler("/schema", http_method="GET", sync_to_thread=False)(_schema)
    litestar = Litestar(
        [*handlers, schema, *pages],
        exception_handlers={
            RefusalError: say,
            ServerError: partial(_on_trouble, serving, log, say),
            HTTPException: partial(_on_http_error, say),
            Exception: partial(_on_defect, serving, log, say),
        },
        openapi_config=None,
        logging_config=None,
        request_max_body_size=None,
        on_shutdown=[serving.close],
    )
    return Frame(litestar, _method_refuser(say), serving, log)


def _method_refuser(say: "Refusing") -> ASGIApp:
    async def refuse_method(scope: Any, receive: Any, send: Any) -> None:
        request: AnyRequest = Request(scope, receive, send)
        refusal = say(request, MethodError("GET, HEAD, POST"))
        answer = ASGIResponse(
            body=refusal.content,
            headers=refusal.headers,
            media_type=refusal.media_type or JSON,
            status_code=refusal.status_code or 405,
        )
        await answer(scope, receive, send)

    return refuse_method


def _schema() -> AnyResponse:
    return Response(openapi(), media_type=JSON)


def _route(serving: Serving, endpoint: Endpoint) -> HTTPRouteHandler:
    async def handle(request: AnyRequest) -> AnyResponse:
        return await _answer(serving, endpoint, request)

    path = endpoint.path.replace("{quarantine}", "{quarantine:str}")
    return HTTPRouteHandler(path, http_method=endpoint.method, status_code=200, name=endpoint.name)(handle)


async def _answer(serving: Serving, endpoint: Endpoint, request: AnyRequest) -> AnyResponse:
    if endpoint.name == "health":
        # It says that the process lives, however busy the threads are.
        return _packed(endpoint, endpoint.work(_call(serving, request, b"")), False)
    address = address_of(request.scope, serving.settings.proxies)
    token = "" if endpoint.is_open else _bearer(request)
    if endpoint.name == "enrol":
        serving.attempts.take(address)
    async with serving.gate.entered(), serving.gate.holding() as hold:
        body = b""
        if endpoint.method == "POST":
            _check_type(endpoint, request)
            body = await read_body(request, endpoint.most_bytes, hold)
        encoding = request.headers.get("content-encoding", "").strip().lower()
        call = _call(serving, request, body, token, address)
        is_packed = "gzip" in request.headers.get("accept-encoding", "")
        return await serving.gate.run(partial(_work, endpoint, call, encoding, is_packed))


def _call(serving: Serving, request: AnyRequest, body: bytes, token: str = "", address: str = "") -> Call:
    path = {name: str(value) for name, value in request.path_params.items()}
    query = {name: str(request.query_params[name]) for name in request.query_params}
    return Call(serving, serving.now(), token, address, body, None, path, query)


def _work(endpoint: Endpoint, call: Call, encoding: str, is_packed: bool) -> AnyResponse:
    """Read the message, do what is asked, and make the answer's bytes; in a thread."""
    if endpoint.method == "POST":
        try:
            body = inflate(call.body, encoding, endpoint.most_bytes)
            call = call._replace(body=body, message=_message(endpoint, body))
        except RefusalError:
            # Who may not speak at all is told that, and nothing of the message.
            if not endpoint.is_open:
                require_token(call)
            raise
    return _packed(endpoint, endpoint.work(call), is_packed)


def _message(endpoint: Endpoint, body: bytes) -> object:
    if endpoint.message is None:
        return None
    try:
        return msgspec.json.decode(body, type=endpoint.message)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise RefusalError("body-unreadable") from error


def _packed(endpoint: Endpoint, answer: object, is_packed: bool) -> AnyResponse:
    content = answer if isinstance(answer, bytes) else msgspec.json.encode(answer)
    headers = {"Vary": "Accept-Encoding"}
    if is_packed and len(content) >= LEAST_TO_COMPRESS:
        content = gzip.compress(content, 1, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return Response(content, media_type=endpoint.answer_type, headers=headers)


def _bearer(request: AnyRequest) -> str:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        raise RefusalError("not-signed-in")
    return token.strip()


def _check_type(endpoint: Endpoint, request: AnyRequest) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in endpoint.message_types:
        raise RefusalError("media-type")


def refuse(error: RefusalError) -> AnyResponse:
    """Return the answer of a refusal: its status, its sentence in both languages, and when to come again."""
    status, sentence = REFUSALS[error.code]
    refusal = Refusal(
        error.code,
        in_language("en", sentence),
        in_language("zh", sentence),
        error.expected,
        error.retry_after,
    )
    headers = refusal_headers(error)
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if status == 426:
        headers["Upgrade"] = "fieldlog-sync/1"
    return Response(msgspec.json.encode(refusal), media_type=JSON, status_code=status, headers=headers)


def refusal_headers(error: RefusalError) -> dict[str, str]:
    """Return the headers that a refusal needs in whatever form: when to come again, what is allowed."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after is not None else {}
    return {**headers, "Allow": error.allowed} if isinstance(error, MethodError) else headers


def _refuse_call(_request: AnyRequest, error: RefusalError) -> AnyResponse:
    return refuse(error)


def _on_trouble(
    serving: Serving, log: Log, say: Refusing, request: AnyRequest, error: ServerError
) -> AnyResponse:
    code = "busy" if isinstance(error, DatabaseBusyError) else "database-unreachable"
    log.write(serving.now(), "trouble", error=type(error).__name__)
    return say(request, RefusalError(code, retry_after=BUSY_RETRY_SECONDS))


def _on_http_error(say: Refusing, request: AnyRequest, error: HTTPException) -> AnyResponse:
    if error.status_code == 405:
        return say(request, MethodError(_allowed(request.scope["path"])))
    return say(request, RefusalError(_STATUS_CODES.get(error.status_code, "bad-parameter")))


def _allowed(path: str) -> str:
    """Return the methods of a path, as an answer has to name them."""
    pattern = (path.rpartition("/")[0] + "/{quarantine}") if path.startswith("/v1/quarantine/") else path
    methods = {endpoint.method for endpoint in ENDPOINTS if endpoint.path == pattern} or {"GET"}
    return "POST" if methods == {"POST"} else "GET, HEAD"


def _on_defect(
    serving: Serving, log: Log, say: Refusing, request: AnyRequest, error: Exception
) -> AnyResponse:
    log.write_defect(serving.now(), error, route=request.scope.get("path_template", ""))
    return say(request, RefusalError("defect"))
