"""What remains of facts whose personal values were lawfully erased."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "erased",
        sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("erasure", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("remains", sa.LargeBinary, nullable=False),
    )
