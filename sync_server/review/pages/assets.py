"""The style and the icon: kept by browsers, because their address changes when they do."""

from sync_server.review.asset_files import asset
from sync_server.review.call import PageCall
from sync_server.review.page import ANYBODY, File, Page


def _style(_call: PageCall) -> File:
    return File(asset("style.css"), "text/css", is_lasting=True)


def _icon(_call: PageCall) -> File:
    return File(asset("icon.svg"), "image/svg+xml", is_lasting=True)


STYLE = Page("/review/style.css", ANYBODY, _style)
ICON = Page("/review/icon.svg", ANYBODY, _icon)
