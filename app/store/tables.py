"""The tables. Money is integer minor units with its currency beside it; instants are ISO text in UTC; rates and prices are text."""

from __future__ import annotations

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, DoubleField, IntegerField, Model, TextField


class OperationTable(Model):
    """One row for each effect on a remote system; (kind, tenant, subject) is unique."""

    sequence = IntegerField(primary_key=True)
    id = TextField(unique=True)
    kind = TextField()
    tenant = TextField()
    subject = TextField()
    connection_id = TextField()
    reference = TextField()
    payload = TextField()
    run_id = TextField()
    expected_minor = BigIntegerField(null=True)
    expected_currency = TextField(null=True)
    depends_on = TextField()
    source_id = TextField()
    source_hash = TextField()
    user = TextField()
    state = TextField()
    before = TextField()  # the state a SENDING row was sent from
    generation = IntegerField()
    key = TextField()
    remote_id = TextField()
    remote_version = TextField()
    remote_url = TextField()
    remote_minor = BigIntegerField(null=True)
    remote_currency = TextField(null=True)
    first_sent = TextField(null=True)
    last_sent = TextField(null=True)
    last_sent_monotonic = DoubleField(null=True)
    boot_id = TextField()
    confirmed_at = TextField(null=True)
    read_back_at = TextField(null=True)
    updated_at = TextField(null=True)
    was_ambiguous = BooleanField()
    reason = TextField()
    sentence = TextField()
    remote_words = TextField()
    batch_id = TextField()
    checksum = TextField()  # over the other columns but `sequence`

    class Meta:
        """Names the table."""

        table_name = "operation"


class FactTable(Model):
    """Append-only story of the operations; each row's checksum covers itself and its predecessor."""

    sequence = IntegerField(primary_key=True)
    at = TextField()
    operation_id = TextField()
    kind = TextField()
    state = TextField()
    generation = IntegerField()
    text = TextField()
    checksum = TextField()

    class Meta:
        """Names the table."""

        table_name = "fact"


class BatchTable(Model):
    """One row for each request that changes something: its members, key and very body."""

    id = TextField(primary_key=True)
    members = TextField()
    key = TextField()
    method = TextField()
    path = TextField()
    body = BlobField()
    body_hash = TextField()
    content_type = TextField()
    generations = TextField()
    credential = TextField()
    sent_at = TextField()
    monotonic = DoubleField()
    boot_id = TextField()

    class Meta:
        """Names the table."""

        table_name = "batch"


class ClaimTable(Model):
    """Who holds an operation, and until when by this database's clock."""

    operation_id = TextField(primary_key=True)
    owner = TextField()
    token = TextField()
    until = TextField()

    class Meta:
        """Names the table."""

        table_name = "claim"


class HeadTable(Model):
    """One row: how many facts there are and the last one's checksum."""

    id = IntegerField(primary_key=True)
    facts = IntegerField()
    checksum = TextField()

    class Meta:
        """Names the table."""

        table_name = "head"


class ConnectionTable(Model):
    """Accounts at remote systems; their secrets are in the keyring."""

    id = TextField(primary_key=True)
    position = IntegerField()
    system = TextField()
    name = TextField()
    tenant = TextField()
    tenant_name = TextField()
    settings = TextField()
    practice = BooleanField()
    created_at = TextField(null=True)
    last_used = TextField(null=True)
    needs_sign_in = BooleanField()
    signed_in_at = TextField(null=True)

    class Meta:
        """Names the table."""

        table_name = "connection"


class RouteTable(Model):
    """Saved pairs of connections."""

    id = TextField(primary_key=True)
    position = IntegerField()
    name = TextField()
    source_id = TextField()
    ledger_id = TextField()
    practice = BooleanField()
    created_at = TextField(null=True)
    criteria = TextField()
    defaults = TextField()

    class Meta:
        """Names the table."""

        table_name = "route"


class MappingTable(Model):
    """Decisions of a route as it stands: customers, postings, taxes, tracking. `body` is canonical JSON of the rule."""

    id = IntegerField(primary_key=True)
    route_id = TextField()
    kind = TextField()  # customer, posting, tax, tracking
    key = TextField()
    body = TextField()
    decided_at = TextField(null=True)
    user = TextField()

    class Meta:
        """Names the table."""

        table_name = "mapping"


class MappingHistoryTable(Model):
    """Every decision ever made, append-only: a mapping is never lost."""

    id = IntegerField(primary_key=True)
    at = TextField()
    route_id = TextField()
    kind = TextField()
    key = TextField()
    body = TextField()  # '' when it was taken back
    user = TextField()

    class Meta:
        """Names the table."""

        table_name = "mapping_history"


class RunTable(Model):
    """Runs as the log shows them. `body` is the summary without its documents, `search_text` what the log's search looks in."""

    id = TextField(primary_key=True)
    route_id = TextField()
    started = TextField()
    ended = TextField(null=True)
    body = TextField()
    search_text = TextField()

    class Meta:
        """Names the table."""

        table_name = "run"


class RunDocumentTable(Model):
    """What became of each document of a run, in the order of the summary, as JSON: a row each, so that one change writes one row."""

    run_id = TextField()
    position = IntegerField()
    body = TextField()

    class Meta:
        """Names the table and its key."""

        table_name = "run_document"
        primary_key = CompositeKey("run_id", "position")


class SearchTable(Model):
    """Searches somebody made, for the list of recent ones."""

    id = IntegerField(primary_key=True)
    route_id = TextField()
    at = TextField()
    criteria = TextField()
    words = TextField()
    found = IntegerField()

    class Meta:
        """Names the table."""

        table_name = "search"


class SettingTable(Model):
    """Small settings of this installation."""

    name = TextField(primary_key=True)
    value = TextField()

    class Meta:
        """Names the table."""

        table_name = "setting"


class CollectionTable(Model):
    """What collection remembers by route: settings, connected customers, debits made, what was last read."""

    id = IntegerField(primary_key=True)
    route_id = TextField()
    kind = TextField()
    key = TextField()
    body = TextField()
    day = TextField()  # what transactions are chosen by; '' for everything else

    class Meta:
        """Names the table."""

        table_name = "collection"


TABLES = (
    OperationTable,
    FactTable,
    BatchTable,
    ClaimTable,
    HeadTable,
    ConnectionTable,
    RouteTable,
    MappingTable,
    MappingHistoryTable,
    RunTable,
    RunDocumentTable,
    SearchTable,
    SettingTable,
    CollectionTable,
)
