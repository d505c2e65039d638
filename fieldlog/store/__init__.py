"""The laptop's data: TinyDB on an encrypted file, and nothing else of fieldlog touches that file.

``tinydb_sqlcipher`` is the TinyDB plugin, ``keys`` the ways to its data key, ``store`` the typed reads and
the one ``save`` transaction, ``derived`` what is computed from documents (obligations and cards), ``drafts``
what is typed and not saved
yet, ``opening``, ``backup`` and ``doctor`` the life of the file itself.
"""
