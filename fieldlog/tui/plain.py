"""Text of users and servers on its way to a widget: never markup, never a command to the terminal."""

from textual.content import Content

from fieldlog.locale.text_width import printable


def plain(text: str, style: str = "") -> Content:
    """Return text as content that shows exactly these characters; what could move the cursor or turn the line
    is written out. Line breaks stay.
    """
    shown = "\n".join(printable(line) for line in text.split("\n"))
    return Content.styled(shown, style) if style else Content(shown)


def joined(*parts: Content | str, separator: str = "  ") -> Content:
    """Return the parts that are not empty, one after the other."""
    contents = [part if isinstance(part, Content) else plain(part) for part in parts if part]
    return Content(separator).join(contents)
