"""What fieldlog knows, decided from data alone: no I/O, no clock, no randomness, no environment.

Customers, visits and promises are **documents** (``documents``, ``kinds``) whose fields are registers
(``registers``) that keep concurrent edits. A **save** (``saves``) is the atomic unit that a laptop stores and
later pushes. The documents of one customer are read as a **dossier** of typed views (``views``, ``dossier``);
the ``rules`` turn a dossier into **obligations** (``obligations``), from which the overdue check
(``overdue``), the service check (``compliance``) and the day's list (``agenda``) are read.
"""
