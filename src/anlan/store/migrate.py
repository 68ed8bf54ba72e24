"""Migrations of the store's own tables, run when it opens (Alembic)."""

from __future__ import annotations

from importlib import resources

from alembic import command
from alembic.config import Config

from anlan.store.engines.sql import Engine


def migrate(engine: Engine) -> None:
    """Bring the tables to the newest version; does nothing when they are."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("anlan.store") / "migrations"))
    with engine.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
