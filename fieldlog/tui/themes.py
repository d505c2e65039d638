"""The colours: calm, one accent; every state has a mark and a word too, so that they work without any."""

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

from fieldlog.domain.problems import N_

LIGHT = Theme(
    name="light",
    primary="#2a686c",
    secondary="#4a6670",
    accent="#2a686c",
    foreground="#23292c",
    background="#faf9f6",
    surface="#f1efe9",
    panel="#e4e1d8",
    success="#37703f",
    warning="#8a5a00",
    error="#a3352c",
    dark=False,
)
DARK = Theme(
    name="dark",
    primary="#7fbcb8",
    secondary="#9fb3b8",
    accent="#7fbcb8",
    foreground="#dfe3e2",
    background="#1b2023",
    surface="#22282b",
    panel="#2d3539",
    success="#8fc498",
    warning="#e0b467",
    error="#ea9a8c",
    dark=True,
)
HIGH_CONTRAST = Theme(
    name="high-contrast",
    primary="#ffff00",
    secondary="#ffffff",
    accent="#ffff00",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#202020",
    success="#7dff7d",
    warning="#ffd000",
    error="#ffb0b0",
    dark=True,
    text_alpha=1.0,
)
# The terminal's own sixteen colours and its own background; the dark red of many is too dark to read.
TERMINAL = replace(BUILTIN_THEMES["ansi-dark"], name="terminal", error="ansi_bright_red")
THEMES = (LIGHT, DARK, HIGH_CONTRAST, TERMINAL)

TITLES = {
    "light": N_("light"),
    "dark": N_("dark"),
    "high-contrast": N_("high contrast"),
    "terminal": N_("the terminal's own colours"),
}
"""What a person chooses from, by the name that is kept in the preferences."""


def theme_name(preference: str) -> str:
    """Return the name of the theme that a preference means; an unknown one means dark."""
    return preference if preference in TITLES else DARK.name
