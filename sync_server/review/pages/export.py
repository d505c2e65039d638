"""Tables taken along as XLSX or CSV: asked for with the password, noted in the log, without health notes."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fieldlog.domain.days import local_day
from sync_server.errors import RefusalError
from sync_server.review.call import PageCall
from sync_server.review.export_filters import find_unknown, tell_unknown
from sync_server.review.export_tables import EXPORTS, Export
from sync_server.review.filter_words import kept_filters
from sync_server.review.page import TEAM, Answer, File, Page, Shown
from sync_server.review.tables_out import CSV, MOST_ROWS, XLSX, Table, as_csv, as_xlsx

FORMATS: Mapping[str, tuple[str, Callable[[Table], bytes]]] = {"xlsx": (XLSX, as_xlsx), "csv": (CSV, as_csv)}


def _show(call: PageCall) -> Answer:
    name, wanted = call.query.get("table", "visits"), call.query.get("format", "")
    if name not in EXPORTS or (wanted and wanted not in FORMATS):
        raise RefusalError("bad-parameter")
    export, is_whole = EXPORTS[name], call.evaluate()
    unknown = find_unknown(call, export.choice(call.query))
    if unknown:
        return _offer(call, name, export, is_whole, unknown)
    if not wanted:
        return _offer(call, name, export, is_whole, ())
    table = export.table(call)
    if len(table.rows) > MOST_ROWS:
        return _offer(call, name, export, is_whole, (), is_too_long=True)
    call.note("export", name, f"{wanted}, {len(table.rows)}, {kept_filters(export.noted(call.query))}")
    media_type, write = FORMATS[wanted]
    day = local_day(call.now, call.zone).isoformat()
    return File(write(table), media_type, name=f"{table.title} {day}.{wanted}")


def _offer(
    call: PageCall,
    name: str,
    export: Export,
    is_whole: bool,
    unknown: tuple[str, ...],
    is_too_long: bool = False,
) -> Answer:
    choice = {field: value for field, value in export.choice(call.query).items() if field not in unknown}
    back = export.page + ("?" + urlencode(choice) if choice else "")
    facts = {
        "name": name,
        "export": export,
        "choice": choice,
        "has_days": "first" in export.fields,
        "about_health": export.about_health(call),
        "most": MOST_ROWS,
        "is_too_long": is_too_long,
        "is_whole": is_whole,
        "back": back,
        "problems": tell_unknown(call, unknown),
    }
    return Shown("export.html", facts, status=422 if is_too_long or unknown else 200)


PAGE = Page("/review/export", TEAM, _show, is_fresh=True)
