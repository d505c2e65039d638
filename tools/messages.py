"""Keeps the catalogues of fieldlog/locale and sync_server/locale in step with the sentences in the code.

``python -m tools.messages`` collects the sentences, updates both .po files (sentences that have gone leave)
and compiles them; with ``--check`` it changes nothing. Both end with 1 and name every fault that is left: a
sentence that is missing, doubtful or not translated, {named} arguments that differ, a stale .mo file.
"""

import argparse
import ast
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, nodes

CHECKOUT = Path(__file__).resolve().parent.parent
FIELDLOG, SERVER = CHECKOUT / "fieldlog", CHECKOUT / "sync_server"
SOURCE_LANGUAGE = "en"
LANGUAGES = ("zh_CN", SOURCE_LANGUAGE)
# How many of a function's first arguments are sentences.
KEYWORDS = {"_": 1, "N_": 1, "translate": 1, "translate_plural": 2, "ngettext": 2}
CHANGING_HEADERS = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid',
)
# Babel writes the present time into a catalogue that has none.
FIXED_TIME = datetime(2026, 1, 1, tzinfo=UTC)

Sentences = Mapping[str, str | None]


def main(arguments: list[str] | None = None) -> int:
    """Update the catalogues, or only check them; 1 when something is left to do."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.messages", description="Keep the catalogues in step."
    )
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(arguments)
    keep = check if options.check else update
    faults = [*keep(FIELDLOG), *keep(SERVER, known=collect(FIELDLOG))]
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def update(package: Path, known: Iterable[str] = ()) -> list[str]:
    """Write and compile every catalogue of the package; the faults that a translator has to mend.

    ``known`` are sentences that the package finds in another one's catalogues.
    """
    sentences = _own(collect(package), known)
    for language in LANGUAGES:
        path = catalogue_path(package, language)
        catalogue = merge(read_catalogue(path, language), sentences, language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(catalogue), encoding="utf-8", newline="\n")
        path.with_suffix(".mo").write_bytes(compiled(catalogue))
    return check(package, known)


def check(package: Path, known: Iterable[str] = ()) -> list[str]:
    """Every fault of the package's catalogues, one line each; nothing is changed."""
    sentences = _own(collect(package), known)
    faults = []
    for language in LANGUAGES:
        path = catalogue_path(package, language)
        catalogue = read_catalogue(path, language)
        faults += [f"{path.name} ({language}): {fault}" for fault in find_faults(catalogue, sentences)]
        binary = path.with_suffix(".mo")
        if not binary.exists() or binary.read_bytes() != compiled(catalogue):
            faults.append(f"{binary.name} ({language}): is stale, run: make messages")
    return faults


def _own(sentences: Sentences, known: Iterable[str]) -> Sentences:
    elsewhere = frozenset(known)
    return {text: plural for text, plural in sentences.items() if text not in elsewhere}


def collect(package: Path) -> Sentences:
    """Every sentence marked in the package's code and templates, with its plural where it has one."""
    found: dict[str, str | None] = {}
    for path in sorted(package.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(call, ast.Call) and (count := KEYWORDS.get(_called_name(call), 0)):
                texts = [_literals(argument, path) for argument in call.args[:count]]
                if count > 1 and not all(texts):
                    raise SystemExit(f"{path}:{call.lineno}: a plural needs two sentences without N_()")
                plurals = texts[1] if len(texts) > 1 else []
                found |= {text: plurals[0] if plurals else found.get(text) for text in texts[0] if text}
    for path in sorted(package.rglob("templates/*.html")):
        found |= {text: found.get(text) for text in template_sentences(path)}
    return found


def template_sentences(path: Path) -> Iterator[str]:
    """Every sentence that a template says with ``_("...")``."""
    tree = Environment(autoescape=True).parse(path.read_text(encoding="utf-8"), str(path))
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "_" and call.args:
            yield from _template_literals(call.args[0])


def _template_literals(argument: nodes.Expr) -> list[str]:
    match argument:
        case nodes.Const(value=str(text)):
            return [text]
        case nodes.CondExpr(expr1=first, expr2=second) if second is not None:
            return _template_literals(first) + _template_literals(second)
    return []


def _called_name(call: ast.Call) -> str:
    """The name of a plain function; methods such as ``str.translate`` are none of ours."""
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _literals(argument: ast.expr, path: Path) -> list[str]:
    """The sentences an argument can be; an f-string is refused, because it is another sentence every time."""
    match argument:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=first, orelse=second):
            return _literals(first, path) + _literals(second, path)
        case ast.JoinedStr():
            raise SystemExit(
                f"{path}:{argument.lineno}: an f-string cannot be translated; use {{named}} arguments"
            )
    return []


def merge(old: Catalog, sentences: Sentences, language: str) -> Catalog:
    """A catalogue of exactly these sentences, with the translations that the old one has."""
    catalogue = _empty_catalogue(language)
    for singular, plural in sentences.items():
        known = old.get(singular)
        keeps = known is not None and _is_plural(known) == (plural is not None)
        source = (singular, plural) if plural else singular
        translation = known.string if known is not None and keeps else None
        if language == SOURCE_LANGUAGE and not (all(translation) if translation else False):
            translation = source
        catalogue.add(source, translation, flags=known.flags if known is not None and keeps else ())
    return catalogue


def find_faults(catalogue: Catalog, sentences: Sentences) -> Iterator[str]:
    """What keeps this catalogue from saying every sentence."""
    known = {_singular(message): message for message in catalogue if message.id}
    yield from (f"is missing: {text}" for text in sentences if text not in known)
    yield from (f"is no longer in the code: {text}" for text in known if text not in sentences)
    for text, message in known.items():
        if message.fuzzy:
            yield f"is doubtful (fuzzy): {text}"
        if not all(_forms(message.string)):
            yield f"is not translated: {text}"
        elif (
            len(
                {frozenset(_placeholders(form)) for form in (_forms(message.id)[-1], *_forms(message.string))}
            )
            > 1
        ):
            yield f"has other arguments than: {text}"


def catalogue_path(package: Path, language: str) -> Path:
    """Where the catalogue of a language lies."""
    return package / "locale" / language / "LC_MESSAGES" / "fieldlog.po"


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue of a language, empty when there is none yet."""
    if not path.exists():
        return _empty_catalogue(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def as_text(catalogue: Catalog) -> str:
    """The catalogue as a .po file that changes only when a sentence does."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, no_location=True, sort_output=True)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith((*CHANGING_HEADERS, '"Generated-By')))


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it, without doubtful and empty translations."""
    plain = _empty_catalogue(str(catalogue.locale))
    for message in catalogue:
        if message.id and not message.fuzzy and all(_forms(message.string)):
            plain.add(message.id, message.string)
    file = io.BytesIO()
    write_mo(file, plain)
    return file.getvalue()


def _empty_catalogue(language: str) -> Catalog:
    return Catalog(
        locale=language,
        project="fieldlog",
        version="1",
        header_comment="# Written by make messages; edit only what stands after msgstr.",
        creation_date=FIXED_TIME,
        revision_date=FIXED_TIME,
        fuzzy=False,
    )


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text or ""),)


def _singular(message: Message) -> str:
    return _forms(message.id)[0]


def _is_plural(message: Message) -> bool:
    return isinstance(message.id, tuple | list)


def _placeholders(template: str) -> set[str]:
    """The {named} arguments of a sentence, and the %(named)s ones of those that argparse says."""
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}
        return named | set(re.findall(r"%\(\w+\)\w|%[srd]", template))
    except ValueError:
        return {f"a brace that is not closed: {template}"}


if __name__ == "__main__":
    sys.exit(main())
