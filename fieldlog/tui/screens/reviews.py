"""What supervisors said about visits, pauses and suggestions: what waits for an answer, what is new, and
the last weeks.
"""

from collections.abc import Iterable
from datetime import date, tzinfo
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from fieldlog.actions.heard_reviews import ListedReview, ReviewList, list_reviews, mark_seen
from fieldlog.domain.card_reviews import CardReview
from fieldlog.domain.decisions import tell_decision
from fieldlog.domain.problems import N_
from fieldlog.locale import say, show_day, translate
from fieldlog.tui.keys import bind
from fieldlog.tui.reviewed import open_reviewed
from fieldlog.tui.searching import SearchedPage
from fieldlog.tui.widgets.columns import Column
from fieldlog.tui.widgets.row_list import Row, RowList


class ReviewsScreen(SearchedPage[None]):
    """The list; what was shown once is not new any more. Enter opens what it is about."""

    page = "today"
    CSS_PATH = "../styles/reviews.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [bind("open"), bind("back")]

    def __init__(self) -> None:
        super().__init__()
        self._new: set[str] = set()
        self._subjects: dict[str, CardReview] = {}

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        columns = [
            Column("", 10),
            Column("", 20, share=1, wraps=True),
            Column("", 13, right=True, hides_below=66),
        ]
        yield self.search_line(N_("a name or a word"))
        yield RowList(columns, name="reviews")

    async def load(self) -> None:
        """Read and show the list, then keep that it was seen."""
        found = await self.fieldlog.desk.run(list_reviews)
        workspace = await self.fieldlog.desk.opened()
        # What was new when the screen came stays so while one looks at it.
        self._new |= {one.review.review for one in found.heard if one.is_new}
        self._subjects = {one.review.review: one.review for one in (*found.waiting, *found.heard)}
        shown = self.query_one(RowList)
        shown.empty = translate(N_("No supervisor has looked at your visits in the last four weeks."))
        shown.show_rows(_rows(found, self._new, workspace.zone, workspace.today()))
        if self.focused is None:
            shown.focus()
        self.refresh_bindings()
        await self.fieldlog.desk.run(mark_seen, [one.review for one in found.heard])

    def on_row_list_moved(self, _event: RowList.Moved) -> None:
        """Let the keys follow."""
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Nothing opens where nothing is."""
        if action == "open":
            return any(one.selected_key in self._subjects for one in self.query(RowList))
        return super().check_action(action, parameters)

    def on_row_list_opened(self, _event: RowList.Opened) -> None:
        """Open what was clicked twice."""
        self.action_open()

    def action_open(self) -> None:
        """Open what it is about, at what was said."""
        one = self._subjects.get(self.query_one(RowList).selected_key or "")
        if one is not None:
            open_reviewed(self.fieldlog, one.kind, one.subject)


def _rows(found: ReviewList, new: set[str], zone: tzinfo, today: date) -> list[Row]:
    groups = (
        (N_("Waits for your answer"), found.waiting),
        (N_("Not seen before"), [one for one in found.heard if one.review.review in new]),
        (N_("Seen before"), [one for one in found.heard if one.review.review not in new]),
    )
    rows: list[Row] = []
    for title, members in groups:
        if not members:
            continue
        if rows:
            rows.append(Row(f"space-{title}", ("",), is_heading=True))
        heading = translate(N_("{title} ({count})"), title=translate(title), count=len(members))
        rows.append(Row(f"group-{title}", (heading,), is_heading=True))
        rows += [_row(one, zone, today) for one in members]
    return rows


def _row(listed: ListedReview, zone: tzinfo, today: date) -> Row:
    one = listed.review
    told = tell_decision(one.kind, one.decision, one.author, one.subject_day(zone), one.words)
    return Row(one.review, (listed.card["name"], say(told, today), show_day(one.day(zone), today)))
