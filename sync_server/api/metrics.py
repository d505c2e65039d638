"""Numbers for Prometheus: counted per process, or for all workers together where they share a folder."""

import os
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from sync_server.database import devices, feeds, quarantines
from sync_server.database.engine import Engine, reading
from sync_server.errors import ServerError

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 15.0)


class Metrics:
    """What is counted, and how it is read."""

    def __init__(self, engine: Engine) -> None:
        registry = CollectorRegistry()
        self._requests = Counter(
            "fieldlog_requests", "Requests answered", ("route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "fieldlog_request_seconds", "Time to an answer", ("route",), registry=registry, buckets=SECONDS
        )
        self._saves = Counter("fieldlog_saves", "Saves answered", ("status",), registry=registry)
        self._entries = Counter("fieldlog_entries", "Entries given to laptops", registry=registry)
        self._shown = registry
        if SHARED_FOLDER in os.environ:
            self._shown = CollectorRegistry()
            MultiProcessCollector(self._shown)  # type: ignore[no-untyped-call]
        self._shown.register(_Stored(engine))

    def count_request(self, route: str, status: int, seconds: float) -> None:
        """Count a request by the pattern of its path, never by the path itself."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def count_saves(self, statuses: Iterator[str]) -> None:
        """Count the answers to saves."""
        for status in statuses:
            self._saves.labels(status).inc()

    def count_entries(self, count: int) -> None:
        """Count entries that a pull has given."""
        self._entries.inc(count)

    def text(self) -> bytes:
        """Return all numbers as Prometheus reads them; from a thread, because the database is asked."""
        return generate_latest(self._shown)


class _Stored(Collector):
    """Numbers that lie in the database, read when they are asked for."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def describe(self) -> list[GaugeMetricFamily]:
        """Return nothing: the database need not be there when the server starts."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the head of the feed, the open quarantine and the laptops; nothing without a database."""
        try:
            with reading(self._engine) as connection:
                head = feeds.read_head(connection)
                waiting = quarantines.count_open(connection)
                laptops = len(devices.all_devices(connection))
        except ServerError:
            return
        yield GaugeMetricFamily("fieldlog_feed_head", "Number given last", head)
        yield GaugeMetricFamily("fieldlog_quarantine_open", "Saves that wait for a decision", waiting)
        yield GaugeMetricFamily("fieldlog_devices", "Laptops known", laptops)
