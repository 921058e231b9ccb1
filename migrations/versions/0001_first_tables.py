"""first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ledger_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=40), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(previous_hash) = 64", name=op.f("ck_ledger_event_hash_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_event_hash")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_ledger_event_previous_hash")),
    )
    with op.batch_alter_table("ledger_event", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_event_subject", ["subject"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("return_address", sa.Text(), nullable=False),
        sa.Column("public_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "role",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role")),
        sa.UniqueConstraint("name", name=op.f("uq_role_name")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "open", "closed", name="state", native_enum=False, create_constraint=True, length=20),
            nullable=False,
        ),
        sa.Column("default_language", sa.String(length=12), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=True),
        sa.Column("goal", sa.Integer(), nullable=True),
        sa.Column("is_historic_example", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_campaign_closed_at_pairs_state")
        ),
        sa.CheckConstraint("(state = 'draft') = (opened_at IS NULL)", name=op.f("ck_campaign_opened_at_pairs_state")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_campaign_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("public_id", name=op.f("uq_campaign_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("sign_in_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("sign_in_version >= 0", name=op.f("ck_user_account_sign_in_version")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_user_account_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_user_account_fs_uniquifier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "batch",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "sealed",
                "rendered",
                "printed",
                "posted",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("layout", sa.String(length=60), nullable=False),
        sa.Column("manifest", sa.Text(), nullable=False),
        sa.Column("manifest_sha256", sa.String(length=64), nullable=False),
        sa.Column("cards_total", sa.Integer(), nullable=False),
        sa.Column("cards_done", sa.Integer(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("file_key", sa.String(length=200), nullable=True),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("file_bytes", sa.Integer(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("posted_on", sa.Date(), nullable=True),
        sa.Column("posted_from", sa.String(length=120), nullable=True),
        sa.CheckConstraint("(state = 'posted') = (posted_on IS NOT NULL)", name=op.f("ck_batch_posted_on_pairs_state")),
        sa.CheckConstraint("state <> 'sealed' OR rendered_at IS NULL", name=op.f("ck_batch_sealed_is_not_rendered")),
        sa.CheckConstraint(
            "state NOT IN ('rendered', 'printed', 'posted') OR rendered_at IS NOT NULL",
            name=op.f("ck_batch_rendered_at_pairs_state"),
        ),
        sa.CheckConstraint(
            "(state IN ('printed', 'posted')) = (printed_at IS NOT NULL)", name=op.f("ck_batch_printed_at_pairs_state")
        ),
        sa.CheckConstraint(
            "(rendered_at IS NULL) = (file_sha256 IS NULL)", name=op.f("ck_batch_file_pairs_rendered_at")
        ),
        sa.CheckConstraint("cards_done BETWEEN 0 AND cards_total", name=op.f("ck_batch_cards_done")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_batch_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_batch_campaign_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_batch_public_id")),
    )
    op.create_table(
        "campaign_picture",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("file_key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.CheckConstraint("purpose IN ('page', 'card_front')", name=op.f("ck_campaign_picture_purpose")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_picture_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_picture")),
        sa.UniqueConstraint("campaign_id", "purpose", name=op.f("uq_campaign_picture_campaign_id_purpose")),
    )
    op.create_table(
        "campaign_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("lead", sa.Text(), nullable=False),
        sa.Column("addressee", sa.String(length=300), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("demand", sa.Text(), nullable=False),
        sa.Column("notice", sa.Text(), nullable=False),
        sa.Column("picture_caption", sa.Text(), nullable=False),
        sa.Column("picture_alt", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_text_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_text")),
        sa.UniqueConstraint(
            "campaign_id", "language", "revision", name=op.f("uq_campaign_text_campaign_id_language_revision")
        ),
    )
    op.create_table(
        "prisoner",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=63), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_prisoner_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prisoner")),
        sa.UniqueConstraint("campaign_id", "slug", name=op.f("uq_prisoner_campaign_id_slug")),
        sa.UniqueConstraint("public_id", name=op.f("uq_prisoner_public_id")),
    )
    op.create_table(
        "tally",
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "online", "paper", "witnessed", name="source", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.CheckConstraint("shard >= 0", name=op.f("ck_tally_shard")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_tally_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "source", "country_code", "shard", name=op.f("pk_tally")),
    )
    op.create_table(
        "tally_day",
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "online", "paper", "witnessed", name="source", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Integer(), nullable=False),
        sa.CheckConstraint("shard >= 0", name=op.f("ck_tally_day_shard")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_tally_day_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("campaign_id", "source", "day", "shard", name=op.f("pk_tally_day")),
    )
    op.create_table(
        "user_role",
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["role_id"], ["role.id"], name=op.f("fk_user_role_role_id_role"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_role_user_id_user_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "role_id", name=op.f("pk_user_role")),
    )
    op.create_table(
        "volunteer_link",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token_sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_volunteer_link_campaign_id_campaign")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_link")),
        sa.UniqueConstraint("public_id", name=op.f("uq_volunteer_link_public_id")),
        sa.UniqueConstraint("token_sha256", name=op.f("uq_volunteer_link_token_sha256")),
    )
    with op.batch_alter_table("volunteer_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_volunteer_link_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "custody_period",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prisoner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facility", sa.String(length=200), nullable=False),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("address_block", sa.Text(), nullable=False),
        sa.Column("languages", sa.String(length=200), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= started_on", name=op.f("ck_custody_period_ends_after_start")
        ),
        sa.ForeignKeyConstraint(["prisoner_id"], ["prisoner.id"], name=op.f("fk_custody_period_prisoner_id_prisoner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_period")),
    )
    with op.batch_alter_table("custody_period", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custody_period_prisoner_id"), ["prisoner_id"], unique=False)

    op.create_table(
        "prisoner_name",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prisoner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["prisoner_id"], ["prisoner.id"], name=op.f("fk_prisoner_name_prisoner_id_prisoner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prisoner_name")),
        sa.UniqueConstraint("prisoner_id", "language", name=op.f("uq_prisoner_name_prisoner_id_language")),
    )
    op.create_table(
        "sheet_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("volunteer_link_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.String(length=40), nullable=False),
        sa.Column("sheet", sa.String(length=20), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("place", sa.String(length=80), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.CheckConstraint("line > 0", name=op.f("ck_sheet_line_line")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_sheet_line_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["volunteer_link_id"], ["volunteer_link.id"], name=op.f("fk_sheet_line_volunteer_link_id_volunteer_link")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_line")),
        sa.UniqueConstraint("volunteer_link_id", "entry_id", name=op.f("uq_sheet_line_volunteer_link_id_entry_id")),
    )
    with op.batch_alter_table("sheet_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_line_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "signature",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("campaign_text_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "pending", "confirmed", "withdrawn", name="state", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "online", "paper", "witnessed", name="source", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("address_key", sa.LargeBinary(length=32), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("city", sa.String(length=80), nullable=True),
        sa.Column("country_code", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column(
            "publicity",
            sa.Enum(
                "public", "handover", "counted", name="publicity", native_enum=False, create_constraint=True, length=20
            ),
            nullable=False,
        ),
        sa.Column("mails_sent", sa.Integer(), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_on IS NOT NULL)", name=op.f("ck_signature_withdrawn_on_pairs_state")
        ),
        sa.CheckConstraint(
            "source <> 'online' OR address_key IS NOT NULL", name=op.f("ck_signature_online_has_address_key")
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR confirmed_on IS NOT NULL", name=op.f("ck_signature_confirmed_on_pairs_state")
        ),
        sa.CheckConstraint(
            "state <> 'pending' OR confirmed_on IS NULL", name=op.f("ck_signature_pending_is_unconfirmed")
        ),
        sa.CheckConstraint("version >= 0", name=op.f("ck_signature_version")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_signature_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["campaign_text_id"], ["campaign_text.id"], name=op.f("fk_signature_campaign_text_id_campaign_text")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("campaign_id", "address_key", name=op.f("uq_signature_campaign_id_address_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_signature_public_id")),
    )
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.create_index("ix_signature_campaign_id_state_id", ["campaign_id", "state", "id"], unique=False)

    op.create_table(
        "card",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_id", sa.String(length=24), nullable=False),
        sa.Column("campaign_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("prisoner_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signature_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "unconfirmed",
                "waiting",
                "asked",
                "approved",
                "rejected",
                "sealed",
                "printed",
                "posted",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=12), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column(
            "printed_name_choice",
            sa.Enum(
                "full",
                "first_country",
                "initials",
                "city_friend",
                "unsigned",
                name="printed_name_choice",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("printed_name", sa.String(length=120), nullable=False),
        sa.Column("printed_place", sa.String(length=160), nullable=False),
        sa.Column(
            "rejection_reason",
            sa.Enum(
                "insult",
                "politics",
                "case_details",
                "names_others",
                "personal_data",
                "advertisement",
                "unreadable",
                "other",
                name="rejection_reason",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=True,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("moderated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("moderated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(state = 'rejected') = (rejection_reason IS NOT NULL)", name=op.f("ck_card_reason_pairs_state")
        ),
        sa.CheckConstraint(
            "(state IN ('sealed', 'printed', 'posted')) = (batch_id IS NOT NULL)",
            name=op.f("ck_card_batch_pairs_state"),
        ),
        sa.CheckConstraint("(batch_id IS NULL) = (position IS NULL)", name=op.f("ck_card_position_pairs_batch")),
        sa.CheckConstraint("batch_id IS NULL OR number IS NOT NULL", name=op.f("ck_card_sealed_has_number")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_card_batch_id_batch")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_card_campaign_id_campaign")),
        sa.ForeignKeyConstraint(
            ["moderated_by_id"], ["user_account.id"], name=op.f("fk_card_moderated_by_id_user_account")
        ),
        sa.ForeignKeyConstraint(["prisoner_id"], ["prisoner.id"], name=op.f("fk_card_prisoner_id_prisoner")),
        sa.ForeignKeyConstraint(["signature_id"], ["signature.id"], name=op.f("fk_card_signature_id_signature")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_card")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_card_batch_id_position")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_card_campaign_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_card_public_id")),
    )
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.create_index("ix_card_campaign_id_state_id", ["campaign_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_prisoner_id"), ["prisoner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_card_signature_id"), ["signature_id"], unique=False)

    op.create_table(
        "contact",
        sa.Column("signature_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_blob", sa.LargeBinary(), nullable=False),
        sa.Column("key_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_contact_signature_id_signature"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signature_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "confirm",
                "already_signed",
                "confirm_card",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sent",
                "failed",
                "dead",
                "suppressed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(length=254), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure_code", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state IN ('queued', 'dead')) = (recipient IS NOT NULL)",
            name=op.f("ck_outgoing_mail_recipient_pairs_state"),
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_outgoing_mail_sent_at_pairs_state")
        ),
        sa.ForeignKeyConstraint(
            ["card_id"], ["card.id"], name=op.f("fk_outgoing_mail_card_id_card"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_outgoing_mail_signature_id_signature"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("signature_id", "kind", "version", name=op.f("uq_outgoing_mail_signature_id_kind_version")),
    )


def downgrade() -> None:
    op.drop_table("outgoing_mail")
    op.drop_table("contact")
    with op.batch_alter_table("card", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_card_signature_id"))
        batch_op.drop_index(batch_op.f("ix_card_prisoner_id"))
        batch_op.drop_index("ix_card_campaign_id_state_id")

    op.drop_table("card")
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_index("ix_signature_campaign_id_state_id")

    op.drop_table("signature")
    with op.batch_alter_table("sheet_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_line_campaign_id"))

    op.drop_table("sheet_line")
    op.drop_table("prisoner_name")
    with op.batch_alter_table("custody_period", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_period_prisoner_id"))

    op.drop_table("custody_period")
    with op.batch_alter_table("volunteer_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_volunteer_link_campaign_id"))

    op.drop_table("volunteer_link")
    op.drop_table("user_role")
    op.drop_table("tally_day")
    op.drop_table("tally")
    op.drop_table("prisoner")
    op.drop_table("campaign_text")
    op.drop_table("campaign_picture")
    op.drop_table("batch")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_organisation_id"))

    op.drop_table("user_account")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_campaign_organisation_id"))

    op.drop_table("campaign")
    op.drop_table("role")
    op.drop_table("organisation")
    with op.batch_alter_table("ledger_event", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_event_subject")

    op.drop_table("ledger_event")
