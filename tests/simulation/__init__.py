"""The simulation: real laptops and the real server in one process, under every fault that a seed draws.

``scheduler`` owns the order of events, ``world`` the time and the chance; ``network`` carries requests badly;
``crashes`` ends processes between statements and fills disks; ``people`` and ``operators`` do what users do.
``ledger`` keeps what everybody was promised, ``invariants`` and ``watch`` say what must hold, and ``guards``
switches parts of the product off, to see that a seed notices. Run it: ``python -m tests.simulation --help``.
"""
