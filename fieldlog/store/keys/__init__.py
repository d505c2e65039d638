"""The keys of a store: one random data key, wrapped in slots of the file ``keys.json``.

::

    passphrase   argon2id -> AES-256-GCM      typed, or FIELDLOG_PASSPHRASE
    recovery     HKDF     -> AES-256-GCM      a code on paper, shown once
    keyring      HKDF     -> AES-256-GCM      a random secret in the keyring of the computer
    practice     nothing: the key is published, the people are made up

There is at most one slot of a kind. Every change keeps a way to open the store here, and its backups
elsewhere.

Read and change the slots with ``key_file``, make new key files with ``creation``, open them at the start of a
command with ``unlocking``, carry them in a backup with ``portable``; ``keyrings`` is the port to the
computer's keyring. The package itself imports nothing, and a practice store starts without any cryptography.
"""
