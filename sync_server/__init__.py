"""The server: it takes what laptops have saved, gives each one what is its rep's, and keeps it all.

``core`` decides and never speaks HTTP, ``database`` holds tables and queries, ``api`` is the HTTP of laptops,
``auth`` knows tokens and passwords, ``home`` the server's folder, ``cli`` is ``fieldlog-server``.
``PROTOCOL.md`` says what laptops and server promise each other.
"""
