"""What is looked at while requests go to and fro: what is asked when, and what an answer may hold."""

import json
from collections.abc import Callable
from math import inf
from typing import TYPE_CHECKING, Any

from fieldlog.store.sync_state import read_state
from sync_server.database.grants import PULLED
from tests.simulation.faults import Fault

if TYPE_CHECKING:
    from tests.simulation.laptops import SimLaptop
    from tests.simulation.network import Asked, Carried
    from tests.simulation.office import Grant
    from tests.simulation.world import World

Brief = "tuple[int, dict[str, tuple[str, int]], tuple[Grant, ...], str]"


class ViolationError(BaseException):
    """An invariant does not hold; not an Exception, so that no code under test can swallow it."""


def require(holds: object, invariant: str, *facts: object) -> None:
    """Raise unless an invariant holds."""
    if not holds:
        raise ViolationError(f"{invariant}: {' '.join(map(str, facts))}")


class Watch:
    """Everything that can be judged by one request and its answer."""

    def __init__(self, world: "World") -> None:
        self._world = world

    # Before

    def asked(self, laptop: "SimLaptop", asked: "Asked") -> None:
        """A laptop asks."""
        if asked.path == "/v1/pull":
            self.push_comes_before_pull(laptop)

    def push_comes_before_pull(self, laptop: "SimLaptop") -> None:
        """Rule 10: no pull while a save that was sent, or that waited when the sync began, has no answer."""
        state = read_state(laptop.store)
        last = laptop.store.progress().dseq
        due = max(min(state.sent, last), min(laptop.answered_at_start, last))
        require(state.answered >= due, "rule 10", laptop.name, "pulls before", due, "is answered")

    # After

    def answered(
        self, laptop: "SimLaptop", asked: "Asked", carried: "Carried", before: Any, is_late: bool
    ) -> None:
        """The server has answered."""
        require(carried.status != 500, "no defect", asked.path, carried.content[:200])
        if carried.status != 200:
            return
        answer = json.loads(carried.content)
        if asked.path == "/v1/push":
            self._pushed(asked, answer)
        elif asked.path == "/v1/pull":
            self._pulled(laptop, asked, answer, before, is_late)

    def _pushed(self, asked: "Asked", answer: Any) -> None:
        lines = asked.content.split(b"\n")[1:-1]
        ledger, world = self._world.ledger, self._world
        results = answer["results"]
        require(len(results) == len(lines), "I12", "not every save of a push was answered")
        for result in results:
            saved = ledger.saves.get(result["gid"])
            code = result.get("code")
            if saved is None:
                continue
            if saved.gid not in ledger.stored:
                self.too_late_is_put_aside(saved, code)
            ledger.stored.add(saved.gid)
            if code:
                ledger.aside.add(saved.gid)
            else:
                ledger.first_owner(saved.scope, saved.user, world.time)
            self.no_save_suffers_from_another(saved, code)

    def too_late_is_put_aside(self, saved: Any, code: str | None) -> None:
        """Rule 21: what comes more than 35 days after a hand-over is not folded in without a person."""
        ledger, world = self._world.ledger, self._world
        if code == "late-too-long":
            world.count(Fault.TOO_LATE)
        # Where a restored server hands over once more, the days count from then.
        is_late = ledger.may_be_late(saved, world.time) and saved.scope not in ledger.shaky
        require(code or not is_late, "rule 21", saved.user, "wrote too late into", saved.scope)

    def no_save_suffers_from_another(self, saved: Any, code: str | None) -> None:
        """I12: a poisoned save delays no other, and is itself put aside, not lost."""
        if saved.poison:
            if saved.poison == ("hash-differs",) and code is None:
                # Its values were erased since, and then its bytes need not have the hash any more.
                ops = {write.op for one in saved.save.documents for write in one.fields.values()}
                require(ops & self._world.ledger.erased, "I12", "damaged bytes were taken")
                return
            owners = {one.user for one in self._world.ledger.owners.get(saved.scope, ())}
            is_open = saved.user in owners or saved.scope in self._world.ledger.shaky
            if saved.poison == ("foreign-scope",) and is_open:
                # The customer was handed over to the author since, or a restored server does not know it.
                return
            require(code in saved.poison, "I12", "poison", saved.poison, "was answered", code)
            return
        ledger, world = self._world.ledger, self._world
        is_excused = (
            code is None
            or (code == "late-too-long" and ledger.may_be_late(saved, world.time))
            or (code == "foreign-scope" and saved.scope in ledger.shaky)
        )
        require(is_excused, "I12", "a sound save was put aside:", code, saved.scope, saved.user)

    def _pulled(self, laptop: "SimLaptop", asked: "Asked", answer: Any, before: Any, is_late: bool) -> None:
        after = self._world.office.brief()
        documents = [entry for entry in answer["entries"] if entry["entry"] == "doc"]
        self.only_what_is_granted(laptop, documents, before[2], after[2])
        if is_late:
            return
        laptop = laptop.root
        if answer["feed_id"] != laptop.known_feed:
            laptop.known_feed, laptop.known = answer["feed_id"], set()
        laptop.known |= {(entry["doc_id"], entry["number"]) for entry in documents}
        cursor = json.loads(asked.content).get("cursor")
        if cursor and cursor["feed_id"] == after[3]:
            self.nothing_appears_behind(laptop, (cursor["seq"], cursor["doc_id"]), after)
        ends = {grant.from_seq for grant in after[2] if grant.user == laptop.user}
        if not answer["done"] and answer["cursor"]["seq"] in ends and answer["cursor"]["doc_id"]:
            self._world.count(Fault.PAGE_IN_GRANT)

    def only_what_is_granted(
        self, laptop: "SimLaptop", documents: Any, before: "tuple[Grant, ...]", after: "tuple[Grant, ...]"
    ) -> None:
        """I6: no answer holds a document without a live grant in that snapshot.

        The snapshot was taken between the two looks: what is in it was written before a grant ended.
        """
        was_open = {grant.scope for grant in before if self._is_mine(laptop, grant) and grant.to_seq is None}
        ends: dict[str, float] = {}
        for grant in after:
            if self._is_mine(laptop, grant) and (grant.to_seq is None or grant.scope in was_open):
                end = inf if grant.to_seq is None else grant.to_seq
                ends[grant.scope] = max(end, ends.get(grant.scope, 0))
        for entry in documents:
            end = ends.get(entry["scope"], 0)
            require(entry["number"] < end, "I6", laptop.name, "received", entry["doc_id"], entry["scope"])
        if documents:
            require(laptop.user not in self._world.retired, "I6", "somebody who has left pulls")

    @staticmethod
    def _is_mine(laptop: "SimLaptop", grant: "Grant") -> bool:
        return grant.user == laptop.user and grant.why in PULLED

    def nothing_appears_behind(self, laptop: "SimLaptop", cursor: tuple[int, str], after: Any) -> None:
        """I7: nothing with an effective number at or below a cursor that was handed out appears later."""
        _, places, grants, _ = after
        oldest: dict[str, int] = {}
        for grant in grants:
            if grant.user == laptop.user and grant.why in PULLED and grant.to_seq is None:
                oldest[grant.scope] = min(grant.from_seq, oldest.get(grant.scope, grant.from_seq))
        if laptop.user in self._world.retired:
            return
        for doc_id, (scope, number) in places.items():
            if scope in oldest and (max(number, oldest[scope]), doc_id) <= cursor:
                known = (doc_id, number) in laptop.known
                require(known, "I7", laptop.name, "at", cursor, "never got", doc_id, number, scope)

    # Again

    def replay(self, deliver: "Callable[[], Carried]", asked: "Asked", first: "Carried | None") -> None:
        """I11: the same request again changes nothing at the server, and is answered alike."""
        before = self._world.office.books()
        again = deliver()
        after = self._world.office.books()
        for name in ("head", "documents", "numbers", "saves", "grants", "erased"):
            same = getattr(before, name) == getattr(after, name)
            require(same, "I11", asked.path, "again has changed", name)
        require(
            len(before.quarantine) == len(after.quarantine), "I11", asked.path, "again is put aside twice"
        )
        if first is not None and asked.path == "/v1/push" and first.status == again.status == 200:
            one, other = (
                [
                    (line["dseq"], line["gid"], line.get("seq"), line.get("code"))
                    for line in json.loads(c.content)["results"]
                ]
                for c in (first, again)
            )
            require(one == other, "I11", "a push again is answered otherwise", one, other)
