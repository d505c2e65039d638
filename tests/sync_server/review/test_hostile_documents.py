"""Script in every text field: of every kind of document that a laptop pushes, and of every form of the pages.

The fields are those of the domain's views and of the forms as they are shown, so that a new one is tried too.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import product
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from urllib.parse import urlencode

from msgspec import Struct

from fieldlog.domain import kinds
from fieldlog.domain.days import to_text
from fieldlog.domain.exchange import EnrolRequest
from fieldlog.domain.views import VIEWS
from sync_server.core.enrolment import enrol
from sync_server.core.rule_packs import CHOICES
from sync_server.core.server_saves import new_document, write_saves
from sync_server.database.engine import Connection, reading, write
from sync_server.database.tables import quarantine
from sync_server.database.users import find_user
from sync_server.review.pages import PAGES
from tests.sync_server.fieldwork import instant
from tests.sync_server.organisation import make_save, new_id
from tests.sync_server.review.test_hostile_forms import SCRIPTS
from tests.sync_server.review.visitor import Team, Visitor

ALL_SCRIPTS = " ".join(SCRIPTS)
MARK = re.compile(r"@([a-z_.-]+)@")
ELEMENTS = {"phone": "phone.1", "family": "family.a", "health": "health.body", "question": "question.a"}
BY_THE_SERVER = {kinds.RULE_PACK, kinds.REVIEW}
"""What no laptop pushes: it is put aside."""
AT = to_text(instant("2026-11-23 20:00"))
DAY = "2026-11-20"
CODES: dict[str, dict[str, Any]] = {
    kinds.CUSTOMER: {"created": "2026-10-01"},
    kinds.CLASS_CHANGE: {"start": "2026-10-01", "letter": "A", "replaces": []},
    kinds.OPT_OUT: {"start": "2026-12-01"},
    kinds.PAUSE: {"start": DAY, "until": "2026-12-20"},
    kinds.CONSENT: {
        "purpose": "health-notes",
        "wording": "health-notes/1",
        "state": "given",
        "at": to_text(instant("2026-10-02 09:00")),
        "replaces": [],
    },
    kinds.VISIT: {
        "channel": "home",
        "start": to_text(instant("2026-11-23 09:00")),
        "end": to_text(instant("2026-11-23 09:30")),
        "zone": "Asia/Shanghai",
        "entered_at": AT,
    },
    kinds.AMENDMENT: {"target": "visit", "at": AT},
    kinds.PROMISE: {
        "due": "2026-11-12",
        "made": "2026-11-01",
        "form": "promise",
        "visit": "",
        "question": "",
    },
    kinds.PROMISE_KEPT: {"target": "kept", "at": AT},
    kinds.PROMISE_MOVED: {"target": "promise", "at": AT, "due": "2026-11-13"},
    kinds.PROMISE_RELEASED: {"target": "released", "at": AT},
    kinds.AGENDA_SNOOZE: {"entry": "x", "until": "2026-12-01"},
    kinds.AGENDA_NOT_DONE: {"entry": "x", "at": AT},
    kinds.MERGE_LINK: {"kept": "", "joined": "", "undoes": ""},
    kinds.HAND_OVER_ACCEPTED: {"target": "0" * 32, "at": AT},
    kinds.RULE_PACK: {},
    kinds.REVIEW: {"target": "visit", "at": AT, "decision": "ask", "replaces": []},
    kinds.REVIEW_ANSWER: {"target": "review", "at": AT},
    kinds.SIGNAL_COMMENT: {"target": "visit", "at": AT, "signal": "exact-length"},
    kinds.SUGGESTION: {"made": DAY, "visit": ""},
}
"""By kind what is no text but a code, a day, an instant or the name of another document; the rest is script.

``target`` and ``visit`` say which of the documents below is meant.
"""


def hostile(name: str) -> str:
    """Return script under a name by which a page shows where it stands."""
    return f"@{name}@ {ALL_SCRIPTS}"


def text_in(kind: str, field: str, hint: Any) -> tuple[str, object] | None:
    """Return a field of a document as it is written, with script in it; ``None`` when it holds no text."""
    text, name = hostile(f"{kind}.{field}"), ELEMENTS.get(field, field)
    if hint in (str, str | None):
        return name, text
    if hint == tuple[str, ...]:
        return name, [text]
    if get_origin(hint) is dict:
        value = get_args(hint)[1]
        if value is str:
            return name, text
        if isinstance(value, type) and issubclass(value, Struct):
            return name, {one: hostile(f"{kind}.{field}.{one}") for one in value.__struct_fields__}
        return name, {one: {"from": text, "to": text, text: text} for one in ("note", f"new {text}")}
    return None


def texts_of(kind: str, without: Mapping[str, object] = {}) -> dict[str, object]:
    """Return every text field of a kind with script in it, without some fields."""
    hints = {name: one for name, one in get_type_hints(VIEWS[kind]).items() if name not in ("id", "customer")}
    found = (text_in(kind, name, hint) for name, hint in hints.items() if name not in without)
    return dict(one for one in found if one is not None)


def marks_in(value: object) -> set[str]:
    """Return the names of the script that is in a value."""
    return set(MARK.findall(str(value)))


class Form(NamedTuple):
    """A form: where it goes and how, what it holds, which fields take text, and what can be chosen."""

    action: str
    method: str
    held: dict[str, str]
    texts: set[str]
    choices: dict[str, list[str]]


class Read(HTMLParser):
    """A page as a browser reads it: its forms, and what would act by itself."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.acting: list[str] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        acts = any(name.startswith("on") or "javascript:" in value for name, value in given.items())
        if tag in ("script", "iframe", "object", "embed") or acts or given.get("src") == "x":
            self.acting.append(self.get_starttag_text() or tag)
        if tag == "form":
            method = given.get("method", "get")
            self.forms.append(Form(given.get("action", ""), method, {}, set(), {}))
        elif tag == "select":
            self._select = given.get("name", "")
        elif self.forms:
            self._take(tag, given)

    def _take(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self.forms[-1], given.get("name", ""), given.get("type", "text")
        if tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(given.get("value", ""))
        elif (tag == "input" and kind in ("radio", "checkbox")) or (tag == "button" and name):
            form.choices.setdefault(name, []).append(given.get("value", ""))
        elif tag == "textarea" or (tag == "input" and kind in ("text", "search", "password", "tel")):
            form.texts.add(name)
        elif tag == "input":
            form.held[name] = given.get("value", "")


class Tour:
    """Opens pages in one browser, and looks at each for what would act; ``seen`` are the fields shown."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.seen: set[str] = set()

    def look(self, place: str) -> Read:
        page = self.visitor.page
        assert page.status_code < 500, place
        if not page.headers.get("content-type", "").startswith("text/html"):
            return Read("")
        read = Read(page.text)
        assert read.acting == [], place
        for script in SCRIPTS:
            assert script not in page.text, place
        assert "62710561" not in page.text, place
        self.seen |= marks_in(page.text)
        return read

    def open(self, path: str) -> Read:
        self.visitor.open(path)
        return self.look(path)

    def fill_in(self, path: str, form: Form) -> None:
        """Send a form with script in every text and choice, then once with each thing that can be chosen."""
        texts = {name: hostile(f"form.{name}") for name in form.texts}
        ways: list[dict[str, str]] = [dict.fromkeys(form.choices, ALL_SCRIPTS), {}]
        ways += [{name: one} for name, options in form.choices.items() for one in options[-3:]]
        address = form.action or path
        for chosen in ways:
            first = {name: options[-1] for name, options in form.choices.items() if chosen}
            fields = {**form.held, **first, **texts, **chosen}
            if form.method == "get":
                self.open(f"{address.partition('?')[0]}?{urlencode(fields)}")
                continue
            fields["form"] = self._token(path, fields.get("form", ""))
            self.visitor.post(address, fields)
            self.visitor.follow()
            self.look(f"{address} {chosen}")

    def _token(self, path: str, known: str) -> str:
        self.visitor.open(path)
        found = re.search('name="form" value="([^"]+)"', self.visitor.page.text)
        return found[1] if found else known


class Hostile:
    """A team with script in every text: a customer with everything, what was not taken, late, and torn."""

    def __init__(self, team: Team) -> None:
        self.team, self.work = team, team.fieldwork
        self.pushed: set[str] = set()
        request = EnrolRequest(team.organisation.make_code("王丽"), new_id(), hostile("laptop.label"))
        write(team.organisation.engine, lambda c: enrol(c, request, team.organisation.clock.now()))
        self.customer, self.late = new_id(), new_id()
        self.names = {"visit": new_id(), "promise": new_id(), "kept": new_id(), "released": new_id()}
        for kind in self._in_order():
            if kind != kinds.CUSTOMER and "review" not in self.names:
                self._publish()
            self._save(kind, self.customer, {**texts_of(kind, CODES[kind]), **CODES[kind]})
        more = {**texts_of(kinds.VISIT, CODES[kinds.VISIT]), **CODES[kinds.VISIT], "reached": False}
        # Only the beginning of a due date is shown.
        more["question.a"] = {"text": "x", "answer_by": SCRIPTS[0]}
        other = self.work.save("王丽", self.customer, kinds.VISIT, more)
        for name in ("kept", "released"):
            values = {**texts_of(kinds.PROMISE, CODES[kinds.PROMISE]), **CODES[kinds.PROMISE]}
            self.work.save("王丽", self.customer, kinds.PROMISE, values, self.names[name])
        self._tear()
        foreign = self.work.add_customer("张伟")
        for kind in CODES:
            self.work.save("王丽", foreign, kind, texts_of(kind), new_id())
        self.work.save("王丽", self.late, kinds.CUSTOMER, {"name": "x", "created": DAY})
        self.work.add_rep("同事", "东区")
        self.work.hand_over(self.late, "同事")
        for kind in self._in_order():
            values = {**texts_of(kind, CODES[kind]), **CODES[kind]}
            self.work.save("王丽", self.late, kind, values, self.late if kind == kinds.CUSTOMER else new_id())
        with reading(team.organisation.engine) as connection:
            waiting = [row.quarantine_id for row in connection.execute(quarantine.select())]
        self.ids = {
            "{customer:str}": [self.customer],
            "{visit:str}": [self.names["visit"], other],
            "{matter:str}": [self.names[kinds.PAUSE], self.names[kinds.SUGGESTION]],
            "{document:str}": [self.customer, self.names["visit"], self.names["promise"]],
            "{quarantine:str}": waiting,
            "{user:str}": [team.ids["王丽"]],
            "{laptop:str}": [request.device],
            "{code:str}": ["X"],
        }

    def _in_order(self) -> Iterator[str]:
        yield kinds.CUSTOMER
        yield from (kind for kind in CODES if kind not in {kinds.CUSTOMER, *BY_THE_SERVER})

    def _publish(self) -> None:
        """Let the office write what only it writes: a review, and packs, one with unknown choices."""
        pack = texts_of(kinds.RULE_PACK)
        chosen = {name: pack.pop(name) for name in CHOICES}
        self.work.publish_pack("2026-11-16", **pack)
        self.work.publish_pack("2026-11-09", **pack, **chosen)
        values = {**texts_of(kinds.REVIEW, CODES[kinds.REVIEW]), **CODES[kinds.REVIEW]}
        review = new_document(kinds.REVIEW, {**values, "target": self.names["visit"]})
        self.names["review"] = review.doc_id
        self.pushed |= marks_in((pack, values))

        def work(connection: Connection) -> None:
            admin = find_user(connection, "Admin")
            assert admin is not None
            write_saves(connection, admin, {f"customer:{self.customer}": [review]}, self.work.clock.now())

        write(self.team.organisation.engine, work)

    def _save(self, kind: str, customer: str, values: Mapping[str, object]) -> None:
        target = self.names.get(str(values.get("target", "")))
        doc_id = customer if kind == kinds.CUSTOMER else self.names.setdefault(kind, new_id())
        given = {**values, "target": target} if target else values
        self.work.save("王丽", customer, kind, given, doc_id)
        self.pushed |= marks_in(given)

    def _tear(self) -> None:
        """Let another laptop have written every text of what may be written again, at the same time."""
        for kind in (kinds.CUSTOMER, kinds.VISIT, kinds.PROMISE):
            doc_id = self.customer if kind == kinds.CUSTOMER else self.names[kind]
            save = make_save(f"customer:{self.customer}", kind, texts_of(kind, CODES[kind]), doc_id=doc_id)
            self.team.organisation.push(self.team.laptops["王丽"], save)

    def paths(self) -> list[str]:
        """Return the addresses of all pages, for everything hostile; those that end something come last."""
        found = []
        for page in PAGES:
            if page.show is None:
                continue
            names = re.findall(r"\{\w+:str\}", page.path)
            ids = self.ids | ({"{customer:str}": [self.late]} if "/late/" in page.path else {})
            for chosen in product(*(ids[name] for name in names)):
                path = page.path
                for name, one in zip(names, chosen, strict=True):
                    path = path.replace(name, one)
                found.append(path)
        return sorted(
            found, key=lambda path: path.endswith(("/retire", "/revoke", "/hand-over", "/password"))
        )


NEVER_SHOWN = {"visit.question.answer_by"}
"""Of a due date, pages show as much as a day and a clock take: less than a name."""
NEVER_SHOWN_AGAIN = {f"form.{name}" for name in ("again", "code", "password", "username")}


def test_every_kind_of_document_is_tried() -> None:
    assert set(CODES) == set(VIEWS)


def test_script_in_every_text_of_every_document_is_text_on_every_page(visitor: Visitor, team: Team) -> None:
    given = Hostile(team)
    tour = Tour(visitor)
    for name in ("Admin", "周敏", "王丽"):
        visitor.client.cookies.clear()
        visitor.sign_in(name)
        for path in given.paths():
            tour.open(path)
        for path in (
            "/review/visits?review=all",
            "/review/promises/due?week=2026-W46",
            "/review/promises?state=all",
        ):
            tour.open(path)
    assert given.pushed - tour.seen == NEVER_SHOWN


def test_script_in_every_text_of_every_form_is_text_on_the_page_and_afterwards(
    visitor: Visitor, team: Team
) -> None:
    given = Hostile(team)
    tour = Tour(visitor)
    visitor.sign_in("Admin")
    sent = set()
    tour.open(f"/review/customers/{given.customer}/hand-over")
    visitor.send("hand-over", to=given.work.laptops["同事"].user_id, reason=hostile("hand-over.reason"))
    tour.look("handed over")
    assert visitor.path == f"/review/customers/{given.customer}"
    for path in given.paths():
        for form in tour.open(path).forms:
            if form.texts and "/sign-out" not in form.action:
                sent |= {f"form.{name}" for name in form.texts}
                tour.fill_in(path, form)
    assert sent - tour.seen == NEVER_SHOWN_AGAIN
    tour.seen = set()
    for path in given.paths():
        tour.open(path)
    assert "form.comment" in tour.seen
