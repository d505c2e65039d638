"""The server: it receives what laptops have saved, gives each laptop what is its rep's, and keeps it all.

``core`` decides and never speaks HTTP, ``database`` holds the tables, the queries and nothing else, ``api`` is the
HTTP of the laptops, ``auth`` knows tokens and passwords, ``cli`` is ``fieldlog-server``. ``PROTOCOL.md`` says
what laptops and server promise each other.
"""
