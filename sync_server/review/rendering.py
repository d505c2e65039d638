"""Templates: everything is escaped, nothing is missing, every sentence is in the viewer's language."""

from collections.abc import Mapping
from functools import cache, partial
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined

from sync_server.auth.tokens import form_token
from sync_server.review import words
from sync_server.review.asset_files import asset_version
from sync_server.review.call import PageCall
from sync_server.review.navigation import entries

LANGUAGE_TAGS = {"zh": "zh-CN", "en": "en"}


@cache
def environment() -> Environment:
    """Return the templates; a name that a page does not give is a defect, never an empty place."""
    return Environment(
        loader=PackageLoader("sync_server.review", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def compile_templates() -> None:
    """Make all templates ready: else the first viewer of a page waits some hundred milliseconds."""
    for name in environment().list_templates():
        environment().get_template(name)


def render(template: str, call: PageCall, facts: Mapping[str, object]) -> str:
    """Return the HTML of a page for a viewer."""
    here = call.path + ("?" + urlencode(call.query) if call.query else "")
    return (
        environment()
        .get_template(template)
        .render(
            {
                "_": call.say,
                "call": call,
                "viewer": call.signed_in if call.signed_in and call.signed_in.is_complete else None,
                "entries": entries(call),
                "form_token": form_token(call.session_id),
                "here": here,
                "language_tag": LANGUAGE_TAGS[call.language],
                "notice": words.notice(call),
                "problems": [],
                "icon": f"/review/icon.svg?v={asset_version('icon.svg')}",
                "style": f"/review/style.css?v={asset_version('style.css')}",
                "ago": partial(words.ago, call),
                "mistake": partial(words.mistake, call),
                "when": partial(words.when, call),
                "word": partial(words.word, call),
                "bare": False,
                **facts,
            }
        )
    )
