"""Every refusal: its code, the status of HTTP that goes with it, and what a person reads."""

from typing import NamedTuple

from fieldlog.domain.problems import N_


class Meaning(NamedTuple):
    """The status of a refusal, and its English sentence: what is wrong, and the way out."""

    status: int
    sentence: str


_ENROL = N_("This laptop is not signed in. Ask for a new code and run: fieldlog enrol URL CODE")
_LATER = N_("The server is busy. Everything stays on this laptop and is sent again by itself.")

REFUSALS: dict[str, Meaning] = {
    # who speaks
    "not-signed-in": Meaning(401, _ENROL),
    "device-revoked": Meaning(
        403, N_("This laptop was signed out by an administrator. Ask for a new code and enrol it again.")
    ),
    "user-retired": Meaning(403, N_("This user has left; the time to hand in work is over.")),
    "user-leaving": Meaning(403, N_("This user has left. Work can still be sent in, nothing is received.")),
    "code-unknown": Meaning(
        403,
        N_("This code is not good, or not any more. Codes work once, for a short time: ask for a new one."),
    ),
    "device-of-another": Meaning(
        409, N_("This laptop's store belongs to another user. Enrol that user, or make a store of your own.")
    ),
    "device-unreadable": Meaning(422, N_("The name of the laptop is not 32 hexadecimal digits.")),
    "too-many-forks": Meaning(
        403, N_("This laptop was copied too often. Ask an administrator for a new code and enrol it again.")
    ),
    # what is sent
    "fork": Meaning(
        409, N_("This laptop was restored or copied. It takes an identity of its own and goes on by itself.")
    ),
    "gap": Meaning(409, N_("Saves are missing before these. The laptop sends them again by itself.")),
    "bad-parameter": Meaning(400, N_("A parameter of the address cannot be read.")),
    "body-truncated": Meaning(400, N_("The message did not arrive whole. It is sent again by itself.")),
    "body-unreadable": Meaning(422, N_("The message cannot be read.")),
    "envelope-unreadable": Meaning(422, N_("The first line of the message cannot be read.")),
    "body-too-large": Meaning(413, N_("The message is too large. It is sent again in smaller parts.")),
    "too-many-saves": Meaning(
        413, N_("The message holds too many saves. It is sent again in smaller parts.")
    ),
    "media-type": Meaning(415, N_("The server does not take this type of content, or this compression.")),
    "client-too-old": Meaning(
        426,
        N_(
            "This fieldlog speaks another version of the protocol. Work goes on offline. "
            "Upgrade it: pipx install --force, with the file that your company hands out."
        ),
    ),
    # where to
    "not-found": Meaning(404, N_("There is nothing here.")),
    "method-not-allowed": Meaning(405, N_("This cannot be done here.")),
    # who looks at pages
    "page-needs-sign-in": Meaning(403, N_("Sign in first.")),
    "page-not-yours": Meaning(403, N_("This page is not for your role. Ask an administrator.")),
    "form-from-elsewhere": Meaning(
        403, N_("This form came from another site. Nothing was changed. Open the page here and try again.")
    ),
    "form-too-old": Meaning(
        403, N_("This form is too old, or you have signed in anew. Nothing was changed. Open the page again.")
    ),
    # come again
    "too-many-requests": Meaning(429, N_("Too many attempts from here. Wait a little and try again.")),
    "busy": Meaning(503, _LATER),
    "too-slow": Meaning(503, N_("The message came too slowly. It is sent again by itself.")),
    "database-unreachable": Meaning(
        503, N_("The server cannot reach its database. Everything stays on this laptop and is sent later.")
    ),
    "not-ready": Meaning(503, N_("The server's database is not ready.")),
    "defect": Meaning(
        500, N_("The server has met a defect. Nothing was changed; everything stays on this laptop.")
    ),
    # what an administrator asks for
    "user-unknown": Meaning(404, N_("There is no user of this name. See: fieldlog-server user list")),
    "user-left": Meaning(409, N_("This user has left. Who works here: fieldlog-server user list")),
    "customer-unknown": Meaning(404, N_("No laptop has sent this customer in.")),
    "visit-unknown": Meaning(404, N_("There is no such visit among those that you see.")),
    "review-own": Meaning(403, N_("Nobody reviews the visits that he made himself.")),
    "owner-changed": Meaning(
        409, N_("The customer belongs to somebody else by now. Look again, then decide.")
    ),
    "owner-already": Meaning(409, N_("The customer belongs to this user already.")),
    "quarantine-decided": Meaning(409, N_("This cannot be done with it, or somebody has decided already.")),
    "quarantine-unfit": Meaning(
        409, N_("It cannot be taken there: it changes what belongs elsewhere. Return it to the rep.")
    ),
    "pack-overtaken": Meaning(
        409, N_("Somebody else has published a rule pack meanwhile. It holds. Look at it, then decide again.")
    ),
    "device-unknown": Meaning(404, N_("There is no such laptop. See: fieldlog-server device list")),
    "device-ambiguous": Meaning(409, N_("Several laptops begin like this. Give more digits of the id.")),
}
