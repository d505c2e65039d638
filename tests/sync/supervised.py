"""Supervisors of the office, who look at visits and decide about them."""

from sync_server.core import evaluation
from sync_server.core.reviews import VisitReview, decide, read_review
from sync_server.core.users import add_user
from sync_server.database import users
from sync_server.database.engine import Connection, reading
from sync_server.database.people import Sight
from sync_server.database.users import User
from tests.sync.office import Office

SUPERVISOR = "林主管"
PASSWORD = "correct horse battery staple"


def add_supervisor(office: Office, name: str = SUPERVISOR, team: str = "一队") -> None:
    """Add a supervisor of the reps' team."""
    office.do(lambda one: add_user(one, name, "supervisor", team, PASSWORD, "admin", office.clock()))


def decided(office: Office, visit: str, decision: str, comment: str = "", name: str = SUPERVISOR) -> str:
    """Let a supervisor decide about a visit, and return the id of the review."""
    now = office.clock()
    assert evaluation.refresh(office.engine, _sight(office, name), now)

    def work(connection: Connection) -> str:
        user = _user(connection, name)
        return decide(connection, user, _sight_of(user), visit, decision, comment, now)

    return office.do(work)


def looked_at(office: Office, visit: str, name: str = SUPERVISOR) -> VisitReview:
    """Return what the page of a visit shows a supervisor."""
    sight = _sight(office, name)
    assert evaluation.refresh(office.engine, sight, office.clock())
    with reading(office.engine) as connection:
        return read_review(connection, sight, visit)


def _user(connection: Connection, name: str) -> User:
    user = users.find_user(connection, name)
    assert user is not None
    return user


def _sight(office: Office, name: str) -> Sight:
    with reading(office.engine) as connection:
        return _sight_of(_user(connection, name))


def _sight_of(user: User) -> Sight:
    return Sight(user.user_id, user.team_id, user.role == "admin")


def said(office: Office, visit: str) -> list[tuple[str, str, str]]:
    """Return author, decision and words of all that was said about a visit."""
    return [(one.author, one.decision, one.text) for one in looked_at(office, visit).thread]
