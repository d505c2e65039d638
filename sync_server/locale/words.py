"""Words for codes that commands and pages show alike: roles, and the states of people and laptops."""

from fieldlog.domain.problems import N_

ROLE_WORDS = {"rep": N_("Rep"), "supervisor": N_("Supervisor"), "admin": N_("Administrator")}
USER_STATES = {
    "active": N_("Active"),
    "retiring": N_("Has left, may hand in work"),
    "retired": N_("Has left"),
}
DEVICE_STATES = {
    "active": N_("In use"),
    "forked": N_("Goes on under another identity"),
    "revoked": N_("Revoked"),
}
