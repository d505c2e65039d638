"""What a viewer can change of the own sign-in."""

from sync_server.database.credentials import Credentials, count_recovery_codes, credentials_of_name
from sync_server.database.engine import Connection
from sync_server.review.call import PageCall
from sync_server.review.page import EVERYBODY, Answer, Page, Shown


def _show(call: PageCall) -> Answer:
    user = call.viewer.user

    def work(connection: Connection) -> tuple[Credentials | None, int]:
        return credentials_of_name(connection, user.name), count_recovery_codes(connection, user.user_id)

    found, codes = call.read(work)
    return Shown(
        "account.html", {"has_factor": bool(found and found.totp_secret), "codes_left": codes, "user": user}
    )


PAGE = Page("/review/account", EVERYBODY, _show)
