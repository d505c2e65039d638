"""How much words stand out from their ground, on a screen as it is drawn."""

from collections.abc import Iterator

from textual.color import Color

from tests.tui.running import Rep

LEAST_CONTRAST = 4.5
"""What the accessibility guidelines ask of small type."""


def contrast(one: Color, other: Color) -> float:
    """Return how much two colours stand apart, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    parts = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def faint_words(rep: Rep) -> list[str]:
    """Return the words on the screen that stand out too little, with their colours."""
    return [words for words, found in _contrasts(rep) if found < LEAST_CONTRAST]


def _contrasts(rep: Rep) -> Iterator[tuple[str, float]]:
    for strip in rep.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            is_scroll_bar = text[:1] in "▁▂▃▄▅▆▇█"
            if text.strip() and not is_scroll_bar and style is not None and style.color and style.bgcolor:
                ink, paper = (Color.from_rich_color(one) for one in (style.color, style.bgcolor))
                yield f"{text} {ink.hex} {paper.hex}", contrast(ink, paper)
