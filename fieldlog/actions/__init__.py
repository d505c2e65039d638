"""What a person can do with fieldlog, one module a noun.

Every action takes the ``Workspace``, validates with the domain, saves with the store and returns values. The
command line and the screens call these, and nothing below them, to change data.
"""
