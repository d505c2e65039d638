"""``fieldlog check`` and ``fieldlog rules``: the service rules of a week, and what they are."""

from argparse import ArgumentParser, Namespace

from fieldlog.actions.outlook import read_outlook
from fieldlog.actions.service_check import ServiceCheck, check_week, list_packs
from fieldlog.actions.workspace import Workspace
from fieldlog.cli.command import FINE, FOUND, Command
from fieldlog.cli.context import Context
from fieldlog.cli.inputs import read_week_option
from fieldlog.cli.outlook_shapes import outlook_json, write_outlook
from fieldlog.cli.shapes import customer_json, moment_json
from fieldlog.cli.terminal import Terminal
from fieldlog.domain.compliance import Finding
from fieldlog.domain.days import week_name
from fieldlog.domain.problems import N_
from fieldlog.domain.rules import RULES
from fieldlog.locale import say, translate
from fieldlog.locale.words import source_words, state_word


def _configure_check(parser: ArgumentParser) -> None:
    parser.add_argument("--week", metavar="2026-W47", help=translate(N_("another week than this one")))
    parser.add_argument(
        "--met", action="store_true", help=translate(N_("list what was met on time, too, after the rest"))
    )


def _run_check(context: Context, options: Namespace) -> int:
    monday = read_week_option(options.week) if options.week else None
    with context.workspace() as workspace:
        check = check_week(workspace, monday)
        outlook = read_outlook(workspace, check.monday)
        if context.wants_json:
            shape = {
                **_check_json(check, workspace, options.met),
                "outlook": outlook_json(outlook, workspace),
            }
            context.terminal.write_json(shape)
        else:
            _write_check(context.terminal, check, workspace, options.met)
            context.terminal.write()
            write_outlook(context.terminal, outlook, workspace, with_everybody=True)
    return FOUND if check.has_missed else FINE


def _check_json(check: ServiceCheck, workspace: Workspace, with_met: bool) -> dict[str, object]:
    rules = [
        {"id": count.rule, **{name: getattr(count, name) for name in count._fields[1:]}}
        for count in check.counts
    ]
    findings = [
        {
            "rule": one.rule,
            "source": one.source,
            "customer": customer_json(one.customer, workspace),
            "due": moment_json(one.due, workspace),
            "state": one.state,
            "detail": say(one.detail),
        }
        for one in _listed(check, with_met)
    ]
    return {"week": week_name(check.monday), "rules": rules, "findings": findings}


def _listed(check: ServiceCheck, with_met: bool) -> tuple[Finding, ...]:
    return check.findings + check.met if with_met else check.findings


def _write_check(terminal: Terminal, check: ServiceCheck, workspace: Workspace, with_met: bool) -> None:
    terminal.write_heading(translate(N_("Week {week}"), week=week_name(check.monday)))
    titles = {rule.RULE: translate(rule.TITLE) for rule in RULES}
    states = [state_word(name) for name in ("met", "missed", "open", "excused")]
    rows = [(titles[count.rule], *map(str, count[1:])) for count in check.counts]
    terminal.write_table([translate(N_("Rule")), *states], rows, right=frozenset({1, 2, 3, 4}))
    if listed := _listed(check, with_met):
        terminal.write()
        columns = [
            translate(title)
            for title in (N_("State"), N_("Customer"), N_("Rule"), N_("Source"), N_("Detail"))
        ]
        found = [
            (
                state_word(one.state),
                str(customer_json(one.customer, workspace)["name"]),
                titles[one.rule],
                source_words(one.source),
                say(one.detail),
            )
            for one in listed
        ]
        terminal.write_table(columns, found)


def _run_rules(context: Context, _options: Namespace) -> int:
    with context.workspace() as workspace:
        packs = list_packs(workspace)
    if context.wants_json:
        context.terminal.write_json({"packs": [_pack_json(pack) for pack in packs]})
        return FINE
    for pack in packs:
        heading = translate(
            N_("Rule pack {version}, from {day} on"), version=pack.version, day=pack.start.isoformat()
        )
        context.terminal.write_heading(heading)
        columns = [translate(title) for title in (N_("Rule"), N_("Source"), N_("What it asks"))]
        rows = [
            (
                translate(rule.TITLE),
                source_words(rule.SOURCE),
                translate(rule.SUMMARY, minutes=pack.visit_minutes),
            )
            for rule in RULES
        ]
        context.terminal.write_table(columns, rows)
    return FINE


def _pack_json(pack: object) -> dict[str, object]:
    import msgspec

    settings = msgspec.to_builtins(pack)
    # What every document has is no setting of a rule.
    for name in ("id", "customer"):
        del settings[name]
    rules = [{"id": rule.RULE, "source": rule.SOURCE, "title": translate(rule.TITLE)} for rule in RULES]
    start = settings.pop("start")
    return {"version": settings.pop("version"), "from": start, "rules": rules, "settings": settings}


def _configure_nothing(_parser: ArgumentParser) -> None:
    """``fieldlog rules`` takes no arguments."""


CHECK = Command(
    N_("the service rules of a week; exit code 1 if one was missed"),
    "fieldlog check --week 2026-W47",
    _configure_check,
    _run_check,
)
RULES_COMMAND = Command(
    N_("the rule packs, with their start dates and sources"), "fieldlog rules", _configure_nothing, _run_rules
)
