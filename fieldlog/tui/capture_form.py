"""The fields in which a visit is noted in one minute, and what stands in them as a capture."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from fieldlog.actions.captures import (
    HEALTH_AREAS,
    HEALTH_FIELD,
    Capture,
    is_health,
    read_promise,
    read_question,
)
from fieldlog.actions.consents import GIVEN, NOT_ASKED, REFUSED
from fieldlog.actions.visit_stories import HIDING_CONSENTS
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.reasons import BRIEF_VISIT, CONSENT_HOW, NOT_REACHED
from fieldlog.domain.saves import MAXIMUM_TEXT
from fieldlog.locale import translate
from fieldlog.locale.words import area_word, consent_word
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.entry_lines import EntryLines, lines_of
from fieldlog.tui.widgets.fields import AreaLine, Field, TextLine, TextNote
from fieldlog.tui.widgets.form import Form

YES, NO = "yes", "no"
ALIASES = {"due": "promise", "health": "consent", "brief_reason": "brief"}
"""By the name of a problem's field, where it is shown."""
MOMENTS_OF_FIELDS = {"question": "advice", "suggestion": "complaint"}
"""By field, the moment of guidance that comes with writing there: to who asks one gives advice, and who
suggests something has often missed it.
"""


def reached_field() -> Field:
    """Return the choice whether the customer was met."""
    words = {YES: translate(N_("reached")), NO: translate(N_("not reached"))}
    return Choice("reached", translate(N_("Customer")), words, YES)


def capture_fields(made: date) -> Iterator[Field]:
    """Yield the fields of a capture; ``made`` is the day of the visit, from which days in words count."""
    yield reached_field()
    yield PresetLine("not_reached", translate(N_("Why not reached")), presets(NOT_REACHED))
    for number, area in enumerate(HEALTH_AREAS):
        label = translate(N_("In general")) if area == "general" else area_word(area).capitalize()
        field = AreaLine(f"{HEALTH_FIELD}{area}", label)
        yield field.set_class(bool(number % 2), "-striped")
    answers = {
        "": translate(N_("not said")),
        GIVEN: consent_word(GIVEN),
        REFUSED: consent_word(REFUSED),
        NOT_ASKED: consent_word(NOT_ASKED),
    }
    yield Choice("consent", translate(N_("May we keep it?")), answers)
    yield PresetLine(
        "consent_how", translate(N_("How it was given")), presets(CONSENT_HOW), presets(CONSENT_HOW)[0]
    )
    yield TextNote("note", translate(N_("Note")))
    asked = translate(N_("what was asked, and by when you answer"))
    yield EntryLines("question", translate(N_("Question")), read_question, made, asked)
    promised = translate(N_("what you promised, and by when"))
    yield EntryLines("promise", translate(N_("Promise")), read_promise, made, promised)
    suggested = translate(N_("what the customer suggests to the company"))
    yield AreaLine("suggestion", translate(N_("Suggestion")), placeholder=suggested)
    yield PresetLine("brief", translate(N_("Why so short")), presets(BRIEF_VISIT))


def minutes_field(placeholder: str = "") -> Field:
    """Return the line for the length in minutes."""
    return TextLine("minutes", translate(N_("Minutes")), placeholder=placeholder)


def presets(sentences: Iterable[str]) -> tuple[str, ...]:
    """Return reasons in the current language."""
    return tuple(translate(one) for one in sentences)


def capture_of(values: Mapping[str, str]) -> Capture:
    """Return what stands in the fields; a question that is not asked on the screen is not answered."""
    health = {
        name.removeprefix(HEALTH_FIELD): text
        for name, text in values.items()
        if is_health(name) and text.strip()
    }
    consent = (values.get("consent") or None) if health else None
    capture = Capture(
        not_reached_reason=values.get("not_reached", "") if values.get("reached") == NO else None,
        health=health,
        note=values.get("note") or None,
        brief_reason=values.get("brief") or None,
        questions=_lines(values.get("question", "")),
        promises=_lines(values.get("promise", "")),
        consent=consent,
        suggestion=values.get("suggestion") or None,
    )
    return capture if consent != GIVEN else capture._replace(consent_how=values["consent_how"])


def _lines(value: str) -> tuple[str, ...]:
    return tuple(line for line in value.split("\n") if line.strip())


def values_of(capture: Capture) -> dict[str, str]:
    """Return a capture as the fields hold it."""
    reason = capture.not_reached_reason
    values = {
        "reached": YES if reason is None else NO,
        "not_reached": reason or "",
        "note": capture.note or "",
        "brief": capture.brief_reason or "",
        "question": lines_of(capture.questions),
        "promise": lines_of(capture.promises),
        "consent": capture.consent or "",
        "suggestion": capture.suggestion or "",
    }
    if capture.consent == GIVEN:
        values["consent_how"] = capture.consent_how
    return {**values, **{f"{HEALTH_FIELD}{area}": text for area, text in capture.health.items()}}


def arrange(form: Form, consent: str, asks_brief: bool) -> None:
    """Show the fields that the present answers call for. One that holds something is never hidden, except a
    reason that no longer applies.
    """
    values = form.values()
    is_reached = values.get("reached") != NO
    has_health = any(is_health(name) and text.strip() for name, text in values.items())
    shows = {
        "not_reached": not is_reached,
        "consent": has_health and consent != GIVEN,
        "consent_how": has_health and consent != GIVEN and values.get("consent") == GIVEN,
        "brief": is_reached and (asks_brief or bool(values.get("brief"))),
        "question": is_reached or bool(values.get("question")),
        "suggestion": is_reached or bool(values.get("suggestion")),
    }
    for name, field in form.fields.items():
        if is_health(name):
            field.display = is_reached or bool(values[name].strip())
        elif name in shows:
            field.display = shows[name]
    if "consent" in form.fields and consent in HIDING_CONSENTS:
        hint = translate(N_("the customer did not allow it before: ask again, or leave it out"))
        form.fields["consent"].show_hint(hint)


def moment_of(field: str, value: str) -> str:
    """Return the moment of guidance that has come when this stands in a field; empty for none."""
    if not value.strip():
        return ""
    if is_health(field):
        return "why-we-ask"
    if field == "consent":
        return "refusing" if value == REFUSED else ""
    return MOMENTS_OF_FIELDS.get(field, "")


def placed(problems: Iterable[Problem], values: Mapping[str, str]) -> list[Problem]:
    """Return problems at the fields of the form: a health note that is too long at its own area."""
    areas = [name for name, text in values.items() if is_health(name) and len(text) > MAXIMUM_TEXT]
    found: list[Problem] = []
    for problem in problems:
        if problem.field == "health" and problem.code == "too-long" and areas:
            found.append(problem._replace(field=areas.pop(0)))
        else:
            found.append(problem)
    return found
