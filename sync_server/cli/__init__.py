"""The command ``fieldlog-server``: one module a noun in ``commands/``, each imported when it is called."""
