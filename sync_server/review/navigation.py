"""The navigation: the entries of the pages that a viewer may see, in the order of the table of pages."""

from typing import NamedTuple

from sync_server.review.call import PageCall
from sync_server.review.pages import PAGES


class Entry(NamedTuple):
    """A word of the navigation, where it leads, and whether it is the place where the viewer is."""

    word: str
    path: str
    is_here: bool


def entries(call: PageCall) -> list[Entry]:
    """Return the entries for the viewer of a call; none while signing in."""
    viewer = call.signed_in
    if viewer is None or not viewer.is_complete:
        return []
    mine = [page for page in PAGES if page.entry and viewer.user.role in page.audience.roles]
    return [Entry(call.say(page.entry), page.path, _is_within(call.path, page.path)) for page in mine]


def _is_within(path: str, entry: str) -> bool:
    return path == entry or (entry.count("/") > 1 and path.startswith(f"{entry}/"))
