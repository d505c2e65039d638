"""``fieldlog init``: a new store, and the recovery code that is shown once."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.homes import (
    NewStore,
    check_rep_and_zone,
    find_clock_problem,
    init_store,
    machine_zone,
)
from fieldlog.actions.workspace import system_now
from fieldlog.cli.command import FINE, Command
from fieldlog.cli.context import Context
from fieldlog.cli.passphrases import ask_twice
from fieldlog.domain.errors import StoreError
from fieldlog.domain.problems import N_
from fieldlog.locale import explain, explain_error, translate
from fieldlog.store.keys.keyrings import KeyringUnavailableError
from fieldlog.store.making import refuse_finished


def _configure(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--rep", metavar="NAME", required=True, help=translate(N_("your name, as others will read it"))
    )
    parser.add_argument(
        "--zone",
        metavar="ZONE",
        help=translate(N_("time zone of your organisation, such as Asia/Shanghai; default: this computer's")),
    )


def _run(context: Context, options: Namespace) -> int:
    zone = machine_zone() if options.zone is None else options.zone
    check_rep_and_zone(options.rep, zone)
    refuse_finished(context.home)
    doubt = find_clock_problem(system_now())
    if doubt is not None:
        context.terminal.warn(explain(doubt))
    made = _make(context, options.rep, zone)
    if context.wants_json:
        context.terminal.write_json(
            {
                "rep": made.settings.rep,
                "device": made.settings.device,
                "home": str(context.home),
                "recovery_code": made.recovery_code,
            }
        )
    else:
        _write(context, made)
    return FINE


def _make(context: Context, rep: str, zone: str) -> NewStore:
    passphrase = context.passphrase()
    if passphrase is not None:
        return init_store(context.home, rep, zone, system_now(), passphrase, None)
    try:
        return init_store(context.home, rep, zone, system_now(), None, context.keyring())
    except KeyringUnavailableError as error:
        trouble = StoreError(
            error.message,
            N_("Nothing was made. Set FIELDLOG_PASSPHRASE, or run this in a terminal, which asks for one."),
            **error.arguments,
        )
        if not context.terminal.can_ask():
            raise trouble from error
        context.terminal.warn(explain_error(StoreError(error.message, _CHOOSE, **error.arguments)))
        typed = ask_twice(context)
        if typed is None:
            raise trouble from error
    return init_store(context.home, rep, zone, system_now(), typed, None)


_CHOOSE = N_("Choose a passphrase instead; fieldlog asks for it at every command.")


def _write(context: Context, made: NewStore) -> None:
    write, settings = context.terminal.write, made.settings
    write(translate(N_("A store for {rep} was made in {home}."), rep=settings.rep, home=context.home))
    write(translate(N_("Days are counted in the time zone {zone}."), zone=settings.zone))
    write()
    context.terminal.write_heading(translate(N_("Recovery code: {code}"), code=made.recovery_code))
    write(translate(N_("It is shown only now. Write it on paper and keep it apart from this laptop.")))
    write(
        translate(
            N_("It opens backups elsewhere, and the store when the passphrase is lost: fieldlog key recover")
        )
    )
    write()
    write(translate(N_("Next: fieldlog customer import FILE, or fieldlog customer add NAME")))


INIT = Command(
    N_("make a store for your customers; shows the recovery code once"),
    "fieldlog init --rep 王芳",
    _configure,
    _run,
)
