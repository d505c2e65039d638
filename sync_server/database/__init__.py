"""Tables, queries and transactions, for SQLite and PostgreSQL alike."""
