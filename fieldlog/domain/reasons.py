"""Reasons that life has, offered where one is asked for; people may always type their own.

What is stored is the text in the language it was chosen in.
"""

from typing import Final

from fieldlog.domain.problems import N_

NOT_REACHED: Final = (
    N_("nobody at home"),
    N_("the phone was not answered"),
    N_("the customer was out"),
    N_("the customer was asleep"),
    N_("in hospital"),
    N_("with the children"),
)
BRIEF_VISIT: Final = (
    N_("the customer asked to be brief"),
    N_("the customer wanted to rest"),
    N_("the customer was not well"),
    N_("guests were there"),
    N_("the customer had to leave"),
    N_("only something to deliver"),
)
NOT_DONE: Final = (
    N_("in hospital"),
    N_("with the children"),
    N_("travelling"),
    N_("the customer wished another day"),
    N_("the weather was too bad"),
    N_("I was ill"),
)
SNOOZE: Final = (
    N_("the customer is out today"),
    N_("the customer wished another day"),
    N_("not ready yet"),
    N_("goes with the next visit"),
    N_("no time today"),
)
MOVE: Final = (
    N_("the customer wished another day"),
    N_("the customer is away"),
    N_("not ready yet"),
    N_("out of stock"),
    N_("the weather was too bad"),
    N_("I was ill"),
)
RELEASE: Final = (
    N_("no longer needed"),
    N_("the family has seen to it"),
    N_("the customer changed their mind"),
    N_("promised by mistake"),
)
PAUSE: Final = (
    N_("in hospital"),
    N_("with the children"),
    N_("travelling"),
    N_("away over the festival"),
    N_("the customer's wish"),
)
OPT_OUT: Final = (
    N_("does not want to be disturbed"),
    N_("the family wishes it so"),
    N_("has moved away"),
    N_("goes to another shop"),
)
DISCARD: Final = (
    N_("the wrong customer"),
    N_("started by mistake"),
    N_("nobody at home"),
    N_("only tried it out"),
)
CORRECTION: Final = (
    N_("a typing mistake"),
    N_("something was forgotten"),
    N_("the clock was not stopped"),
    N_("the wrong customer"),
)
CONSENT_HOW: Final = (N_("spoken"), N_("in writing"), N_("by phone"))
