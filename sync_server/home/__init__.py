"""The server's folder: settings, the key of the database file, and the lock against a second server."""
