"""The OpenAPI document, made of the table of endpoints and of the messages' own types."""

from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import Any

import msgspec

from fieldlog.domain.exchange import (
    DocumentEntry,
    DropEntry,
    Envelope,
    EraseEntry,
    GrantEntry,
    PushLine,
    Refusal,
)
from sync_server.api.endpoints import ENDPOINTS, JSON, Endpoint
from sync_server.refusals import REFUSALS

REFERENCE = "#/components/schemas/{name}"
_ALWAYS = ("busy", "database-unreachable")
_WITH_TOKEN = ("not-signed-in", "device-revoked", "user-retired")
_WITH_BODY = ("body-truncated", "body-too-large", "media-type", "body-unreadable", "too-slow")
_EXTRA = (Envelope, PushLine, GrantEntry, DocumentEntry, DropEntry, EraseEntry, Refusal)


def codes_of(endpoint: Endpoint) -> tuple[str, ...]:
    """Return the codes of all refusals that an endpoint may answer with."""
    with_token = () if endpoint.is_open else _WITH_TOKEN
    with_body = _WITH_BODY if endpoint.method == "POST" else ()
    return tuple(dict.fromkeys((*_ALWAYS, *with_token, *with_body, *endpoint.refusals)))


@cache
def openapi() -> bytes:
    """Return the document as JSON."""
    types = [one for endpoint in ENDPOINTS for one in (endpoint.message, endpoint.answer) if one is not None]
    _, components = msgspec.json.schema_components((*types, *_EXTRA), ref_template=REFERENCE)
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in ENDPOINTS:
        operations = paths.setdefault(endpoint.path, {})
        operations[endpoint.method.lower()] = _operation(endpoint)
        if endpoint.method == "GET":
            operations["head"] = _head(operations["get"])
    paths["/schema"] = {"get": _schema_operation()}
    paths["/schema"]["head"] = _head(paths["/schema"]["get"])
    document = {
        "openapi": "3.1.0",
        "info": {"title": "fieldlog-sync", "version": version("fieldlog")},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }
    return msgspec.json.encode(document)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    answers: dict[str, Any] = {"200": _answer(endpoint)}
    for status, codes in _by_status(codes_of(endpoint)):
        answers[str(status)] = _refusal(status, codes)
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "security": [] if endpoint.is_open else [{"token": []}],
        "responses": answers,
    }
    if endpoint.parameters:
        operation["parameters"] = [
            {"name": one.name, "in": one.place, "required": one.place == "path", "schema": one.schema}
            for one in endpoint.parameters
        ]
    if endpoint.method == "POST":
        operation["requestBody"] = {"required": True, "content": _message(endpoint)}
    return operation


def _answer(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.answer is None:
        content = {endpoint.answer_type.partition(";")[0]: {"schema": {"type": "string"}}}
    else:
        content = {JSON: {"schema": _reference(endpoint.answer)}}
    return {"description": endpoint.summary, "content": content}


def _message(endpoint: Endpoint) -> dict[str, Any]:
    if endpoint.message is not None:
        return {JSON: {"schema": _reference(endpoint.message)}}
    words = "Envelope on the first line, a PushLine on each line after it."
    return {kind: {"schema": {"type": "string", "description": words}} for kind in endpoint.message_types}


def _reference(message: type) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=message.__name__)}


def _by_status(codes: Iterable[str]) -> list[tuple[int, list[str]]]:
    found: dict[int, list[str]] = {}
    for code in codes:
        found.setdefault(REFUSALS[code].status, []).append(code)
    return sorted(found.items())


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    shape = {
        "allOf": [_reference(Refusal)],
        "properties": {"code": {"enum": codes}},
    }
    answer: dict[str, Any] = {
        "description": "; ".join(REFUSALS[code].sentence for code in codes),
        "content": {JSON: {"schema": shape}},
    }
    if status in (429, 503):
        answer["headers"] = {
            "Retry-After": {"required": True, "schema": {"type": "string", "pattern": "^[0-9]+$"}}
        }
    return answer


def _head(get: dict[str, Any]) -> dict[str, Any]:
    answers = {
        status: {name: part for name, part in answer.items() if name != "content"}
        for status, answer in get["responses"].items()
    }
    return {**get, "operationId": f"{get['operationId']}-head", "responses": answers}


def _schema_operation() -> dict[str, Any]:
    return {
        "operationId": "schema",
        "summary": "This document",
        "security": [],
        "responses": {
            "200": {"description": "This document", "content": {JSON: {"schema": {"type": "object"}}}},
        },
    }
