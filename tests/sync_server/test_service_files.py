"""The files under docs/deployment fit each other: what is made by hand is what the service serves."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DEPLOYMENT = CHECKOUT / "docs" / "deployment"
SHARED = ("DynamicUser", "StateDirectory", "LoadCredentialEncrypted")
STAND_IN = """#!/bin/sh
# Does what systemd-run does: sets variables and the folder of credentials, and runs what follows.
echo "$@" > "$STAND_IN_TOLD"
while [ "${1#--}" != "$1" ]; do
    case "$1" in --setenv=FIELDLOG_LANG=*) export "${1#--setenv=}" ;; esac
    shift
done
exec "$@"
"""


def section(name: str) -> dict[str, list[str]]:
    """Return what the [Service] of a unit says, each setting with all its values."""
    lines = (DEPLOYMENT / name).read_text(encoding="utf-8").partition("[Service]")[2].splitlines()
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.startswith("["):
            break
        if "=" in line and not line.startswith("#"):
            setting, _, value = line.partition("=")
            found.setdefault(setting, []).append(value)
    return found


def test_a_unit_that_can_never_start_is_not_started_again_and_again() -> None:
    assert section("fieldlog-server.service")["RestartPreventExitStatus"] == ["3"]


def test_commands_by_hand_have_the_user_the_folder_and_the_key_of_the_service() -> None:
    script = (DEPLOYMENT / "fieldlog-server-admin").read_text(encoding="utf-8")
    service, nightly = section("fieldlog-server.service"), section("fieldlog-nightly.service")
    for setting in SHARED:
        assert f"--property={setting}={service[setting][0]}" in script
        assert service[setting] == nightly[setting]
    assert nightly["User"] == service["User"] == ["fieldlog-server"]
    assert "--property=User=fieldlog-server" in script
    assert "FIELDLOG_SERVER_HOME=/var/lib/fieldlog-server" in " ".join(service["Environment"])
    assert "--setenv=FIELDLOG_SERVER_HOME=/var/lib/fieldlog-server" in script


@pytest.mark.skipif(sys.platform == "win32", reason="systemd is Linux's")
def test_init_takes_the_key_of_the_credential_and_the_next_command_opens_with_it(tmp_path: Path) -> None:
    credentials, home = tmp_path / "credentials", tmp_path / "home"
    for folder in (credentials, tmp_path / "bin"):
        folder.mkdir()
    (credentials / "key").write_text("ab" * 32 + "\n", encoding="ascii")
    program = tmp_path / "bin" / "fieldlog-server"
    program.write_text(
        f"#!/bin/sh\nexec {sys.executable} -c 'from sync_server.cli.start import run; run()' \"$@\"\n",
        encoding="utf-8",
    )
    (tmp_path / "bin" / "systemd-run").write_text(STAND_IN, encoding="utf-8")
    for file in (tmp_path / "bin").iterdir():
        file.chmod(0o755)
    environ = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "CREDENTIALS_DIRECTORY": str(credentials),
        "FIELDLOG_SERVER_PROGRAM": str(program),
        "FIELDLOG_SERVER_HOME": str(home),
        "STAND_IN_TOLD": str(tmp_path / "told"),
    }

    def admin(*words: str, given: str = "") -> str:
        command = ["/bin/sh", str(DEPLOYMENT / "fieldlog-server-admin"), *words]
        done = subprocess.run(
            command, cwd=CHECKOUT, env=environ, input=given, capture_output=True, encoding="utf-8", timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    admin("init", "--admin", "Chen", "--zone", "Asia/Shanghai", "--password-stdin", given="a long password\n")
    admin("user", "add", "王 丽", "--role", "rep")
    assert json.loads(admin("enrol-code", "王 丽", "--json"))["user"] == "王 丽"
    assert not (home / "server.key").exists()
    assert "--pipe" in (tmp_path / "told").read_text(encoding="utf-8")
