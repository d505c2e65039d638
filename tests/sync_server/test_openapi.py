"""The document of the API is exact: what is sent by it, or against it, has an answer that it describes."""

import json
from functools import cache
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation

from sync_server.api.schema import openapi
from tests.sync_server.organisation import Clock, Organisation
from tests.sync_server.web import Web

CHECKS = [
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
DOCUMENT = json.loads(openapi())
OPERATIONS = sorted(
    (method.upper(), path) for path, operations in DOCUMENT["paths"].items() for method in operations
)


@cache
def operation(method: str, path: str) -> APIOperation[Any, Any, Any, Any]:
    """Return an operation of the document as schemathesis knows it."""
    found = schemathesis.openapi.from_dict(DOCUMENT)[path][method]
    assert isinstance(found, APIOperation)
    return found


def send(web: Web, case: Any, token: str) -> httpx.Response:
    """Send what schemathesis has made through the client of this process."""
    arguments = case.as_transport_kwargs(base_url="http://server")
    known = {"method", "url", "headers", "params", "data", "json", "files", "cookies"}
    prepared = requests.Request(**{name: arguments[name] for name in known & set(arguments)}).prepare()
    headers = {name: str(value) for name, value in prepared.headers.items()}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = prepared.body
    content = body.encode() if isinstance(body, str) else body
    assert content is None or isinstance(content, bytes)
    return web.ask(prepared.method or "", prepared.url or "", content=content, headers=headers)


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_answer_is_one_that_the_document_describes(
    organisation: Organisation, web: Web, clock: Clock, method: str, path: str
) -> None:
    token = organisation.add_rep("小王").token
    one = operation(method, path)
    # What takes nothing can be sent in one way only.
    takes_something = {"parameters", "requestBody"} & set(DOCUMENT["paths"][path][method.lower()])
    modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if takes_something else [])]

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def run(data: st.DataObject) -> None:
        case = data.draw(one.as_strategy(generation_mode=data.draw(st.sampled_from(modes))))
        # Attempts come back with time.
        clock.move(seconds=60)
        answer = send(web, case, data.draw(st.sampled_from([token, ""])))
        case.validate_response(answer, checks=CHECKS)

    run()


def test_the_document_is_served_as_it_is_made(organisation: Organisation, web: Web) -> None:
    assert web.get("/schema").json() == DOCUMENT


def test_every_kind_of_refusal_stands_in_the_document() -> None:
    statuses = {
        int(status)
        for operations in DOCUMENT["paths"].values()
        for one in operations.values()
        for status in one["responses"]
    }
    assert statuses == {200, 400, 401, 403, 404, 409, 413, 415, 422, 426, 429, 503}
