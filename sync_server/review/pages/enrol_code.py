"""A one-time code that enrols a laptop, shown once."""

from shlex import quote

from sync_server.core.enrolment import NewCode
from sync_server.core.people import enrol, get_user, may_enrol
from sync_server.database.engine import Connection
from sync_server.database.users import User
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.page import TEAM, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    user = call.read(lambda connection: get_user(connection, call.viewer.sight, call.names["user"]))
    if not may_enrol(call.viewer, user, call.now):
        raise RefusalError("page-not-yours")
    return Shown("enrol_code.html", _facts(call, user, None))


def _facts(call: PageCall, user: User, made: NewCode | None) -> dict[str, object]:
    # As a shell takes it, and without quotes where a name is nothing but letters.
    quoted = user.name if user.name.isalnum() else quote(user.name)
    return {
        "user": user,
        "made": made,
        "hours": call.serving.settings.code_hours,
        "quoted_name": quoted,
    }


def _submit(call: PageCall) -> Answer:
    hours, user_id = call.serving.settings.code_hours, call.names["user"]

    def work(connection: Connection) -> tuple[User, NewCode]:
        made = enrol(connection, call.viewer, user_id, call.now, hours)
        return get_user(connection, call.viewer.sight, user_id), made

    user, made = call.write(work)
    return Shown("enrol_code.html", _facts(call, user, made))


PAGE = Page("/review/people/{user:str}/code", TEAM, _show, _submit, is_fresh=True)
