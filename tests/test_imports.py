"""What a start loads: a command pays only for what it needs, and the plugin needs nothing of fieldlog."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from fieldlog.actions.practice import make_practice_store
from fieldlog.actions.workspace import system_now

# Each of these costs a start between 5 and 400 ms, or may be loaded only where something is drawn or sent.
HEAVY = {
    "argon2",
    "babel",
    "cryptography",
    "dateutil",
    "httpx",
    "keyring",
    "borax",
    "msgspec",
    "openpyxl",
    "pypinyin",
    "textual",
    "wcwidth",
    "xlsxwriter",
}


def loaded_by(code: str) -> set[str]:
    """Run the code in a new interpreter and return the names of all modules that are loaded after it."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def packages(modules: set[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules}


@pytest.mark.parametrize("module", ["fieldlog.cli.main", "fieldlog.locale.text_width", "fieldlog.locale"])
def test_importing_what_every_command_needs_loads_nothing_heavy(module: str) -> None:
    assert packages(loaded_by(f"import {module}")) & HEAVY == set()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_speaking_a_language_loads_nothing_heavy(language: str) -> None:
    code = (
        f"from fieldlog.locale import translate, use_language\nuse_language({language!r})\ntranslate('Name')"
    )
    assert packages(loaded_by(code)) & HEAVY == set()


def test_measuring_latin_and_chinese_text_loads_no_width_tables() -> None:
    code = (
        "from fieldlog.locale.text_width import cut, pad\n"
        "pad(cut('李阿姨：“Bring the tea”，12月2日…', 9), 20)"
    )
    assert "wcwidth" not in loaded_by(code)


def test_measuring_an_emoji_loads_the_width_tables() -> None:
    assert "wcwidth" in loaded_by("from fieldlog.locale.text_width import width\nwidth('👍')")


def test_the_domain_needs_nothing_else_of_fieldlog() -> None:
    code = (
        "import fieldlog.domain, importlib, pkgutil\n"
        "for found in pkgutil.walk_packages(fieldlog.domain.__path__, 'fieldlog.domain.'):\n"
        "    importlib.import_module(found.name)"
    )
    modules = loaded_by(code)
    others = {
        name for name in modules if name.startswith("fieldlog.") and not name.startswith("fieldlog.domain")
    }
    assert others == set()
    assert packages(modules) & {"httpx", "sqlcipher3", "textual", "tinydb"} == set()


def test_the_tinydb_plugin_needs_nothing_else_of_fieldlog() -> None:
    own = "fieldlog.store.tinydb_sqlcipher"
    modules = {name for name in loaded_by(f"import {own}") if name.startswith("fieldlog.")}
    assert {name for name in modules if not name.startswith(own)} == {"fieldlog.store"}


def test_the_overdue_check_loads_nothing_that_it_does_not_need(tmp_path: Path) -> None:
    home = tmp_path / "practice"
    make_practice_store(home, system_now(), customers=10)
    code = f"from fieldlog.cli.main import main\nmain(['overdue', '--home', {str(home)!r}], {{}})"
    modules = loaded_by(code)
    assert "fieldlog.domain.overdue" in modules
    assert packages(modules) & HEAVY == set()
    assert {"fieldlog.store.derived", "fieldlog.domain.views"} & modules == set()
