"""Adding, editing and listing customers, and the dated facts about them."""

from collections.abc import Iterable, Mapping
from datetime import date

from fieldlog.actions.duplicates import find_alike
from fieldlog.actions.joined_profiles import read_entries
from fieldlog.actions.profiles import Profile, Standing, add_class_change, check_profile, profile_values
from fieldlog.actions.save_builder import SaveBuilder, new_document_id
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.documents import Document
from fieldlog.domain.duplicates import describe_duplicate
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_text_problems
from fieldlog.domain.standing import standing_on, standings
from fieldlog.domain.views import Customer, read_view
from fieldlog.store.derived import read_customer

LONGEST_PAUSE_DAYS = 366
MOST_NAMED = 5
SEEN_STANDING = "class"
"""The name under which a form keeps the class changes that it showed."""


def add_customer(workspace: Workspace, profile: Profile, standing: Standing, anyway: bool = False) -> str:
    """Add a customer and return the id; one that may be known already is asked about unless ``anyway``."""
    profile = check_profile(profile._replace(name=profile.name or ""), standing)
    alike = [] if anyway else possible_duplicates(workspace, profile)
    if alike:
        shown = alike[:MOST_NAMED]
        named = tuple(f"{card['name']} {card['id'][:8]}" for card in shown)
        described = tuple(describe_duplicate(one, profile.name or "", profile.phones or ()) for one in shown)
        raise BadInputError(Problem("name", "maybe-known", {"candidates": named, "described": described}))
    return save_new_customer(workspace, profile, standing)


def possible_duplicates(workspace: Workspace, profile: Profile) -> list[Card]:
    """Return the cards of customers that may be this person."""
    return list(find_alike(workspace, profile.name or "", profile.phones or (), profile.address or ""))


def save_new_customer(workspace: Workspace, profile: Profile, standing: Standing) -> str:
    """Save a new customer with a checked profile and return the id."""
    customer = new_document_id(workspace)
    builder = SaveBuilder(workspace, customer)
    created = {"created": workspace.today().isoformat()}
    builder.create(kinds.CUSTOMER, {**created, **profile_values(workspace, profile, None)}, customer)
    add_class_change(builder, standing, workspace.today(), ())
    builder.commit()
    return customer


def edit_customer(
    workspace: Workspace,
    customer: str,
    profile: Profile,
    standing: Standing,
    seen: Mapping[str, Iterable[str]] | None = None,
) -> bool:
    """Change what is given of a customer's profile, class and key flag; return whether anything differed.

    A new class counts from today on. ``seen`` is what a form was filled from (``seen_profile``): only what
    differs from that is changed, and what somebody else changed since stays beside it. Entries that were
    joined are then changed as the form showed them, as one (``spread_changes``); without ``seen`` nobody has
    looked at the others, and they stay as they are.
    """
    entries = read_entries(workspace, customer)
    entries = entries.kept_alone if seen is None else entries
    profile = check_profile(profile, standing)
    shown = entries if seen is None else entries.as_seen(seen)
    values = profile_values(workspace, profile, shown.as_one if shown.views else None)
    changes = read_customer(workspace.store, customer).class_changes if standing.says_anything else ()
    if seen is not None:
        changes = tuple(one for one in changes if one.id in frozenset(seen.get(SEEN_STANDING, ())))
    now = standing_on(standings(changes), workspace.today())
    standing = standing._replace(
        letter=None if standing.letter == now.letter else standing.letter,
        key=None if standing.key == now.key else standing.key,
    )
    builder = SaveBuilder(workspace, customer)
    with workspace.store.writing():
        if values:
            entries.save(workspace, values, seen, builder)
        add_class_change(builder, standing, workspace.today(), [one.id for one in changes])
        if not builder.is_empty:
            builder.commit()
    return bool(values) or standing.says_anything


def seen_profile(workspace: Workspace, customer: str) -> dict[str, list[str]]:
    """Return what a form that shows a customer's profile, class and key flag is filled from; hand it to
    ``edit_customer``.
    """
    changes = read_customer(workspace.store, customer).class_changes
    return {**read_entries(workspace, customer).seen(), SEEN_STANDING: [one.id for one in changes]}


def get_profile(workspace: Workspace, customer: str) -> tuple[Document, Customer]:
    """Return the profile document of a customer and its view."""
    document = workspace.store.find_document(customer)
    view = None if document is None else read_view(document)
    if document is None or not isinstance(view, Customer):
        raise BadInputError(Problem("customer", "not-found", {"words": customer[:8]}))
    return document, view


def pause_customer(
    workspace: Workspace, card: Card, reason: str, until: date, start: date | None = None
) -> None:
    """Record that no contact is expected from ``start`` (default: today) to ``until``, both included."""
    start = start or workspace.today()
    problems = _reason_problems(reason)
    if until < start:
        problems.append(
            Problem("until", "before-start", {"start": start.isoformat(), "until": until.isoformat()})
        )
    days = (until - start).days
    if days > LONGEST_PAUSE_DAYS:
        problems.append(Problem("until", "pause-too-long", {"days": days, "limit": LONGEST_PAUSE_DAYS}))
    if problems:
        raise BadInputError(*problems)
    builder = SaveBuilder(workspace, card["id"])
    builder.create(
        kinds.PAUSE, {"start": start.isoformat(), "until": until.isoformat(), "reason": reason.strip()}
    )
    builder.commit()


def _reason_problems(reason: str) -> list[Problem]:
    problems = list(find_text_problems("reason", reason))
    return problems if reason.strip() else [Problem("reason", "empty")]


def opt_out(workspace: Workspace, card: Card, reason: str) -> None:
    """Record that the customer does not want regular contact from today on."""
    problems = _reason_problems(reason)
    if problems:
        raise BadInputError(*problems)
    builder = SaveBuilder(workspace, card["id"])
    builder.create(kinds.OPT_OUT, {"start": workspace.today().isoformat(), "reason": reason.strip()})
    builder.commit()
