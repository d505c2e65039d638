"""The order of a sync: push until nothing waits, pull until nothing is left, let go what was handed over.

``engine`` is that order, ``server`` asks one server over a ``Transport`` and tells its answers from any other
page, ``transport`` speaks HTTP (the only importer of httpx), ``patience`` tries again, ``background`` syncs
beside the screens, ``enrolment`` makes a store belong to a server.
"""
