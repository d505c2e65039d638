"""One save in quarantine: what is in it, and the decision; health notes are not shown here."""

from fieldlog.domain.problems import N_
from fieldlog.domain.saves import Save
from sync_server.core import quarantine
from sync_server.core.customers import customer_name
from sync_server.core.quarantine import ACCEPTED, MOVED, RETURNED, Quarantined, read_quarantined
from sync_server.database import evaluating
from sync_server.database.engine import Connection
from sync_server.database.figures.customer_choices import CustomerChoice, choose_customers
from sync_server.database.figures.customer_lists import ListedCustomer
from sync_server.errors import RefusalError
from sync_server.refusals import REFUSALS
from sync_server.review.call import PageCall
from sync_server.review.document_words import Content, tell_document
from sync_server.review.kind_words import reason_for
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown

MOST_CHOICES = 300
DECISIONS = (ACCEPTED, MOVED, RETURNED)
ABOUT_DECISION = ("quarantine-decided", "quarantine-unfit")


def _read(call: PageCall) -> dict[str, object]:
    sight, name = call.viewer.sight, call.names["quarantine"]

    def work(connection: Connection) -> tuple[Quarantined, list[ListedCustomer], str]:
        found = read_quarantined(connection, sight, name)
        choice = CustomerChoice(owner=found.waiting.user_id)
        day = call.now.astimezone(call.zone).date()
        customer = found.waiting.scope.removeprefix("customer:")
        is_seen = bool(evaluating.members_within(connection, sight, customer))
        meant = customer_name(connection, customer) if is_seen else ""
        return found, choose_customers(connection, sight, day, choice, "", MOST_CHOICES), meant

    call.evaluate()
    found, customers, meant = call.read(work)
    return {
        "found": found,
        "customers": customers,
        "meant": meant,
        "contents": _contents(call, found.save),
        "reason": reason_for(found.waiting.code),
    }


def _contents(call: PageCall, save: Save | None) -> list[Content]:
    return [
        tell_document(call, one.kind, {field: write.value for field, write in one.fields.items()})
        for one in (save.documents if save else ())
    ]


def _show(call: PageCall) -> Answer:
    facts = _read(call)
    call.note("saw-quarantine", call.names["quarantine"])
    return Shown("quarantined.html", facts)


def _check(call: PageCall, wanted: str) -> None:
    """Let only a decision about what the viewer sees pass; ``RefusalError`` for all else."""
    sight, name = call.viewer.sight, call.names["quarantine"]
    call.read(lambda connection: read_quarantined(connection, sight, name))
    if wanted not in DECISIONS:
        raise RefusalError("bad-parameter")


def _submit(call: PageCall) -> Answer:
    name, viewer, wanted = call.names["quarantine"], call.viewer, call.form.get("do")
    customer = call.form.get("customer")

    def work(connection: Connection) -> None:
        if wanted == ACCEPTED:
            quarantine.accept(connection, viewer, name, call.now)
        elif wanted == MOVED:
            quarantine.move(connection, viewer, name, customer, call.now)
        else:
            quarantine.give_back(connection, viewer, name, call.now)

    _check(call, wanted)
    if wanted == MOVED and not customer:
        problems = [("customer", call.say(N_("Choose the customer whom it is about.")))]
        return Shown("quarantined.html", {**_read(call), "problems": problems}, status=422)
    try:
        call.write(work)
    except RefusalError as error:
        if error.code not in ABOUT_DECISION:
            raise
        problems = [("decision", call.say(REFUSALS[error.code].sentence))]
        return Shown("quarantined.html", {**_read(call), "problems": problems}, status=409)
    return Redirect("/review/inbox", f"quarantine-{wanted}")


PAGE = Page("/review/inbox/{quarantine:str}", TEAM, _show, _submit)
