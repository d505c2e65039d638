"""The server as a process of its own: started, killed, restarted; nothing stays behind or is lost."""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import (
    CertificateBuilder,
    IPAddress,
    Name,
    NameAttribute,
    SubjectAlternativeName,
    random_serial_number,
)
from cryptography.x509.oid import NameOID

from fieldlog.domain.exchange import PROTOCOL, EnrolAnswer, EnrolRequest, PullAnswer, PullRequest
from fieldlog.sync.server import Server
from fieldlog.sync.transport import HttpTransport
from fieldlog.sync.troubles import UnreachableError
from tests.sync_server.databases import KINDS, Databases
from tests.sync_server.organisation import line_of, make_save, new_id

CHECKOUT = Path(__file__).resolve().parent.parent.parent
COMMAND = (sys.executable, "-c", "from sync_server.cli.start import run; run()")
PATIENCE = 30.0


class Machine:
    """A computer with a server's folder."""

    def __init__(self, home: Path, **database: str) -> None:
        self.home = home
        self.database = database
        self.processes: list[subprocess.Popen[str]] = []
        self.url = ""

    def _start(self, *words: str) -> subprocess.Popen[str]:
        home = {"FIELDLOG_SERVER_HOME": str(self.home), "FIELDLOG_LANG": "en"}
        return subprocess.Popen(
            [*COMMAND, *words],
            cwd=CHECKOUT,
            env={**os.environ, **self.database, **home},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def call(self, *words: str, given: str = "") -> tuple[int, str, str]:
        """Run a command to its end; return its exit code, stdout and stderr."""
        process = self._start(*words)
        out, err = process.communicate(given, timeout=PATIENCE)
        return process.returncode, out, err

    def ask(self, *words: str, given: str = "") -> Any:
        """Run a command that must succeed, and return its JSON."""
        code, out, err = self.call(*words, "--json", given=given)
        assert code == 0, err
        return json.loads(out)

    def run(self, *words: str) -> subprocess.Popen[str]:
        """Start serving, and return when the server says that it is ready."""
        process = self._start("run", "--port", "0", *words)
        self.processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        scheme = "https" if "--certificate" in words else "http"
        ready = f"listening on {scheme}://127.0.0.1:"
        assert line.startswith(ready), process.communicate(timeout=PATIENCE)
        self.url = line.removeprefix("listening on ").strip()
        return process

    def enrol(self, name: str) -> str:
        """Return the token of a new laptop of a user."""
        code = self.ask("enrol-code", name)["code"]
        answer = httpx.post(f"{self.url}/v1/enrol", json={"code": code, "device": new_id()})
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    def push(self, token: str, *lines: bytes) -> list[str]:
        body = b"\n".join([b'{"protocol":"fieldlog-sync/1"}', *lines])
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.post(f"{self.url}/v1/push", content=body, headers=headers, timeout=PATIENCE)
        return [result["status"] for result in answer.json()["results"]]

    def stop(self) -> None:
        """End what still runs."""
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.communicate(timeout=PATIENCE)


@pytest.fixture
def machine(tmp_path: Path, request: pytest.FixtureRequest, databases: Databases) -> Iterator[Machine]:
    """A machine on SQLite, unless the test says another kind."""
    database = databases.environ(getattr(request, "param", "sqlite"))
    machine = Machine(tmp_path / "server", **database)
    machine.ask(
        "init", "--admin", "Chen", "--zone", "Asia/Shanghai", "--password-stdin", given="a long password\n"
    )
    machine.ask("user", "add", "王丽", "--role", "rep", "--team", "东区")
    yield machine
    machine.stop()


def end(process: subprocess.Popen[str], how: int) -> int:
    """Send a signal and return the exit code."""
    process.send_signal(how)
    process.wait(PATIENCE)
    return process.returncode


def is_listening(url: str) -> bool:
    port = int(url.rpartition(":")[2])
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def wait_until_quiet(url: str) -> None:
    """Wait until nobody listens any more."""
    latest = time.monotonic() + PATIENCE
    while is_listening(url):
        assert time.monotonic() < latest, "somebody still listens"
        time.sleep(0.05)


@pytest.mark.parametrize("machine", KINDS, indirect=True)
def test_what_was_answered_is_there_after_kill_9_and_the_folder_is_free_at_once(machine: Machine) -> None:
    process = machine.run()
    token = machine.enrol("王丽")
    first = line_of(make_save(f"customer:{new_id()}"), 1)
    assert machine.push(token, first) == ["applied"]
    assert end(process, signal.SIGKILL) == -signal.SIGKILL
    assert not is_listening(machine.url)
    machine.run()
    following = line_of(make_save(f"customer:{new_id()}"), 2)
    assert machine.push(token, first, following) == ["duplicate", "applied"]
    assert machine.ask("check") == {"count": 0, "faults": []}
    (device,) = machine.ask("device", "list")["devices"]
    assert (device["user"], device["saves"]) == ("王丽", 2)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_server_cleanly(machine: Machine, how: int) -> None:
    process = machine.run()
    assert end(process, how) == 0
    _, err = process.communicate(timeout=PATIENCE)
    assert "Traceback" not in err
    assert "panic" not in err


def test_a_second_server_on_one_folder_is_refused(machine: Machine) -> None:
    machine.run()
    code, out, err = machine.call("run", "--port", "0")
    assert (code, out) == (3, "")
    assert "Another fieldlog-server runs on" in err


@pytest.mark.parametrize("machine", ["postgresql"], indirect=True)
def test_a_restore_is_refused_while_another_machine_serves_the_same_database(
    machine: Machine, tmp_path: Path
) -> None:
    backup = str(tmp_path / "office.backup")
    machine.ask("backup", backup)
    process = machine.run()
    shutil.copytree(machine.home, tmp_path / "second")
    second = Machine(tmp_path / "second", **machine.database)
    code, out, err = second.call("restore", backup)
    assert (code, out) == (3, "")
    assert "serves this database" in err
    assert end(process, signal.SIGTERM) == 0
    assert second.ask("restore", backup)["file"] == backup


def test_a_port_that_somebody_else_has_is_refused(machine: Machine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        code, _, err = machine.call("run", "--port", str(other.getsockname()[1]))
    assert code == 3
    assert "cannot listen" in err


def test_a_public_address_without_encryption_is_refused_unless_it_is_said_in_words(machine: Machine) -> None:
    code, _, err = machine.call("run", "--host", "0.0.0.0", "--port", "0")
    assert code == 3
    assert "nothing would be encrypted" in err
    assert "--allow-unencrypted" in err


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this computer that nobody else has signed; return its file and its key's."""
    key, name = generate_private_key(SECP256R1()), Name([NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = CertificateBuilder(name, name, key.public_key(), random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    addresses = SubjectAlternativeName([IPAddress(ip_address("127.0.0.1"))])
    made = builder.add_extension(addresses, critical=False).sign(key, SHA256())
    certificate, key_file = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return certificate, key_file


def test_with_a_certificate_of_its_own_laptops_sync_over_tls_and_only_who_trusts_it(
    machine: Machine, tmp_path: Path
) -> None:
    certificate, key = make_certificate(tmp_path)
    machine.run("--certificate", str(certificate), "--certificate-key", str(key))
    code = machine.ask("enrol-code", "王丽")["code"]
    trusting = HttpTransport(httpx.Client(verify=ssl.create_default_context(cafile=str(certificate))))
    with trusting, HttpTransport() as doubting:
        enrolled = Server(trusting, machine.url).enrol(EnrolRequest(code, new_id(), "laptop"))
        assert isinstance(enrolled, EnrolAnswer)
        request = PullRequest(PROTOCOL, None, 100)
        assert isinstance(Server(trusting, machine.url, enrolled.token).pull(request), PullAnswer)
        with pytest.raises(UnreachableError) as caught:
            Server(doubting, machine.url, enrolled.token).pull(request)
    assert caught.value.reason == "certificate"
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"http{machine.url.removeprefix('https')}/health")


def test_the_server_keeps_running_while_commands_work_on_its_folder(machine: Machine, tmp_path: Path) -> None:
    machine.run()
    token = machine.enrol("王丽")
    customer = new_id()
    machine.push(token, line_of(make_save(f"customer:{customer}"), 1))
    machine.ask("user", "add", "张伟", "--role", "rep")
    done = machine.ask("handover", customer[:8], "--to", "张伟", "--reason", "调区")
    assert (done["customer"]["name"], done["from"], done["to"]) == ("李阿姨", "王丽", "张伟")
    assert machine.ask("backup", str(tmp_path / "x.backup"))["bytes"] > 0
    code, _, err = machine.call("restore", str(tmp_path / "x.backup"))
    assert (code, "Stop it first" in err) == (3, True)
    device = machine.ask("device", "list")["devices"][0]["id"]
    machine.ask("device", "revoke", device)
    answer = httpx.post(f"{machine.url}/v1/pull", json={}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


@pytest.mark.skipif(sys.platform != "linux", reason="several workers need Linux")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_workers_share_the_port_and_none_outlives_the_server(machine: Machine, how: int) -> None:
    process = machine.run("--workers", "2")
    token = machine.enrol("王丽")
    for number in range(1, 6):
        assert machine.push(token, line_of(make_save(f"customer:{new_id()}"), number)) == ["applied"]
    text = httpx.get(f"{machine.url}/metrics").text
    assert 'fieldlog_saves_total{status="applied"} 5.0' in text
    assert end(process, how) == (0 if how == signal.SIGTERM else -how)
    wait_until_quiet(machine.url)
    machine.run("--workers", "2")
    assert machine.push(token, line_of(make_save(f"customer:{new_id()}"), 6)) == ["applied"]


@pytest.mark.skipif(sys.platform != "linux", reason="several workers need Linux")
def test_a_worker_that_dies_is_replaced(machine: Machine) -> None:
    process = machine.run("--workers", "2")
    token = machine.enrol("王丽")
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
    assert len(children) == 2
    os.kill(int(children[0]), signal.SIGKILL)
    latest = time.monotonic() + PATIENCE
    while True:
        now = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        if len(set(now) - {children[0]}) == 2:
            break
        assert time.monotonic() < latest
        time.sleep(0.05)
    assert machine.push(token, line_of(make_save(f"customer:{new_id()}"), 1)) == ["applied"]


def test_a_body_that_breaks_off_changes_nothing_and_the_next_one_goes_through(machine: Machine) -> None:
    machine.run()
    token = machine.enrol("王丽")
    line = line_of(make_save(f"customer:{new_id()}"), 1)
    body = b'{"protocol":"fieldlog-sync/1"}\n' + line
    head = (
        f"POST /v1/push HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    port = int(machine.url.rpartition(":")[2])
    for cut in (0, 10, len(body) - 1):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
            wire.sendall(head.encode() + body[:cut])
    for garbage in (b"\x16\x03\x01\x00", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 50):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as wire:
            wire.sendall(garbage)
    assert machine.push(token, line) == ["applied"]


def test_the_log_on_stderr_is_json_without_secrets(machine: Machine) -> None:
    process = machine.run()
    token = machine.enrol("王丽")
    machine.push(token, line_of(make_save(f"customer:{new_id()}"), 1))
    end(process, signal.SIGTERM)
    _, err = process.communicate(timeout=PATIENCE)
    routes = [json.loads(line)["route"] for line in err.splitlines()]
    assert routes == ["/v1/enrol", "/v1/push"]
    assert token not in err
    assert "李阿姨" not in err
