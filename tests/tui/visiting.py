"""A rep who visits: the steps that several journeys share, and what must be in the store after them."""

from fieldlog.actions.captures import Capture
from fieldlog.actions.running_visits import get_running_visit, running_visit, typed_before, typed_minutes
from fieldlog.actions.visit_pages import VisitPage, read_visit_page
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.views import Promise, Visit, read_view
from fieldlog.locale import translate
from tests.store.stores import add_customer
from tests.tui.running import Rep

NAME = "李明朗"
SAYS = ("zh", "en")
HOSTILE = "[clinic=north] [/ [b]x[/b] \u202edrow\u202c 👵🏽 \\[ {name} %s"


def one_customer(workspace: Workspace) -> None:
    """Put one customer into the store, with a form of address and a taboo."""
    add_customer(workspace, NAME, honorific="李阿姨", taboos="不提老伴", character="爱聊天")


def consenting_customer(workspace: Workspace) -> None:
    """Put one customer into the store who allows health notes."""
    from fieldlog.actions.cards import get_card
    from fieldlog.actions.consents import record_consent

    customer = add_customer(workspace, NAME, honorific="李阿姨")
    record_consent(workspace, get_card(workspace, customer), "given", "口头")


async def begin(rep: Rep, purpose: str = "送节日礼") -> None:
    """Start a visit to the first customer of the day."""
    await rep.until_seen(NAME)
    await rep.press("v")
    await rep.until_seen(translate("What do you visit for?"))
    await rep.until_focused("LineInput")
    await rep.type(purpose)
    await rep.press("f8")
    await rep.until_screen("VisitScreen")
    await rep.until_seen(purpose)
    await rep.until(lambda: rep.app.clock.is_running, "the clock")


async def stop(rep: Rep) -> None:
    """Stop the clock, and come to where writing begins."""
    await rep.press("f7")
    await rep.until_screen("CaptureScreen")
    await rep.until_focused("AreaInput")


def saved_visits(rep: Rep) -> list[VisitPage]:
    """Return all visits in the store, the newest last."""
    workspace = rep.looking()
    with workspace.store:
        documents = workspace.store.documents_of_kind(kinds.VISIT)
        pages = [read_visit_page(workspace, document.doc_id) for document in documents]
    return sorted(pages, key=lambda page: page.story.visit.start)


def saved_visit(rep: Rep) -> Visit:
    """Return the one visit in the store."""
    [page] = saved_visits(rep)
    return page.story.visit


def saved_promises(rep: Rep) -> list[Promise]:
    """Return all promises in the store, the first due first."""
    workspace = rep.looking()
    with workspace.store:
        found = [read_view(one) for one in workspace.store.documents_of_kind(kinds.PROMISE)]
    return sorted((one for one in found if isinstance(one, Promise)), key=lambda one: one.due)


def typed(rep: Rep) -> Capture:
    """Return what is kept of the running visit's form."""
    workspace = rep.looking()
    with workspace.store:
        return typed_before(get_running_visit(workspace))


def minutes_typed(rep: Rep) -> str:
    """Return what is kept of the running visit's corrected length."""
    workspace = rep.looking()
    with workspace.store:
        return typed_minutes(get_running_visit(workspace))


def is_running(rep: Rep) -> bool:
    """Say whether the store holds a running visit."""
    workspace = rep.looking()
    with workspace.store:
        return running_visit(workspace) is not None
