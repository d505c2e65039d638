"""A pause to countersign or a customer's suggestion to reply to, and the form with which that is done.

Who opens it is in the log, as with the page of a customer: its words may tell of an illness.
"""

from fieldlog.domain.decisions import DECISIONS
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.kinds import PAUSE, SUGGESTION
from fieldlog.domain.problems import N_, Problem
from fieldlog.domain.reviews import APPROVED, REPLIED
from sync_server.core.matters import decide_matter, read_matter
from sync_server.review.call import PageCall
from sync_server.review.matter_words import decision_words, state_words
from sync_server.review.page import TEAM, Answer, Page, Redirect, Shown

CHOICES: dict[str, dict[str, tuple[str, str]]] = {
    PAUSE: {
        "approve": (N_("Countersign"), N_("The pause is right; words are welcome and not needed.")),
        "ask": (N_("Ask"), N_("Something is not clear, or not right. Needs a comment.")),
    },
    SUGGESTION: {
        "reply": (N_("Reply"), N_("The rep passes it on to the customer. Needs a comment.")),
        "ask": (N_("Ask"), N_("You want to know more from the rep first. Needs a comment.")),
    },
}
"""What can be decided by kind, and what each means for the rep."""
DONE = {"approve": "countersigned", "reply": "replied", "ask": "ask"}
INBOX = "/review/inbox"


def _show(call: PageCall) -> Answer:
    return Shown("matter.html", _facts(call))


def _facts(call: PageCall) -> dict[str, object]:
    call.evaluate()
    sight = call.viewer.sight
    story = call.read(lambda connection: read_matter(connection, sight, call.names["matter"]))
    kind = story.listed.kind
    call.note("saw-matter", story.listed.matter)
    return {
        "story": story,
        "listed": story.listed,
        "is_pause": kind == PAUSE,
        "state_words": state_words(call, kind, story.state.state),
        "decision_words": lambda decision, words: decision_words(call, kind, decision, words),
        "is_settled": story.state.state in (APPROVED, REPLIED),
        "choices": CHOICES[kind],
        "comment_label": call.say(N_("Your reply or question") if kind == SUGGESTION else N_("Comment")),
        "is_own": story.listed.rep_id == call.viewer.user.user_id,
        "seen": " ".join(entry.id for entry in story.thread if entry.decision),
        "given": {"decision": "", "comment": ""},
    }


def _submit(call: PageCall) -> Answer:
    decision, comment = call.form.get("decision"), call.form.get("comment")
    try:
        _decide(call, decision, comment)
    except BadInputError as error:
        given = {"decision": decision, "comment": comment}
        facts = {**_facts(call), "given": given, "problems": call.explain_error(error)}
        return Shown("matter.html", facts, status=422)
    return Redirect(INBOX, DONE[decision])


def _decide(call: PageCall, decision: str, comment: str) -> None:
    call.evaluate()
    viewer, matter, seen = call.viewer, call.names["matter"], call.form.get("seen").split()
    if not any(decision in DECISIONS[kind] for kind in CHOICES):
        raise BadInputError(Problem("decision", "empty"))
    call.write(
        lambda connection: decide_matter(
            connection, viewer.user, viewer.sight, matter, decision, comment, call.now, seen
        )
    )


PAGE = Page("/review/inbox/matters/{matter:str}", TEAM, _show, _submit)
