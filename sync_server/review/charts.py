"""Charts as SVG within the page, drawn by Pygal and coloured by our own style.

Pygal writes a script, a style and tooltips along, which our policy forbids and nobody needs: a filter, which
Pygal offers for such things, takes them away. What is left is shapes with classes, so a chart is light, dark
or on paper as its page is. Pygal has no heat map; ours is a table (``heat_map``), which needs no drawing.

The numbers stand in a table behind each chart.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markupsafe import Markup
from pygal import Histogram
from pygal.style import Style

WIDTH, HEIGHT = 360, 160
GAP = 0.12
"""What is left free on each side of a column, as a part of its width."""
LETTERS = 9
"""The height of letters, in the units of the drawing."""
UNKNOWN, OPEN = "unknown", "open"
LOW = "…"
"""A value that would lie on its column: it is lifted above it."""
_HREF = "{http://www.w3.org/1999/xlink}href"
_UNWANTED = frozenset({"style", "script", "title", "desc"})
_LOOK = Style(value_font_size=LETTERS, label_font_size=LETTERS, major_label_font_size=LETTERS)
_HATCHING = (
    '<pattern id="{id}" class="hatching" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<path d="M0 5 5 0"/></pattern>'
)


class Column(NamedTuple):
    """One column: how high it is, what stands above it, its look: good, below, ``OPEN`` or ``UNKNOWN``, and
    the address of the list behind it with what that is called; empty: none.
    """

    amount: int
    value: str = ""
    kind: str = "good"
    path: str = ""
    words: str = ""


class Label(NamedTuple):
    """A word below the columns: so many columns from the left."""

    place: float
    text: str


class Scale(NamedTuple):
    """What stands around the columns: the labels below, the amounts at the left from 0 to the last one, and
    the label at which a line is drawn (empty: none).
    """

    labels: tuple[Label, ...]
    amounts: tuple[int, ...]
    line: str = ""


@lru_cache(maxsize=256)
def draw(heading: str, columns: tuple[Column, ...], scale: Scale) -> Markup:
    """Return the drawing of columns side by side; ``heading`` is the id of the heading that names it."""
    chart = Histogram(
        width=WIDTH,
        height=HEIGHT,
        margin=4,
        margin_top=8,
        css=(),
        js=(),
        style=_LOOK,
        defs=(_HATCHING.format(id=f"{heading}-hatching"),),
        disable_xml_declaration=True,
        no_data_text="",
        show_legend=False,
        truncate_label=-1,
        show_x_guides=True,
        show_y_guides=True,
        x_labels=[{"label": one.text, "value": one.place} for one in scale.labels],
        x_labels_major=[scale.line] if scale.line else [],
        y_labels=list(scale.amounts),
        range=(0, scale.amounts[-1]),
        print_values=True,
        print_values_position="top",
    )
    chart.add("", [_value(heading, number, column) for number, column in enumerate(columns)])
    named = {column.path: column.words for column in columns if column.path}
    chart.add_xml_filter(lambda root: _cleaned(root, heading, named))
    return Markup(chart.render(is_unicode=True))


def _value(heading: str, number: int, column: Column) -> dict[str, object]:
    node = {"class": column.kind}
    if column.kind == UNKNOWN:
        node["fill"] = f"url(#{heading}-hatching)"
    known = {
        "value": (column.amount, number + GAP, number + 1 - GAP),
        "formatter": lambda _value: column.value,
        "node": node,
    }
    return {**known, "xlink": {"href": column.path}} if column.path else known


def _cleaned(root: Element, heading: str, named: Mapping[str, str]) -> Element:
    """Take away what a page must not hold, name the drawing by its heading, and each link as it is told."""
    for parent in list(root.iter()):
        for child in list(parent):
            # Comments have a function where elements have a name.
            if not isinstance(child.tag, str) or child.tag in _UNWANTED or _is_tooltip(child):
                parent.remove(child)
            elif child.text == LOW:
                child.set("dy", "-3")
            elif child.get(_HREF) is not None:
                path = child.get(_HREF, "")
                # Keyboards go through the table behind the chart, which has the same links.
                child.attrib.clear()
                child.attrib.update({"href": path, "aria-label": named[path], "tabindex": "-1"})
    root.attrib.clear()
    root.attrib.update(
        {
            "class": "chart",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            # Within a picture nothing can be followed.
            "role": "group" if named else "img",
            "aria-labelledby": heading,
            "focusable": "false",
        }
    )
    return root


def _is_tooltip(element: Element) -> bool:
    return "tooltip-overlay" in element.get("class", "")


def steps(most: int) -> tuple[int, ...]:
    """Return three or so round amounts from 0 up to at least ``most``, for the left side of a chart."""
    size = next(one for one in _sizes() if one * 3 >= most)
    count = max(1, -(-most // size))
    return tuple(size * number for number in range(count + 1))


def _sizes() -> Sequence[int]:
    return [front * 10**zeros for zeros in range(9) for front in (1, 2, 5)]
