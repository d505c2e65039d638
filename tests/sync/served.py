"""An office on a loopback port, for those who can only reach it over a real connection."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import httpx

from tests.sync.office import Office

HOP_BY_HOP = frozenset({"connection", "transfer-encoding", "content-length", "date", "server"})


@contextmanager
def served(office: Office, port: int = 0) -> Iterator[str]:
    """Serve an office, one request after the other, and give its address: on a given port or a free one."""

    class Handler(BaseHTTPRequestHandler):
        """Carries each request into the application."""

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", "0"))
            body, address = self.rfile.read(length), f"http://office{self.path}"
            request = httpx.Request("POST", address, headers=dict(self.headers), content=body)
            answer = office.carrier.handle_request(request)
            content = b"".join(answer.iter_raw())
            self.send_response(answer.status_code)
            for name, value in answer.headers.items():
                if name not in HOP_BY_HOP:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", port), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
