"""What a browser says of itself: its cookie, its language, where its form came from, where it wants to go."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from litestar import Request

from sync_server.auth.tokens import is_form_token
from sync_server.errors import RefusalError
from sync_server.locale import Language

SESSION, LANGUAGE = "fieldlog-session", "fieldlog-language"
HOME = "/review"
TOKEN_FIELD = "form"
_SESSION_ID = re.compile("[A-Za-z0-9_-]{43}")
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")
_OWN_PATH = re.compile(r"/review(?:[/?][A-Za-z0-9/_.~%=&?+,:-]{0,5000})?")
"""Long enough for all customers that can be ticked at once."""
_PREFERENCE = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")
AnyRequest = Request[Any, Any, Any]


def origin(request: AnyRequest, encrypted: bool) -> str:
    """Return the beginning of this server's addresses, as the browser knows it."""
    host = request.headers.get("host", "")
    return f"{'https' if encrypted else 'http'}://{host if _HOST.fullmatch(host) else 'localhost'}"


def cookie_name(name: str, encrypted: bool) -> str:
    """Return a cookie's name: with ``__Host-`` no other host or path can set or change it."""
    return f"__Host-{name}" if encrypted else name


def session_of(request: AnyRequest, encrypted: bool) -> str:
    """Return the id in the session's cookie; empty when there is none that can be one."""
    found = request.cookies.get(cookie_name(SESSION, encrypted), "")
    return found if _SESSION_ID.fullmatch(found) else ""


def cookie(name: str, value: str, encrypted: bool, seconds: int | None = None) -> str:
    """Return the header that sets a cookie, which no script can read; 0 seconds take it away."""
    age = "" if seconds is None else f"; Max-Age={seconds}"
    secure = "; Secure" if encrypted else ""
    return f"{cookie_name(name, encrypted)}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}"


def check_form(request: AnyRequest, session_id: str, token: str) -> None:
    """Raise ``RefusalError`` unless a form was shown by this server to this very browser."""
    if not _is_same_origin(request.headers, request.headers.get("host", "")):
        raise RefusalError("form-from-elsewhere")
    if not session_id or not is_form_token(session_id, token):
        raise RefusalError("form-too-old")


def _is_same_origin(headers: Mapping[str, str], host: str) -> bool:
    """Say whether a request comes from a page of this host, by each header that the browser sends."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc == host != ""
    except ValueError:
        return False


def own_path(wanted: str, otherwise: str = HOME) -> str:
    """Return a path of these pages, as it was wanted or another one: no way leads out of here."""
    is_own = _OWN_PATH.fullmatch(wanted) is not None and ".." not in wanted
    return wanted if is_own else otherwise


def preferred_language(chosen: str | None, request: AnyRequest, encrypted: bool) -> Language:
    """Return the language that a user has chosen, else this browser; else what it prefers, else Chinese."""
    told = chosen or request.cookies.get(cookie_name(LANGUAGE, encrypted), "")
    if told in ("zh", "en"):
        return "zh" if told == "zh" else "en"
    return accepted_language(request.headers.get("accept-language", ""))


def accepted_language(header: str) -> Language:
    """Return the language of an Accept-Language header, Chinese when it names neither."""
    best: dict[str, float] = {}
    for part in header[:500].split(","):
        found = _PREFERENCE.fullmatch(part)
        if found is not None:
            name, weight = found[1].lower(), float(found[2] or 1)
            best[name] = max(best.get(name, 0.0), weight)
    return "en" if best.get("en", 0.0) > best.get("zh", 0.0) else "zh"
