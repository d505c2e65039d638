"""The whole server: the HTTP of the laptops, and the pages beside it."""

import re
from functools import partial
from typing import Any

from litestar import Request, Response
from litestar.handlers import HTTPRouteHandler

from sync_server.api import app as api
from sync_server.api.frame import Frame
from sync_server.api.logs import Log
from sync_server.api.serving import Serving
from sync_server.review.answering import answer
from sync_server.review.page import Page
from sync_server.review.pages import PAGES
from sync_server.review.refusing import refuse_viewer

_PARAMETER = re.compile("{[^}]*}")


def make_app(serving: Serving, log: Log | None = None) -> Frame:
    """Return the ASGI application of a server, with the pages under ``/review``."""
    methods = [(re.compile(_PARAMETER.sub("[^/]+", page.path)), page.methods) for page in PAGES]
    handlers = [_route(serving, page) for page in PAGES]
    return api.make_app(serving, log, handlers, partial(refuse_viewer, serving, methods))


def _route(serving: Serving, page: Page) -> HTTPRouteHandler:
    async def handle(request: Request[Any, Any, Any]) -> Response[Any]:
        return await answer(serving, page, request)

    return HTTPRouteHandler(page.path, http_method=page.methods, status_code=200)(handle)  # type: ignore[arg-type]
