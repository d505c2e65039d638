"""Unfinished forms: what was typed into a form is kept on this laptop until it is saved or thrown away.

A draft carries the ops its form was filled from (``domain.documents.seen_ops``), so that a save made from it
stands over exactly what its author had in front of him. Drafts never leave the laptop.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ParamSpec, TypeVar

from fieldlog.actions.form_texts import (
    Typed,
    form_draft_id,
    form_subject,
    is_form,
    is_health_entry,
    without_health_entries,
)
from fieldlog.actions.leaving import refuse_new_work
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.days import to_text
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import Problem
from fieldlog.domain.saves import find_text_problems, texts_in
from fieldlog.store.drafts import Draft

__all__ = ["find_form", "forget_form", "form_subject", "keep_form", "save_form", "unfinished_forms"]

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def keep_form(
    workspace: Workspace,
    form: str,
    subject: str,
    customer: str,
    content: Mapping[str, Typed],
    seen: Mapping[str, Iterable[str]] = {},
) -> None:
    """Store what stands in a form now, in place of an older state of it; a form with only empty values keeps
    no draft.

    ``subject`` tells forms of one kind apart (a visit, a promise, a customer, or empty), ``customer`` may be
    empty for one who is only being typed. ``seen`` are the ops by field that the form was filled from; once
    given, they stay. A text that cannot be stored is left out and refused with ``BadInputError`` when the
    rest is kept; a health note that the customer refused is left out.
    """
    draft_id = form_draft_id(form, subject)
    problems = _unstorable(content)
    refused = {problem.field for problem in problems}
    kept = {name: value for name, value in content.items() if name not in refused}
    if _refuses_health(workspace, customer, kept):
        kept = without_health_entries(kept)
    with workspace.store.writing():
        before = workspace.store.find_draft(draft_id)
        if before is None:
            refuse_new_work(workspace, customer)
        if any(map(_says_something, kept.values())):
            ops = {field: list(names) for field, names in seen.items()}
            ops = ops or ({} if before is None else dict(before.seen))
            draft = Draft(draft_id, form, customer, kept, ops, to_text(workspace.now()))
            if before is None or draft != before._replace(written_at=draft.written_at):
                workspace.store.write_draft(draft)
        elif before is not None:
            workspace.store.remove_draft(draft_id)
    if problems:
        raise BadInputError(*problems)


def _says_something(value: Typed) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def _unstorable(content: Mapping[str, Typed]) -> list[Problem]:
    return [
        problem
        for name, value in content.items()
        for text in texts_in(value)
        for problem in find_text_problems(name, text)
        if problem.code == "forbidden-character"
    ]


def _refuses_health(workspace: Workspace, customer: str, content: Mapping[str, Any]) -> bool:
    """Say whether a form holds a health note that the customer does not allow."""
    if not any(is_health_entry(name) and _says_something(value) for name, value in content.items()):
        return False
    # Only who types a health note loads what consents need.
    from fieldlog.actions.consents import current_consent, find_consent_problem

    answer = content.get("consent")
    state = current_consent(workspace, customer) if customer else ""
    problem = find_consent_problem(state, answer if isinstance(answer, str) else None)
    return problem is not None and problem.field == "health"


def find_form(workspace: Workspace, form: str, subject: str) -> Draft | None:
    """Return what was typed into a form and not saved yet."""
    return workspace.store.find_draft(form_draft_id(form, subject))


def move_form(workspace: Workspace, form: str, subject: str, customer: str) -> None:
    """Let what was typed into a form about one customer (``subject``) be about another one. What was typed
    about that one before stays; a text that cannot come along whole stays where it was, too.
    """
    typed = find_form(workspace, form, subject)
    if typed is None or find_form(workspace, form, customer) is not None:
        return
    with workspace.store.writing():
        keep_form(workspace, form, customer, customer, typed.content)
        moved = find_form(workspace, form, customer)
        if moved is not None and moved.content == typed.content:
            forget_form(workspace, form, subject)


def forget_form(workspace: Workspace, form: str, subject: str) -> None:
    """Throw away what was typed into a form."""
    workspace.store.remove_draft(form_draft_id(form, subject))


def save_form(
    workspace: Workspace,
    form: str,
    subject: str,
    action: Callable[Arguments, Answer],
    *args: Arguments.args,
    **kwargs: Arguments.kwargs,
) -> Answer:
    """Run the action that a form was filled for and remove its draft, together or not at all; return what the
    action returns. What the action raises leaves the draft as it was.
    """
    with workspace.store.writing():
        begun = find_form(workspace, form, subject)
        workspace.finishing = "" if begun is None else begun.customer
        try:
            answer = action(*args, **kwargs)
        finally:
            workspace.finishing = ""
        forget_form(workspace, form, subject)
    return answer


def unfinished_forms(workspace: Workspace) -> list[Draft]:
    """Return the forms that were typed into and not saved, the last typed first."""
    forms = [draft for draft in reversed(workspace.store.drafts()) if is_form(draft)]
    return sorted(forms, key=lambda draft: draft.written_at, reverse=True)
