"""Correcting a saved visit with a reason: both versions stay visible."""

from collections.abc import Callable, Iterable, Mapping

from textual.widgets import Static

from fieldlog.actions.amendments import VisitCorrection, amend_visit
from fieldlog.actions.captures import CHANNELS, HEALTH_FIELD, Capture, is_health
from fieldlog.actions.finding import get_visit
from fieldlog.actions.visit_pages import VisitPage, read_visit_page
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import local_day
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.forms import VISIT_CORRECTION
from fieldlog.domain.moments import read_past_moment
from fieldlog.domain.problems import N_
from fieldlog.domain.reasons import CORRECTION
from fieldlog.domain.visit_times import read_minutes
from fieldlog.locale import translate
from fieldlog.locale.sentences import show_instant
from fieldlog.locale.words import channel_word
from fieldlog.tui.capture_form import NO, YES, capture_fields, capture_of, minutes_field, presets, values_of
from fieldlog.tui.noting_screen import NotingScreen
from fieldlog.tui.plain import plain
from fieldlog.tui.widgets.choices import Choice, PresetLine
from fieldlog.tui.widgets.fields import Field, TextLine
from fieldlog.tui.widgets.visit_brief import VisitBrief

NOT_CORRECTED = frozenset({"consent", "consent_how"})


class VisitCorrectionScreen(NotingScreen):
    """A form filled with the visit as it stands; only what is changed in it is corrected."""

    form = VISIT_CORRECTION

    def __init__(self, visit: str, customer: str = "") -> None:
        super().__init__(visit, customer)
        self._shown: VisitPage | None = None
        self._before: dict[str, str] = {}

    def title_words(self) -> str:
        """Return which visit is corrected."""
        if self._shown is None:
            return translate(N_("Correct a visit"))
        start = show_instant(self._shown.story.visit.start, self._shown.zone)
        return translate(N_("Correct the visit: {name}, {start}"), name=self._shown.card["name"], start=start)

    def compose_fields(self) -> Iterable[Field]:
        """Yield the reason, when it was and what for, and the fields of a capture without the consent."""
        yield PresetLine("reason", translate(N_("Why corrected")), presets(CORRECTION))
        yield TextLine("purpose", translate(N_("Purpose")))
        yield Choice("channel", translate(N_("Channel")), {one: channel_word(one) for one in CHANNELS})
        yield TextLine("start", translate(N_("Began")))
        yield minutes_field()
        yield from (one for one in capture_fields(self.made) if one.field not in NOT_CORRECTED)

    async def _fill(self) -> None:
        page = self._shown = await self.fieldlog.desk.run(read_visit_page, self.subject)
        visit = page.story.visit
        self.consent, self.customer = page.story.consent, visit.customer
        self.seen = {name: list(ops) for name, ops in page.seen.items()}
        self.count_from(local_day(visit.start, page.zone))
        self.fields.fill(_values(page))
        self._before = self.first = self.fields.values()
        await super()._fill()
        self.show_known()
        await self.query_one(VisitBrief).show(self.customer)

    def show_known(self) -> None:
        """Show which visit is corrected."""
        self.query_one(".form-title", Static).update(plain(self.title_words()))
        super().show_known()

    def is_brief(self) -> bool:
        """Say whether the visit was shorter than the rules ask, with the length that is typed now."""
        values = self.fields.values()
        least = self._shown.least_minutes.get(values["channel"], 0) if self._shown else 0
        try:
            return read_minutes(values["minutes"]) < least
        except BadInputError:
            return False

    def saving(self, values: Mapping[str, str]) -> Callable[[Workspace], str]:
        """Correct what was changed in the form."""
        changed = {name: text for name, text in values.items() if text != self._before.get(name)}
        visit, reason, seen = self.subject, values["reason"], dict(self.seen)

        def correct(workspace: Workspace) -> str:
            correction = _correction(workspace, changed, values)
            amend_visit(workspace, get_visit(workspace, visit), correction, reason, seen)
            return visit

        return correct

    def tell_saved(self, result: str) -> None:
        """Say so."""
        self.fieldlog.tell(N_("The visit was corrected; what stood there before stays in its history."))


def _values(page: VisitPage) -> dict[str, str]:
    """Return a visit as the form holds it; a health note that must not be shown is left out."""
    visit = page.story.visit
    health = {} if page.story.hides_health else visit.health
    capture = Capture(
        not_reached_reason=None if visit.reached else visit.not_reached_reason,
        health=health,
        note=visit.note,
        brief_reason=visit.brief_reason,
    )
    return {
        **values_of(capture),
        "purpose": visit.purpose,
        "channel": visit.channel,
        "start": show_instant(visit.start, page.zone),
        "minutes": str(visit.minutes),
    }


def _correction(
    workspace: Workspace, changed: Mapping[str, str], values: Mapping[str, str]
) -> VisitCorrection:
    """Return what was changed; what was not is left as it is stored, to the second."""
    start = changed.get("start")
    minutes = changed.get("minutes")
    return VisitCorrection(
        purpose=changed.get("purpose"),
        start=None if start is None else read_past_moment(start, workspace.zone, workspace.now(), "start"),
        minutes=None if minutes is None else read_minutes(minutes),
        channel=changed.get("channel"),
        capture=_changed_capture(changed, values),
        reached=True if changed.get("reached") == YES else None,
    )


def _changed_capture(changed: Mapping[str, str], values: Mapping[str, str]) -> Capture:
    is_reason = values["reached"] == NO and {"reached", "not_reached"} & set(changed)
    lines = capture_of(changed)
    return Capture(
        not_reached_reason=values["not_reached"] if is_reason else None,
        health={name.removeprefix(HEALTH_FIELD): text for name, text in changed.items() if is_health(name)},
        note=changed.get("note"),
        brief_reason=changed.get("brief"),
        questions=lines.questions,
        promises=lines.promises,
        suggestion=lines.suggestion,
    )
