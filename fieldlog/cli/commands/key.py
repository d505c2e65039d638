"""``fieldlog key``: the ways in which a store can be opened."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.keys import (
    Choose,
    add_passphrase,
    change_passphrase,
    list_keys,
    recover_store,
    refuse_practice,
    replace_recovery_code,
    use_keyring,
)
from fieldlog.actions.workspace import system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.passphrases import add_option, read_new_passphrase
from fieldlog.domain.errors import BadInputError
from fieldlog.domain.problems import N_, Problem
from fieldlog.locale import translate
from fieldlog.locale.words import key_word

ADDABLE = ("passphrase", "keyring", "recovery")


def _run_list(context: Context, _options: Namespace) -> int:
    _answer(context, "")
    return FINE


def _configure_nothing(_parser: ArgumentParser) -> None:
    """``fieldlog key list`` takes no arguments."""


def _configure_add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "kind",
        choices=ADDABLE,
        help=translate(
            N_("passphrase: typed; keyring: of this computer; recovery: a new code, the former ends")
        ),
    )
    add_option(parser)


def _run_add(context: Context, options: Namespace) -> int:
    home, ways, now = context.home, context.ways(), system_now()
    code = ""
    if options.kind == "passphrase":
        add_passphrase(home, ways, _choose(context, options), now)
    elif options.kind == "keyring":
        use_keyring(home, ways, context.keyring(), now)
    else:
        code = replace_recovery_code(home, ways, now)
    _answer(context, translate(_ADDED[options.kind]), code)
    return FINE


def _configure_change(parser: ArgumentParser) -> None:
    add_option(parser)


def _run_change(context: Context, options: Namespace) -> int:
    change_passphrase(context.home, context.ways(), _choose(context, options), system_now())
    _answer(context, translate(_ADDED["passphrase"]))
    return FINE


def _configure_recover(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--code", metavar="CODE", help=translate(N_("the recovery code; without it a terminal asks for it"))
    )
    add_option(parser)


def _run_recover(context: Context, options: Namespace) -> int:
    refuse_practice(context.home)
    code = options.code
    if code is None:
        code = context.terminal.ask(translate(N_("Recovery code:")))
    if code is None:
        raise BadInputError(Problem("recovery-code", "recovery-code-missing"))
    recover_store(context.home, code, _choose(context, options), system_now())
    _answer(context, translate(N_("The new passphrase opens this store; the recovery code stays valid.")))
    return FINE


def _choose(context: Context, options: Namespace) -> Choose:
    return lambda: read_new_passphrase(context, options.new_passphrase_stdin)


_ADDED = {
    "passphrase": N_("The new passphrase opens this store from now on."),
    "keyring": N_("The keyring of this computer opens this store from now on."),
    "recovery": N_("This is the new recovery code; the earlier one no longer works."),
}


def _answer(context: Context, sentence: str, code: str = "") -> None:
    terminal, slots = context.terminal, list_keys(context.home)
    if context.wants_json:
        rows = [
            {"kind": slot.kind, "created": slot.created.isoformat(timespec="seconds"), "label": slot.label}
            for slot in slots
        ]
        terminal.write_json({"slots": rows, "recovery_code": code} if code else {"slots": rows})
        return
    if sentence:
        terminal.write(sentence)
    if code:
        terminal.write_heading(translate(N_("Recovery code: {code}"), code=code))
        terminal.write(
            translate(N_("It is shown only now. Write it on paper and keep it apart from this laptop."))
        )
    titles = [translate(title) for title in (N_("Key"), N_("Since"), N_("Label"))]
    terminal.write_table(
        titles, [(key_word(slot.kind), slot.created.date().isoformat(), slot.label) for slot in slots]
    )


LIST = Command(
    N_("the ways in which this store can be opened"), "fieldlog key list", _configure_nothing, _run_list
)
ADD = Command(
    N_("another way to open this store: passphrase, keyring or a new recovery code"),
    "fieldlog key add passphrase",
    _configure_add,
    _run_add,
)
CHANGE = Command(
    N_("another passphrase in place of the present one"),
    "fieldlog key change",
    _configure_change,
    _run_change,
)
RECOVER = Command(
    N_("a new passphrase by means of the recovery code"),
    "fieldlog key recover --code 7K2M-...",
    _configure_recover,
    _run_recover,
)
