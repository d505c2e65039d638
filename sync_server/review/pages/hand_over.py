"""Handing a customer over to another rep: who, why, and what then happens, on one page."""

from fieldlog.domain.errors import BadInputError
from sync_server.core.customer_stories import read_customer_story
from sync_server.core.handover import LONGEST_REASON, hand_over_seen
from sync_server.core.receivers import read_held, read_receivers
from sync_server.database.engine import Connection
from sync_server.errors import RefusalError
from sync_server.refusals import REFUSALS
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown

ABOUT_OWNER = ("owner-changed", "owner-already")


def _read(call: PageCall) -> dict[str, object]:
    sight, customer = call.viewer.sight, call.names["customer"]

    def work(connection: Connection) -> dict[str, object]:
        story = read_customer_story(connection, sight, customer, call.now)
        return {
            "story": story,
            "receivers": read_receivers(connection, sight, story.listed.owner_id, call.now),
            "held": read_held(connection, sight, story.members, call.now),
        }

    call.evaluate()
    return {**call.read(work), "to": "", "reason": "", "longest": LONGEST_REASON}


def _show(call: PageCall) -> Answer:
    return Shown("hand_over.html", _read(call))


def _submit(call: PageCall) -> Answer:
    customer, form = call.names["customer"], call.form
    given = {name: form.get(name) for name in ("to", "reason")}

    def work(connection: Connection) -> None:
        owner = form.get("owner")
        hand_over_seen(connection, call.viewer, customer, given["to"], given["reason"], owner, call.now)

    try:
        call.write(work)
    except BadInputError as error:
        facts = {**_read(call), **given, "problems": call.explain_error(error)}
        return Shown("hand_over.html", facts, status=422)
    except RefusalError as error:
        if error.code not in ABOUT_OWNER:
            raise
        problems = [("to", call.say(REFUSALS[error.code].sentence))]
        return Shown("hand_over.html", {**_read(call), **given, "problems": problems}, status=409)
    return Redirect(f"/review/customers/{customer}", "handed-over")


PAGE = Page("/review/customers/{customer:str}/hand-over", TEAM, _show, _submit)
