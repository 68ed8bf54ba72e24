"""Alembic's entry: migrates over the connection the store hands in."""

from alembic import context

from anlan.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # the store's own transaction surrounds it
)
context.run_migrations()
