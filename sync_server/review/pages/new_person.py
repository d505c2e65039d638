"""Adding a person, who comes in by a one-time link."""

from fieldlog.domain.errors import BadInputError
from sync_server.core.people import WELCOME_MINUTES, add_person
from sync_server.core.users import REP, ROLES
from sync_server.database.people import team_names
from sync_server.review.call import PageCall
from sync_server.review.page import ADMINS, Answer, Page, Shown
from sync_server.review.pages.sign_in_link import link_facts


def _show(call: PageCall) -> Answer:
    return Shown("new_person.html", _facts(call, "", REP, ""))


def _facts(call: PageCall, name: str, role: str, team: str) -> dict[str, object]:
    teams = call.read(team_names)
    return {"name": name, "role": role, "team": team, "roles": ROLES, "teams": teams}


def _submit(call: PageCall) -> Answer:
    name, role, team = (call.form.get(field) for field in ("name", "role", "team"))
    try:
        user, code = call.write(
            lambda connection: add_person(connection, call.viewer, name, role, team, call.now)
        )
    except BadInputError as error:
        facts = {**_facts(call, name, role, team), "problems": call.explain_error(error)}
        return Shown("new_person.html", facts, status=422)
    return Shown("sign_in_link.html", link_facts(call, user, code, WELCOME_MINUTES))


PAGE = Page("/review/new-person", ADMINS, _show, _submit, is_fresh=True)
