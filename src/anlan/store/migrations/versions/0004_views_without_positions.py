"""Views lose the index of positions: what has changed since one, the journal knows."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    found = sa.inspect(op.get_bind())
    for table in found.get_table_names():
        index = f"{table}_position"
        if any(has["name"] == index for has in found.get_indexes(table)):
            op.drop_index(index, table)
