"""Refusals for people: a page in their language that says what is wrong and the way out."""

import re
from collections.abc import Sequence
from typing import Any

from litestar import Response

from fieldlog.domain.problems import N_
from sync_server.api.app import MethodError, refusal_headers, refuse
from sync_server.api.serving import Serving
from sync_server.errors import RefusalError
from sync_server.refusals import REFUSALS
from sync_server.review import browsers
from sync_server.review.answering import respond, unknown_call
from sync_server.review.browsers import AnyRequest
from sync_server.review.page import Shown

Methods = Sequence[tuple[re.Pattern[str], list[str]]]
"""The methods of pages, by the form of their paths."""

SENTENCES = {
    "not-found": N_("There is nothing at this address, or it is not for you."),
    "busy": N_("The server is busy. Nothing was changed. Try again in a moment."),
    "too-slow": N_("The form came too slowly. Nothing was changed. Try again."),
    "database-unreachable": N_("The server cannot reach its database. Nothing was changed. Try again soon."),
    "defect": N_("The server has met a defect. Nothing was changed. Tell an administrator when it was."),
    "body-too-large": N_("The form is too large. Shorten it and send it again."),
    "body-unreadable": N_("The form cannot be read. Open the page again and fill it in anew."),
    "body-truncated": N_("The form did not arrive whole. Send it again."),
    "media-type": N_("The form cannot be read. Open the page again and fill it in anew."),
}
"""What a refusal says to who looks at pages, where a laptop is told something else."""


def is_for_browser(request: AnyRequest) -> bool:
    """Say whether a page is expected, and not a refusal of the laptops' protocol."""
    path = request.scope["path"]
    if path == browsers.HOME or path.startswith(f"{browsers.HOME}/"):
        return True
    return "text/html" in request.headers.get("accept", "") and not path.startswith("/v1/")


def refuse_viewer(
    serving: Serving, methods: Methods, request: AnyRequest, error: RefusalError
) -> Response[Any]:
    """Answer a refusal: as a page for browsers, as the protocol's JSON for everybody else.

    The database is not asked: it may be what is missing, and whoever looks for addresses shall cost nothing.
    """
    if not is_for_browser(request):
        return refuse(error)
    if error.code == "not-found" and request.scope["path"] == "/":
        return Response(b"", status_code=303, headers={"Location": browsers.HOME}, media_type="text/html")
    if isinstance(error, MethodError):
        path = request.scope["path"]
        known = next((known for pattern, known in methods if pattern.fullmatch(path)), [])
        named = ", ".join("GET, HEAD" if method == "GET" else method for method in known)
        error = MethodError(named or error.allowed)
    status, sentence = REFUSALS[error.code]
    facts = {"sentence": SENTENCES.get(error.code, sentence), "status": status}
    shown = Shown("refusal.html", facts, status, refusal_headers(error))
    return respond(unknown_call(serving, request), shown, request)
