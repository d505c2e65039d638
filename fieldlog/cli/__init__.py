"""The command line: the same actions as the screens, for people and scripts.

``main`` picks the command, ``commands/`` holds one module a noun and is imported one module at a time,
``terminal`` is the only writer of stdout and stderr, ``shapes`` the JSON that scripts rely on.
"""
