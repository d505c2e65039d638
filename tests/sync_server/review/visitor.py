"""A browser without JavaScript that speaks to a server in this process: cookies, links and forms."""

import asyncio
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urlencode

import httpx
import pyotp

from fieldlog.domain.kinds import PAUSE
from sync_server.api.frame import Frame
from sync_server.database.engine import reading, writing
from sync_server.database.tables import quarantine, users
from tests.sync_server.fieldwork import Fieldwork
from tests.sync_server.organisation import PASSWORD, Clock, Organisation, make_save

FORM = "application/x-www-form-urlencoded"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Found(NamedTuple):
    """A form of a page: where it goes, and what its fields hold."""

    action: str
    fields: dict[str, str]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Found] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method") == "post":
            self.found.append(Found(given.get("action", ""), {}))
        elif (
            tag == "input"
            and self.found
            and "name" in given
            and given.get("type") not in ("radio", "checkbox")
        ):
            self.found[-1].fields[given["name"]] = given.get("value", "")


class Visitor:
    """One browser; ``page`` is what it shows now."""

    def __init__(self, runner: asyncio.Runner, app: Frame, clock: Clock, address: str = "127.0.0.1") -> None:
        self.clock = clock
        self.serving = app.serving
        self._runner = runner
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=(address, 5000))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://server")
        self.page = httpx.Response(200)

    def close(self) -> None:
        self._runner.run(self.client.aclose())

    def ask(self, method: str, path: str, content: bytes | None = None, **headers: str) -> httpx.Response:
        """Send one request and stay where its answer is; redirects are not followed."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.page = self._runner.run(self.client.request(method, path, content=content, headers=given))
        return self.page

    def open(self, path: str, **headers: str) -> httpx.Response:
        """Open an address, and go where it leads."""
        self.ask("GET", path, None, **headers)
        return self.follow()

    def follow(self) -> httpx.Response:
        """Go where the answer leads."""
        for _ in range(5):
            if self.page.status_code != 303:
                break
            self.ask("GET", self.page.headers["location"])
        return self.page

    def form(self, action: str = "") -> Found:
        """Return the form of the page that is shown; by what its action ends with, else the last one."""
        forms = _Forms()
        forms.feed(self.page.text)
        found = [one for one in forms.found if one.action.endswith(action) and "sign-out" not in one.action]
        return found[-1]

    def post(self, path: str, fields: dict[str, str], **headers: str) -> httpx.Response:
        """Send a form to an address, without going where it leads."""
        return self.post_pairs(path, list(fields.items()), **headers)

    def post_pairs(self, path: str, pairs: list[tuple[str, str]], **headers: str) -> httpx.Response:
        """Send a form in which a field may have several values, as check boxes have."""
        return self.ask("POST", path, urlencode(pairs).encode(), content_type=FORM, **headers)

    def send(self, action: str = "", **fields: str) -> httpx.Response:
        """Fill in the form of the page, send it, and go where that leads."""
        found = self.form(action)
        self.post(found.action or str(self.page.request.url.path), {**found.fields, **fields})
        return self.follow()

    def sign_in(self, name: str, password: str = PASSWORD, secret: str = SECRET) -> httpx.Response:
        """Sign in with both factors, at another half minute each time; return the page behind."""
        self.clock.move(seconds=30)
        self.open("/review/sign-in")
        self.send("sign-in", name=name, password=password)
        if "/review/second-factor" in str(self.page.request.url):
            self.send("second-factor", code=self.code(secret))
        return self.page

    def code(self, secret: str = SECRET) -> str:
        """Return what the authenticator app shows now."""
        return pyotp.TOTP(secret).at(self.clock.now())

    def form_token(self) -> str:
        """Return what every form of this browser carries now."""
        forms = _Forms()
        forms.feed(self.page.text)
        return forms.found[-1].fields["form"]

    @property
    def path(self) -> str:
        """Return the address of the page that is shown."""
        return self.page.request.url.path


class Team:
    """Two teams of people who can sign in: the same password, and the same secret of the app."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        for name, role, team in (
            ("王丽", "rep", "东区"),
            ("张伟", "rep", "西区"),
            ("周敏", "supervisor", "东区"),
            ("吴刚", "supervisor", "西区"),
        ):
            organisation.add_user(name, role, team)
        self.laptops = {name: organisation.add_laptop(name) for name in ("王丽", "张伟")}
        self.fieldwork = Fieldwork(organisation)
        self.fieldwork.laptops |= self.laptops
        self._visits: dict[str, str] = {}
        self._customers: dict[str, str] = {}
        self._quarantined: dict[str, str] = {}
        self._matters: dict[str, str] = {}
        self._conflicts: dict[str, str] = {}
        self._late: dict[str, str] = {}
        with reading(organisation.engine) as connection:
            rows = connection.execute(users.select())
            self.ids = {row.name: row.user_id for row in rows}
            hashed = connection.execute(users.select().where(users.c.name == "周敏")).one().password_hash
        with writing(organisation.engine) as connection:
            connection.execute(users.update().where(users.c.role != "rep").values(totp_secret=SECRET))
            connection.execute(users.update().where(users.c.role == "rep").values(password_hash=hashed))

    def visit_of(self, rep: str) -> str:
        """Return the id of a visit of a rep, made when it is first asked for."""
        if rep not in self._visits:
            customer = self.fieldwork.add_customer(rep)
            self._visits[rep] = self.fieldwork.visit(rep, customer, "2026-11-23 09:00")
        return self._visits[rep]

    def customer_of(self, rep: str) -> str:
        """Return the id of a customer of a rep, made when it is first asked for."""
        if rep not in self._customers:
            self._customers[rep] = self.fieldwork.add_customer(rep)
        return self._customers[rep]

    def matter_of(self, rep: str) -> str:
        """Return the id of a pause that a rep wrote down, made when it is first asked for."""
        if rep not in self._matters:
            values = {"start": "2026-11-20", "until": "2026-12-20", "reason": "住院"}
            self._matters[rep] = self.fieldwork.save(rep, self.customer_of(rep), PAUSE, values)
        return self._matters[rep]

    def conflict_of(self, rep: str) -> str:
        """Return the id of a customer of a rep of which the address was written twice."""
        if rep not in self._conflicts:
            torn = self.fieldwork.add_customer(rep, "王桂兰", address="东湖 1 号")
            other = make_save(f"customer:{torn}", values={"address": "东湖 2 号"}, doc_id=torn)
            self.organisation.push(self.laptops[rep], other)
            self._conflicts[rep] = torn
        return self._conflicts[rep]

    def late_of(self, rep: str) -> str:
        """Return the id of a customer that a colleague has now, about which a rep wrote all the same."""
        if rep not in self._late:
            colleague = f"同事{rep}"
            self.fieldwork.add_rep(colleague, "东区" if rep == "王丽" else "西区")
            gone = self.fieldwork.add_customer(rep, "赵德福")
            self.fieldwork.hand_over(gone, colleague)
            self.fieldwork.promise(rep, gone, "2026-12-01")
            self._late[rep] = gone
        return self._late[rep]

    def quarantined_of(self, rep: str) -> str:
        """Return the id of what a rep wrote about another one's customer, made when first asked for."""
        if rep not in self._quarantined:
            customer = self.customer_of("张伟" if rep == "王丽" else "王丽")
            self.fieldwork.promise(rep, customer, "2026-12-01")
            with reading(self.organisation.engine) as connection:
                query = quarantine.select().where(quarantine.c.user_id == self.ids[rep])
                self._quarantined[rep] = str(connection.execute(query).one().quarantine_id)
        return self._quarantined[rep]
