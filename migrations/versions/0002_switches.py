"""the installation's switches; mails that wait, by age."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "installation_switch",
        sa.Column(
            "name",
            sa.Enum(
                "stop-collecting",
                "stop-mail",
                "read-only",
                "lock-down",
                name="name",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("turned_on_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_installation_switch")),
    )
    op.create_index(
        "ix_outgoing_mail_waiting",
        "outgoing_mail",
        ["created_at"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )


def downgrade() -> None:
    op.drop_index("ix_outgoing_mail_waiting", table_name="outgoing_mail")
    op.drop_table("installation_switch")
