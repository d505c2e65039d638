"""Declaring two customers one person, and taking that back."""

from fieldlog.actions.save_builder import SaveBuilder
from fieldlog.actions.workspace import Workspace
from fieldlog.domain import kinds
from fieldlog.domain.cards import Card
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.merging import standing_links
from fieldlog.domain.problems import Problem
from fieldlog.domain.views import MergeLink, read_views


def merge_customers(workspace: Workspace, kept: Card, joined: Card) -> None:
    """Link two customers: from now on they are read as one, under the first; nothing moves."""
    if kept["id"] == joined["id"]:
        raise BadInputError(Problem("customer", "same-customer", {"name": kept["name"]}))
    builder = SaveBuilder(workspace, kept["id"])
    builder.create(kinds.MERGE_LINK, {"kept": kept["id"], "joined": joined["id"]})
    builder.commit()


def unmerge_customer(workspace: Workspace, card: Card) -> int:
    """Take back the links that joined other customers to this one; return how many."""
    documents = {
        document.doc_id: document for document in workspace.store.documents_of_kind(kinds.MERGE_LINK)
    }
    links = read_views(documents, MergeLink)
    standing = [link for link in standing_links(links) if link.kept == card["id"]]
    if not standing:
        raise BadInputError(Problem("customer", "not-merged", {"name": card["name"]}))
    builder = SaveBuilder(workspace, card["id"])
    for link in standing:
        builder.create(kinds.MERGE_LINK, {"undoes": link.id})
    builder.commit()
    return len(standing)
