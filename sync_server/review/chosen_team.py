"""Whose work a page shows: an administrator may choose one team, and the sight is narrowed to it here."""

from typing import NamedTuple
from urllib.parse import urlencode

from sync_server.database import people, users
from sync_server.database.engine import Connection
from sync_server.database.people import Sight
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall


class ChosenTeam(NamedTuple):
    """The team's name (empty: everybody whom the viewer sees), those that can be chosen, and whom it is
    about.
    """

    name: str
    teams: tuple[str, ...]
    sight: Sight

    def path(self, path: str, **given: object) -> str:
        """Return the address of another page about the same team."""
        chosen = {**given, "team": self.name} if self.teams and self.name else given
        return f"{path}?{urlencode(chosen)}" if chosen else path


def choose_team(connection: Connection, call: PageCall, takes_first: bool = False) -> ChosenTeam:
    """Return the team that an administrator's address names; without one all, or the first.

    For everybody else it is the own one, whatever the address says.
    """
    viewer = call.viewer
    if not viewer.sight.sees_all:
        return ChosenTeam(viewer.user.team, (), viewer.sight)
    teams = tuple(people.team_names(connection))
    name = call.query.get("team", "") or (next(iter(teams), "") if takes_first else "")
    if not name:
        return ChosenTeam("", teams, viewer.sight)
    team_id = users.find_team(connection, name)
    if team_id is None:
        raise RefusalError("bad-parameter")
    return ChosenTeam(name, teams, Sight(viewer.user.user_id, team_id, sees_all=False))
