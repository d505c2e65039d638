"""Prepared stores, made once for each version of the code, kept in ``results/stores``, changed as copies."""

import hashlib
import shutil
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from bench.measuring import RESULTS
from bench.territory import REP, ZONE, Shape, territory_saves
from fieldlog.actions.homes import init_practice_store
from fieldlog.actions.workspace import Workspace
from fieldlog.domain.saves import Save
from fieldlog.store.derived import refresh
from fieldlog.store.keys.opening import PUBLIC_PRACTICE_KEY
from fieldlog.store.opening import open_with_key
from fieldlog.store.store import Store

STORES = RESULTS / "stores"
PACKAGE = Path(__file__).parent.parent / "fieldlog"
MADE_BY = ("domain", "store", "actions/homes.py")


def prepared_home(name: str, shape: Shape) -> Path:
    """Return the folder of an evaluated practice store of this shape, made for today if there is none yet."""
    today = datetime.now(UTC).date()
    home = STORES / f"{name}-{code_version()}-{today.isoformat()}"
    if not home.exists():
        _forget_older(name)
        partial = home.with_suffix(".partial")
        shutil.rmtree(partial, ignore_errors=True)
        print(f"making a store of {shape} ...", flush=True)
        make_store(partial, shape, today)
        partial.rename(home)
    return home


def copied_home(name: str, shape: Shape, target: Path) -> Path:
    """Copy a prepared store into a folder of its own, so that it may be changed."""
    shutil.copytree(prepared_home(name, shape), target)
    return target


def open_home(home: Path) -> Store:
    """Open a practice store."""
    return open_with_key(home, PUBLIC_PRACTICE_KEY, datetime.now(UTC))


def open_workspace(home: Path) -> Workspace:
    """Open a practice store with the laptop's clock."""
    return Workspace(open_home(home))


def make_store(home: Path, shape: Shape, today: date) -> None:
    """Make a practice store through the store's own code: all saves in one transaction, then evaluated."""
    now = datetime.combine(today, time(1), UTC)
    begun = now - timedelta(days=5 * 366)
    workspace = init_practice_store(home, REP, ZONE, begun, Random(0).randbytes)
    with workspace.store as store:
        save_all(store, territory_saves(shape, today))
        refresh(store, now)


def save_all(store: Store, saves: Iterable[Save]) -> None:
    """Store many saves in one transaction."""
    with store.writing():
        for save in saves:
            store.save(save)


def code_version() -> str:
    """Return a short digest of the code that decides what lies in a store."""
    files = [path for part in MADE_BY for path in _python_files(PACKAGE / part)]
    files += [Path(__file__), Path(__file__).with_name("territory.py")]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _python_files(path: Path) -> Iterable[Path]:
    return [path] if path.is_file() else path.rglob("*.py")


def _forget_older(name: str) -> None:
    for home in STORES.glob(f"{name}-*"):
        shutil.rmtree(home)
