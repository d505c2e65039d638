"""Templates: everything is escaped, nothing is missing, every sentence is in the viewer's language."""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

from fieldlog.domain.hostile_signs import write_out_lines
from sync_server.auth.tokens import form_token
from sync_server.review import words
from sync_server.review.asset_files import asset_version
from sync_server.review.call import PageCall
from sync_server.review.navigation import entries
from sync_server.review.strip_words import strip_words

MADE = "made_contexts"
"""Under this name templates carry the contexts that were made for a page."""
LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}
_FIELD_VALUE = re.compile(r'(?<= value="){{ (.*?) }}(?=")')


class FieldValues(Extension):
    """What a field of a form holds comes back as it was typed: only what is shown may differ."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the source of a template, with the value of each field as it is."""
        return _FIELD_VALUE.sub(r"{{ (\1)|as_typed }}", source)


class PageContext(Context):
    """What a template sees. It and the macros made in it hold each other, and through it all that the page is
    made of: ``let_go`` parts them, else fifty pages pile up and somebody waits while Python looks for them.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        # Macros that are shared by all pages see none of this.
        self.parent.get(MADE, []).append(self)

    def let_go(self) -> None:
        """Forget everything; the page is made."""
        self.parent.clear()
        self.vars.clear()


@cache
def environment() -> Environment:
    """Return the templates; a name that a page does not give is a defect, never an empty place."""
    made = Environment(
        loader=PackageLoader("sync_server.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_shown,
        extensions=[FieldValues],
    )
    made.context_class = PageContext
    made.filters["as_typed"] = escape
    return made


def _shown(value: object) -> object:
    """Return what a template shows of a value: no text of a person can turn around what stands beside it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return write_out_lines(value)
    return value


def compile_templates() -> None:
    """Make all templates ready: else the first viewer of a page waits some hundred milliseconds."""
    for name in environment().list_templates():
        environment().get_template(name)


def render(template: str, call: PageCall, facts: Mapping[str, object]) -> str:
    """Return the HTML of a page for a viewer."""
    made: list[PageContext] = []
    try:
        return environment().get_template(template).render({MADE: made, **_of_all_pages(call), **facts})
    finally:
        for one in made:
            one.let_go()


def _of_all_pages(call: PageCall) -> dict[str, object]:
    """Return what every template may show."""
    return {
        "_": call.say,
        "call": call,
        "viewer": call.signed_in if call.signed_in and call.signed_in.is_complete else None,
        "entries": entries(call),
        "form_token": form_token(call.session_id),
        # Between two sentences of a paragraph: after a Chinese full stop no space stands.
        "gap": "" if call.language == "zh" else " ",
        "here": call.path + ("?" + urlencode(call.query) if call.query else ""),
        "language_tag": LANGUAGE_TAGS[call.language],
        "notice": words.notice(call),
        "problems": [],
        "icon": f"/review/icon.svg?v={asset_version('icon.svg')}",
        "style": f"/review/style.css?v={asset_version('style.css')}",
        "ago": partial(words.ago, call),
        "mistake": partial(words.mistake, call),
        "strip_words": partial(strip_words, call),
        "when": partial(words.when, call),
        "word": partial(words.word, call),
        "bare": False,
    }
