"""What Alembic runs: the steps, on the connection that ``schema`` has opened."""

from alembic import context

from sync_server.database.tables import metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True
)
context.run_migrations()
