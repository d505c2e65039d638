"""Saying sentences in Chinese or English.

The server's own sentences are in its own catalogues. Those of the domain (what is wrong with a row of a
list, say) are in fieldlog's, which are read as files: nothing of ``fieldlog.locale`` is imported.
"""

import gettext
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from fieldlog.domain.errors import BadInputError, FieldlogError
from fieldlog.domain.problems import N_, SENTENCES, Problem
from sync_server.errors import RefusalError
from sync_server.refusals import REFUSALS

Language = Literal["zh", "en"]

_CATALOGUES: dict[Language, str] = {"zh": "zh_CN", "en": "en"}
_VARIABLES = ("FIELDLOG_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_current: Language = "zh"

PROBLEMS: dict[str, str] = {
    "setting-unreadable": N_("cannot be read: {reason}"),
    "name-taken": N_('"{words}" is there already. Choose another name.'),
    "password-length": N_("needs {least} to {most} characters."),
    "password-missing": N_("is needed. Give it with --password-stdin, or run this in a terminal."),
    "password-wrong": N_("is not right. Type it once more."),
    "passwords-differ": N_("is not the same as the first one. Type both again."),
    "sign-in-wrong": N_("The name or the password is not right. Try again, or ask an administrator."),
    "code-wrong": N_(
        "This code is not good. Codes change every 30 seconds and work once: type the one that is shown now."
    ),
    "recovery-wrong": N_("This recovery code is not good, or was used already."),
    "link-unknown": N_("This link is not good, or not any more. Ask an administrator for a new one."),
    "number-out-of-range": N_("Only whole numbers from {least} to {most} are possible."),
    "nothing-chosen": N_("Tick at least one."),
    "too-many-chosen": N_("At most {most} at once. Untick some, and hand these over afterwards."),
    "no-coming-monday": N_("Choose a Monday from the list: one that has not begun."),
    "pack-unchanged": N_("These are the numbers that hold then anyway. Change one of them."),
    "no-such-customer": N_('"{words}" is no customer that a laptop has sent in.'),
}
"""What the server finds wrong with what an administrator types, beside what the domain finds."""

LABELS: dict[str, str] = {
    "address": N_("Address"),
    "birthday": N_("Birthday"),
    "class": N_("Class"),
    "customer": N_("Customer"),
    "district": N_("District"),
    "file": N_("File"),
    "honorific": N_("Honorific"),
    "key": N_("Key customer"),
    "name": N_("Name"),
    "password": N_("Password"),
    "phone": N_("Phone"),
    "reason": N_("Reason"),
    "role": N_("Role"),
    "setting": N_("Setting"),
    "team": N_("Team"),
    "zone": N_("Time zone"),
}


def use_language(code: Language) -> None:
    """Speak this language from now on."""
    global _current
    _current = code


def pick_language(option: str | None, environ: Mapping[str, str]) -> Language:
    """Return the language of an option, else FIELDLOG_LANG, else the locale's; Chinese when nothing tells."""
    told = option or next((environ[name] for name in _VARIABLES if environ.get(name)), "zh")
    return "zh" if told.lower().startswith("zh") else "en"


def translate(template: str, /, **arguments: object) -> str:
    """Return the template in the current language with its {named} arguments."""
    return in_language(_current, template, **arguments)


def in_language(code: Language, template: str, /, **arguments: object) -> str:
    """Return the template in a language with its {named} arguments."""
    return _catalogue(code).gettext(template).format_map(arguments) if template else ""


def sentence_of(code: Language, problem: Problem) -> str:
    """Return what is wrong in a language, without the field's label; an unknown code stands for itself."""
    template = PROBLEMS.get(problem.code) or SENTENCES.get(problem.code, "")
    shown = {name: _shown(value) for name, value in problem.arguments.items()}
    return in_language(code, template, **shown) if template else problem.code


def explain(problem: Problem) -> str:
    """Return the field's label and what is wrong with it; an unknown code stands for itself."""
    sentence = sentence_of(_current, problem)
    label = translate(LABELS[problem.field]) if problem.field in LABELS else problem.field
    return translate(N_("{label}: {sentence}"), label=label, sentence=sentence)


def explain_error(error: FieldlogError) -> str:
    """Return what happened and what to do next; bad input has a line for each problem first."""
    if isinstance(error, RefusalError):
        return translate(REFUSALS[error.code].sentence)
    arguments = {name: _shown(value) for name, value in error.arguments.items()}
    sentences = [translate(part, **arguments) for part in (error.message, error.hint) if part]
    if isinstance(error, BadInputError):
        return "\n".join([*map(explain, error.problems), *sentences])
    return " ".join(sentences)


def _shown(value: object) -> object:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], dict):
        return translate(value[0], **{name: _shown(one) for name, one in value[1].items()})
    if isinstance(value, tuple):
        return ", ".join(str(_shown(one)) for one in value)
    return value


@cache
def _catalogue(language: Language) -> gettext.NullTranslations:
    own, domains = (_read(package, language) for package in ("sync_server", "fieldlog"))
    own.add_fallback(domains)
    return own


def _read(package: str, language: Language) -> gettext.NullTranslations:
    path = files(package) / "locale" / _CATALOGUES[language] / "LC_MESSAGES" / "fieldlog.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)
