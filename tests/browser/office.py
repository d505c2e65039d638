"""A server process with two teams, made and run by its own commands, as an administrator would."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pyotp

from fieldlog.domain.kinds import CUSTOMER, PAUSE, PROMISE, SUGGESTION, VISIT
from tests.sync_server.organisation import PASSWORD, line_of, make_save, new_id

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-c", "from sync_server.cli.start import run; run()")
PATIENCE = 30.0
SHORT_VISIT = {
    "channel": "home",
    "start": "2026-11-10T01:00:00Z",
    "end": "2026-11-10T01:20:00Z",
    "zone": "Asia/Shanghai",
    "purpose": "看望",
    "note": "腿疼，走不远",
    "entered_at": "2026-11-10T01:20:00Z",
}
"""What raises a question: 20 minutes, and no reason for it."""
PAUSED = {"start": "2026-11-20", "until": "2026-12-20", "reason": "住院"}
LONG = "https://shop.example.com/products/blood-pressure-meter"
LONG_NAME = "Wolfeschlegelsteinhausenberger" * 3 + "dorffwelc"
"""No line can be broken in these: an address, and a name of as many letters as are allowed."""
LONG_TEXTS = dict.fromkeys(("address", "note", "purpose", "reason", "text"), LONG) | {
    "name": LONG_NAME,
    "honorific": LONG_NAME[:40],
    "district": LONG_NAME[:60],
    "character": LONG,
    "taboos": LONG,
}
TEXT_FIELDS = {
    CUSTOMER: ("name", "address", "district", "honorific", "character", "taboos"),
    PAUSE: ("reason",),
    PROMISE: ("text",),
    SUGGESTION: ("text",),
    VISIT: ("purpose", "note"),
}
SUGGESTED = {"text": "店门口能放一把椅子就好了", "made": "2026-11-10"}


class Office:
    """The server, the secrets of who signs in, and the ids of each rep's laptop, customer and visit."""

    def __init__(self, home: Path) -> None:
        self._environ = {**os.environ, "FIELDLOG_SERVER_HOME": str(home), "FIELDLOG_LANG": "en"}
        self.secrets = {"Chen": self._secret("init", "--admin", "Chen", "--zone", "Asia/Shanghai")}
        for name, role, team in (("周敏", "supervisor", "东区"), ("Wu", "supervisor", "东区")):
            self.secrets[name] = self._secret("user", "add", name, "--role", role, "--team", team)
        for name in ("王丽", "李娜"):
            self.ask("user", "add", name, "--role", "rep", "--team", "东区")
        self._server = self._start("run", "--port", "0")
        assert self._server.stdout is not None
        self.url = self._server.stdout.readline().removeprefix("listening on ").strip()
        self.customers: dict[str, str] = {}
        self.visits: dict[str, str] = {}
        self.suggestions: dict[str, str] = {}
        self.disputed, self.gone = new_id(), new_id()
        self._texts: dict[str, str] = {}
        self.laptops = {name: self._add_laptop(name) for name in ("王丽", "李娜")}

    def _start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=CHECKOUT,
            env=self._environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )

    def ask(self, *words: str, given: str = "") -> Any:
        """Run a command of the server and return its answer."""
        out, _ = self._start(*words, "--json").communicate(given, timeout=PATIENCE)
        return json.loads(out)

    def _secret(self, *words: str) -> str:
        uri = self.ask(*words, "--password-stdin", given=f"{PASSWORD}\n")["totp_uri"]
        return str(pyotp.parse_uri(uri).secret)

    def _add_laptop(self, name: str) -> str:
        code, device = self.ask("enrol-code", name)["code"], new_id()
        given = {"code": code, "device": device, "label": f"{name[:40]} 的电脑"}
        token = httpx.post(f"{self.url}/v1/enrol", json=given).raise_for_status().json()["token"]
        self.customers[name] = new_id()
        values = {"name": "李秀英", "created": "2026-11-01", **self._texts_of(CUSTOMER)}
        saves = [line_of(make_save(f"customer:{self.customers[name]}", values=values), 1)]
        # About the first one's customer: what the second one writes is put into quarantine.
        first = next(iter(self.customers.values()))
        if name != next(iter(self.customers)):
            saves.append(line_of(make_save(f"customer:{first}", PAUSE, PAUSED | self._texts_of(PAUSE)), 2))
        self.visits[name] = new_id()
        made = SHORT_VISIT | self._texts_of(VISIT)
        visited = make_save(f"customer:{self.customers[name]}", VISIT, made, doc_id=self.visits[name])
        saves.append(line_of(visited, len(saves) + 1))
        self.suggestions[name] = new_id()
        own, wish = f"customer:{self.customers[name]}", {**SUGGESTED, "visit": self.visits[name]}
        wish |= self._texts_of(SUGGESTION)
        saves.append(line_of(make_save(own, PAUSE, PAUSED | self._texts_of(PAUSE)), len(saves) + 1))
        if self._texts:
            promised = {"due": "2026-11-12", "made": "2026-11-01", **self._texts_of(PROMISE)}
            saves.append(line_of(make_save(own, PROMISE, promised), len(saves) + 1))
        suggested = make_save(own, SUGGESTION, wish, doc_id=self.suggestions[name])
        saves.append(line_of(suggested, len(saves) + 1))
        headers = {"Authorization": f"Bearer {token}"}
        self._push(headers, saves)
        if len(self.customers) > 1:
            self._disagree(headers, len(saves))
        cursor: Any = None
        for _ in range(2):
            asked = {"protocol": "fieldlog-sync/1", "cursor": cursor}
            cursor = httpx.post(f"{self.url}/v1/pull", json=asked, headers=headers).json()["cursor"]
        return device

    def _texts_of(self, kind: str) -> dict[str, str]:
        """Return what a document says in words that no line can hold, if that is wanted."""
        return {field: self._texts[field] for field in TEXT_FIELDS[kind]} if self._texts else {}

    def _push(self, headers: dict[str, str], lines: list[bytes]) -> None:
        body = b"\n".join([b'{"protocol":"fieldlog-sync/1"}', *lines])
        httpx.post(f"{self.url}/v1/push", content=body, headers=headers).raise_for_status()

    def _disagree(self, headers: dict[str, str], count: int) -> None:
        """Let the second rep write one address twice, and about a customer that the first one has by now."""
        values = {
            "name": "赵德福",
            "created": "2026-11-01",
            "address": "东湖 1 号",
            **self._texts_of(CUSTOMER),
        }
        scope = f"customer:{self.disputed}"
        made = make_save(scope, values=values)
        other = make_save(scope, values={"address": values["address"] + "2"}, doc_id=self.disputed)
        gone = make_save(f"customer:{self.gone}", values={**values, "name": "孙玉兰"})
        self._push(headers, [line_of(one, count + n) for n, one in enumerate((made, other, gone), 1)])
        self.ask("handover", self.gone, "--to", "王丽", "--reason", self._texts.get("reason", "换人"))
        self._push(
            headers,
            [line_of(make_save(f"customer:{self.gone}", PAUSE, PAUSED | self._texts_of(PAUSE)), count + 4)],
        )

    def add_long_words(self) -> str:
        """Add a rep whose texts no line can hold, also those in the inbox; return the rep's name."""
        rep = LONG_NAME[:60]
        self.ask("user", "add", rep, "--role", "rep", "--team", LONG_NAME[:60])
        self._texts, self.disputed, self.gone = LONG_TEXTS, new_id(), new_id()
        self.laptops[rep] = self._add_laptop(rep)
        return rep

    def code(self, name: str) -> str:
        """Return what the authenticator app of a person shows now."""
        return pyotp.TOTP(self.secrets[name]).now()

    def stop(self) -> None:
        """End the server."""
        self._server.terminate()
        self._server.communicate(timeout=PATIENCE)
