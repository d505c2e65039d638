"""Moving a person to another team."""

from fieldlog.domain.errors import BadInputError
from sync_server.core.people import get_user, may_manage, move
from sync_server.database.engine import Connection
from sync_server.database.people import team_names
from sync_server.database.users import User
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import ADMINS, Answer, Page, Redirect, Shown


def _read(call: PageCall) -> dict[str, object]:
    def work(connection: Connection) -> tuple[User, list[str]]:
        return get_user(connection, call.viewer.sight, call.names["user"]), team_names(connection)

    user, teams = call.read(work)
    if not may_manage(call.viewer, user):
        raise RefusalError("page-not-yours")
    return {"user": user, "teams": teams, "team": user.team}


def _show(call: PageCall) -> Answer:
    return Shown("team.html", _read(call))


def _submit(call: PageCall) -> Answer:
    team, user_id = call.form.get("team"), call.names["user"]
    try:
        call.write(lambda connection: move(connection, call.viewer, user_id, team, call.now))
    except BadInputError as error:
        facts = {**_read(call), "team": team, "problems": call.explain_error(error)}
        return Shown("team.html", facts, status=422)
    return Redirect(f"/review/people/{user_id}", "moved")


PAGE = Page("/review/people/{user:str}/team", ADMINS, _show, _submit)
