"""From a request to an answer: who asks, whether this page is for them, and what is sent back.

``find_detour`` is the one place that decides who may see which page.
"""

from datetime import UTC, datetime
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from litestar import Response

from fieldlog.domain.days import to_text
from sync_server.api.bodies import read_body
from sync_server.api.proxies import address_of, is_encrypted
from sync_server.api.serving import Serving
from sync_server.auth.tokens import make_session_id
from sync_server.core.second_factors import is_practice
from sync_server.core.viewers import Viewer, find_viewer, should_note
from sync_server.database import feeds, people, sessions
from sync_server.database.engine import Connection, reading, write
from sync_server.database.sessions import PASSWORD, SECOND, SET_UP
from sync_server.errors import RefusalError
from sync_server.review import browsers
from sync_server.review.browsers import AnyRequest
from sync_server.review.call import PageCall
from sync_server.review.forms import MEDIA_TYPE, MOST_BYTES, NO_FORM, read_form
from sync_server.review.page import Answer, File, Page, Redirect
from sync_server.review.rendering import render

LASTING = "public, max-age=31536000, immutable"
LANGUAGE_SECONDS = 365 * 24 * 3600
SIGN_IN, CONFIRM = "/review/sign-in", "/review/confirm"
STAGE_PAGES = {SECOND: "/review/second-factor", SET_UP: "/review/set-up", PASSWORD: "/review/password"}
AnyResponse = Response[Any]


class Known(NamedTuple):
    """What the database knows of a request: who asks, in which language, the organisation's zone, and
    whether it is made up.
    """

    viewer: Viewer | None
    language: str | None
    zone: str
    is_practice: bool


async def answer(serving: Serving, page: Page, request: AnyRequest) -> AnyResponse:
    """Answer a request for a page."""
    async with serving.gate.entered(), serving.gate.holding() as hold:
        body = b""
        if request.scope["method"] == "POST":
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != MEDIA_TYPE:
                raise RefusalError("media-type")
            body = await read_body(request, MOST_BYTES, hold)
        return await serving.gate.run(partial(_work, serving, page, request, body))


def _work(serving: Serving, page: Page, request: AnyRequest, body: bytes) -> AnyResponse:
    call = make_call(serving, request)
    detour = find_detour(page, call)
    if request.scope["method"] == "POST":
        call = call._replace(form=read_form(body))
        browsers.check_form(request, call.session_id, call.form.get(browsers.TOKEN_FIELD))
    if detour is not None:
        return respond(call, detour, request)
    work = page.submit if request.scope["method"] == "POST" else page.show
    if work is None:
        raise RefusalError("method-not-allowed")
    return respond(call, work(call), request)


def find_detour(page: Page, call: PageCall) -> Redirect | None:
    """Return where a viewer has to go before a page; ``RefusalError`` when it is not for that role."""
    viewer, audience = call.signed_in, page.audience
    if audience.is_open:
        return None
    if viewer is None:
        return _by_way_of(SIGN_IN, call)
    if viewer.session.stage not in audience.stages:
        return _by_way_of(STAGE_PAGES.get(viewer.session.stage, browsers.HOME), call)
    if viewer.is_complete and viewer.user.role not in audience.roles:
        raise RefusalError("page-not-yours")
    if page.is_fresh and viewer.is_complete and not viewer.is_fresh(call.now):
        return _by_way_of(CONFIRM, call)
    return None


def _by_way_of(path: str, call: PageCall) -> Redirect:
    """Return the way over another page back to this one."""
    here = call.path + ("?" + urlencode(call.query) if call.query else "")
    # Steps of signing in are no places to come back to.
    passing = {browsers.HOME} if path == CONFIRM else {browsers.HOME, *STAGE_PAGES.values()}
    is_worth_it = browsers.own_path(here, "") and call.path not in passing
    return Redirect(f"{path}?next={quote(here, safe='/')}" if is_worth_it else path)


def make_call(serving: Serving, request: AnyRequest) -> PageCall:
    """Return the request as pages see it; the session's use is noted now and then."""
    call, now = unknown_call(serving, request), serving.now()
    if any("\0" in value for value in (*call.query.values(), *call.names.values())):
        raise RefusalError("bad-parameter")
    with reading(serving.engine) as connection:
        known = _look_up(connection, call.session_id, now)
    if known.viewer is not None and should_note(known.viewer, now):
        used = known.viewer.session.session_hash
        write(serving.engine, lambda connection: sessions.note_use(connection, used, to_text(now)))
    language = browsers.preferred_language(known.language, request, call.is_encrypted)
    return call._replace(
        zone=ZoneInfo(known.zone or "UTC"),
        language=language,
        signed_in=known.viewer,
        is_practice=known.is_practice,
    )


def unknown_call(serving: Serving, request: AnyRequest) -> PageCall:
    """Return what a request says of itself, without the database: nobody is signed in."""
    proxies = serving.settings.proxies
    encrypted = is_encrypted(request.scope, proxies)
    return PageCall(
        serving,
        serving.now(),
        address_of(request.scope, proxies),
        request.scope["path"],
        {name: str(value) for name, value in request.scope.get("path_params", {}).items()},
        {name: str(request.query_params[name]) for name in request.query_params},
        NO_FORM,
        browsers.preferred_language(None, request, encrypted),
        UTC,
        browsers.session_of(request, encrypted) or make_session_id(),
        encrypted,
        browsers.origin(request, encrypted),
        None,
    )


def _look_up(connection: Connection, session_id: str, now: datetime) -> Known:
    viewer = find_viewer(connection, session_id, now)
    language = people.read_language(connection, viewer.user.user_id) if viewer else None
    return Known(viewer, language, feeds.read_setting(connection, "zone"), is_practice(connection))


def respond(call: PageCall, given: Answer, request: AnyRequest) -> AnyResponse:
    """Return an answer as HTTP sends it."""
    if isinstance(given, File):
        headers = {"Cache-Control": LASTING} if given.is_lasting else {}
        if given.name:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(given.name, safe='')}"
        return Response(given.content, media_type=given.media_type, headers=headers)
    if isinstance(given, Redirect):
        return _redirect(call, given)
    headers = {**given.headers, "Vary": "Accept-Language, Cookie", "Referrer-Policy": "same-origin"}
    new = given.session
    if new is None and browsers.session_of(request, call.is_encrypted) != call.session_id:
        new = call.session_id
    if new is not None:
        call = call._replace(session_id=new or call.session_id)
        headers["Set-Cookie"] = _session_cookie(call, new)
    content = render(given.template, call, given.facts).encode()
    return Response(content, media_type="text/html", status_code=given.status, headers=headers)


def _redirect(call: PageCall, given: Redirect) -> AnyResponse:
    path = given.path
    if given.done:
        path += ("&" if "?" in path else "?") + urlencode({"done": given.done})
    headers = {"Location": path, "Referrer-Policy": "same-origin"}
    if given.session is not None:
        headers["Set-Cookie"] = _session_cookie(call, given.session)
    elif given.language:
        headers["Set-Cookie"] = browsers.cookie(
            browsers.LANGUAGE, given.language, call.is_encrypted, LANGUAGE_SECONDS
        )
    return Response(b"", media_type="text/html", status_code=303, headers=headers)


def _session_cookie(call: PageCall, session_id: str) -> str:
    seconds = None if session_id else 0
    return browsers.cookie(browsers.SESSION, session_id, call.is_encrypted, seconds)
