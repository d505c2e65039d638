"""Chinese or English: picking the language and translating templates with gettext.

A catalogue is read when its language is first spoken, so that importing this module costs next to nothing.
"""

import gettext
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]

_CATALOGUES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
_CHINESE_ON_WINDOWS = 0x04
_PRIMARY_LANGUAGE = 0x3FF

_current: Language = "zh"


def use_language(code: Language) -> None:
    """Speak this language from now on, in every thread."""
    global _current
    _current = code


def current_language() -> Language:
    """The language that is spoken now; Chinese until `use_language` says otherwise."""
    return _current


def pick_language(option: str | None, environ: Mapping[str, str]) -> Language:
    """The language of an option, else FIELDLOG_LANG, else the locale's; Chinese when nothing tells."""
    told = option or environ.get("FIELDLOG_LANG") or _locale_name(environ)
    return _language_of(told) if told else _system_language()


def translate(template: str, /, **arguments: object) -> str:
    """The template in the current language with its {named} arguments, which are never read as templates."""
    if not template:
        return ""
    return _catalogue(_current).gettext(template).format_map(arguments)


def translate_plural(singular: str, plural: str, number: int, /, **arguments: object) -> str:
    """The template that fits the number in the current language, with its {named} arguments filled in."""
    return _catalogue(_current).ngettext(singular, plural, number).format_map(arguments)


def show_list(words: Iterable[str]) -> str:
    """Words one after the other, as a sentence of the current language lists them: "a, b" or "甲、乙"."""
    return translate(", ").join(words)


def _locale_name(environ: Mapping[str, str]) -> str:
    names = (environ.get(variable) for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return next((name for name in names if name), "")


def _language_of(name: str) -> Language:
    """Chinese for every zh, English for every other language that has a name."""
    primary = name.lower().replace("_", "-").split("-")[0].split(".")[0].split("@")[0]
    return "en" if primary.isascii() and primary.isalpha() and primary != "zh" else "zh"


def _system_language() -> Language:
    if sys.platform == "win32":
        import ctypes

        identifier = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        return "zh" if identifier & _PRIMARY_LANGUAGE == _CHINESE_ON_WINDOWS else "en"
    return "zh"


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    # gettext.translation would load the locale module to find out which file this is.
    path = Path(__file__).parent / _CATALOGUES[language] / "LC_MESSAGES" / "fieldlog.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)
