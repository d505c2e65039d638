"""How screens speak of a promise in a list: its state, when it is due, how many days that is."""

from datetime import date, tzinfo

from fieldlog.actions.promise_lists import DONE, OVERDUE, TODAY, UPCOMING, PromiseRow
from fieldlog.domain.days import from_text, local_day
from fieldlog.domain.problems import N_
from fieldlog.domain.promises import due_day
from fieldlog.locale import show_day, show_due, translate
from fieldlog.locale.words import state_word
from fieldlog.tui.customer_words import ahead_words
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row

TAB_TITLES = {
    OVERDUE: N_("Overdue"),
    TODAY: N_("Today"),
    UPCOMING: N_("Upcoming"),
    DONE: N_("Finished"),
}
EMPTY = {
    OVERDUE: N_("Nothing is overdue. Well done."),
    TODAY: N_("Nothing is due today. {following} shows what comes next."),
    UPCOMING: N_("Nothing is promised for the days to come. Press {promise} to note a new promise."),
    DONE: N_("No promise is done yet. When one is, press {keep} on it: it will stand here."),
}
KEYS_NAMED = ("open", "previous", "following", "promise", "keep")
"""The actions whose keys these sentences name."""
NOTHING_FOUND = N_(
    "No promise here fits the search. {open}, then {previous} and {following} look in the other lists."
)
TONES = {"kept_late": "warn", "released": "dim"}


def columns(which: str) -> list[Column]:
    """Return the columns of a tab, their titles in the current language."""
    last = N_("Done on") if which == DONE else N_("Days")
    return [
        Column(translate(N_("State")), 9, hides_below=60),
        Column(translate(N_("Customer")), 12),
        Column(translate(N_("Promise")), 16, share=7, wraps=True),
        Column(translate(N_("Due")), 15, share=1, wraps=True),
        Column(translate(last), 13, hides_below=70),
    ]


def list_row(row: PromiseRow, today: date, zone: tzinfo) -> Row:
    """Return the line of a promise in a list."""
    is_late = row.days_late is not None
    state = translate(N_("overdue")) if is_late else state_word(row.state)
    tone = "overdue" if is_late else TONES.get(row.state, "")
    cells = (state, row.customer_name, words_of(row), show_due(row.due, today), _days(row, today, zone))
    return Row(row.promise, cells, tone)


def words_of(row: PromiseRow) -> str:
    """Return what was promised; an answer says that it is one."""
    words = " ".join(row.text.split())
    return translate(N_("answer: {text}"), text=words) if row.form == "answer" else words


def _days(row: PromiseRow, today: date, zone: tzinfo) -> str:
    if row.state == "open":
        return ahead_words((due_day(row.due) - today).days)
    if row.closed_at is None:
        return ""
    done = local_day(from_text(row.closed_at), zone)
    # Of another year the day of the week says little, and would not fit.
    return show_day(done, today) if done.year == today.year else done.isoformat()
