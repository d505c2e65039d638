"""Handing ticked customers of one rep over to another: how many of whom, to whom, and why."""

from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_
from sync_server.core.bulk_handover import MOST_AT_ONCE, Ticked, Wanted, hand_over_all, read_ticked
from sync_server.core.customers import customer_name
from sync_server.core.handover import OwnerChangedError
from sync_server.core.receivers import HeldPart, Receiver, read_held, read_receivers
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError
from sync_server.refusals import REFUSALS
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown
from sync_server.review.ticked_customers import ID, PATH, read_ticked_ids, ticked_path

ABOUT_RECEIVER = ("owner-already", "user-retired")
Problems = list[tuple[str, str]]


def _read(call: PageCall, owner_id: str, customers: list[str]) -> tuple[Ticked, dict[str, object]]:
    """Return the customers as they are now, and what the page shows of them; some may be gone, and then it
    says so.
    """
    sight = call.viewer.sight

    def work(connection: Connection) -> tuple[Ticked, tuple[Receiver, ...], tuple[HeldPart, ...]]:
        ticked = read_ticked(connection, sight, owner_id, customers, call.now)
        receivers = read_receivers(connection, sight, owner_id, call.now)
        ids = [one.customer for one in ticked.customers]
        return ticked, receivers, read_held(connection, sight, ids, call.now)

    call.evaluate()
    ticked, receivers, held = call.read(work)
    facts = {
        "ticked": ticked,
        "receivers": receivers,
        "held": held,
        "unticked": [],
        "action": ticked_path(owner_id, customers),
        "problems": _gone(call, ticked),
        **_typed("", ""),
    }
    return ticked, facts


def _typed(to: str, reason: str) -> dict[str, object]:
    return {"to": to, "reason": reason, "most": MOST_AT_ONCE}


def _gone(call: PageCall, ticked: Ticked) -> Problems:
    sentence = N_("{name} is with somebody else by now and is not in the list any more. Nothing was changed.")
    return [("customers", call.say(sentence, name=name)) for name in ticked.gone]


def _changed(call: PageCall, error: OwnerChangedError) -> Problems:
    name = call.read(lambda connection: customer_name(connection, error.customer))
    sentence = N_("{name} is with somebody else by now. Nothing was handed over.")
    return [("customers", call.say(sentence, name=name))]


def _show(call: PageCall) -> Answer:
    customers = read_ticked_ids(call.query.get("chosen", ""))
    if not customers:
        return Redirect("/review/customers", "none-ticked")
    _, facts = _read(call, call.query.get("from", ""), customers)
    return Shown("hand_over_many.html", facts)


def _submit(call: PageCall) -> Answer:
    """Hand all over; what cannot be is shown again with everything that was ticked and typed."""
    offered, owner_id = read_ticked_ids(call.query.get("chosen", "")), call.query.get("from", "")
    wanted = Wanted(_chosen(call), owner_id, call.form.get("to"), call.form.get("reason"))
    try:
        count = call.write(lambda connection: hand_over_all(connection, call.viewer, wanted, call.now))
    except BadInputError as error:
        return _again(call, offered, wanted, call.explain_error(error), 422)
    except OwnerChangedError as error:
        return _again(call, offered, wanted, _changed(call, error), 409)
    except RefusalError as error:
        if error.code not in ABOUT_RECEIVER:
            raise
        return _again(call, offered, wanted, [("to", call.say(REFUSALS[error.code].sentence))], 409)
    return Redirect(f"/review/customers?rep={owner_id}&count={count}", "handed-over-all")


def _chosen(call: PageCall) -> list[str]:
    chosen = call.form.all("customer")
    if not all(map(ID.fullmatch, chosen)):
        raise RefusalError("bad-parameter")
    return chosen


def _again(call: PageCall, offered: list[str], wanted: Wanted, problems: Problems, status: int) -> Answer:
    ticked, facts = _read(call, wanted.owner_id, offered or list(wanted.customers))
    gone = _gone(call, ticked)
    told = [one for one in problems if not gone or one[0] != "customers"]
    shown = {
        **facts,
        **_typed(wanted.to_user, wanted.reason),
        "unticked": set(offered) - set(wanted.customers),
        "problems": [*gone, *told],
    }
    return Shown("hand_over_many.html", shown, status=status)


PAGE = Page(PATH, TEAM, _show, _submit, is_fresh=True)
