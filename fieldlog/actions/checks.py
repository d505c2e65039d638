"""The promise-overdue check."""

from datetime import date

from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import local_day
from fieldlog.domain.obligations import Obligation
from fieldlog.domain.overdue import PROMISE_RULE, OverduePromise, as_of_instant, find_overdue
from fieldlog.store.freshness import refresh_promises
from fieldlog.store.reading import open_obligations, promise_obligations


def overdue_promises(workspace: Workspace, as_of: date | None = None) -> tuple[OverduePromise, ...]:
    """Return the overdue promises, oldest first; ``as_of`` judges at the end of that local day, with keeps
    and moves up to then.
    """
    now = workspace.now()
    refresh_promises(workspace.store, now)
    if as_of is None or as_of >= local_day(now, workspace.zone):
        limit = as_of_instant(as_of, now, workspace.zone)
        return find_overdue(
            open_obligations(workspace.store, PROMISE_RULE, limit), now, workspace.zone, as_of
        )
    return find_overdue(_replayed(workspace, as_of), now, workspace.zone, as_of)


def _replayed(workspace: Workspace, as_of: date) -> list[Obligation]:
    """Return the promises of that day as they stood at its end."""
    # Only looking back needs the whole story of a promise, and with it the loading of every kind of view.
    from fieldlog.domain.promises import promise_state
    from fieldlog.store.derived import read_customer

    limit = as_of_instant(as_of, workspace.now(), workspace.zone)
    candidates = [
        one
        for one in promise_obligations(workspace.store)
        if one.evidence["made"] <= as_of.isoformat() and (one.met_at is None or one.met_at > limit)
    ]
    replayed = []
    for customer in sorted({one.customer for one in candidates}):
        dossier = read_customer(workspace.store, customer)
        promises = {promise.id: promise for promise in dossier.promises}
        for one in candidates:
            if one.customer == customer and one.subject in promises:
                then = promise_state(dossier, promises[one.subject], workspace.zone, limit)
                if then.state == "open":
                    evidence = {**one.evidence, "due_on": then.due}
                    replayed.append(
                        one._replace(due=then.due_at, met_at=None, excused=None, evidence=evidence)
                    )
    return replayed
