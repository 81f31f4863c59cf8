"""The index behind core.search. A table of trigrams on SQLite, kept by triggers; pg_trgm on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """CREATE VIRTUAL TABLE core_searchtext_index USING fts5(
           folded, content='core_searchtext', content_rowid='action_id', tokenize='trigram case_sensitive 1')""",
    # Rows written among many are indexed with one statement (SearchText.index_many).
    """CREATE TRIGGER core_searchtext_added AFTER INSERT ON core_searchtext WHEN NOT new.among_many BEGIN
           INSERT INTO core_searchtext_index(rowid, folded) VALUES (new.action_id, new.folded);
       END""",
    """CREATE TRIGGER core_searchtext_removed AFTER DELETE ON core_searchtext BEGIN
           INSERT INTO core_searchtext_index(core_searchtext_index, rowid, folded)
           VALUES ('delete', old.action_id, old.folded);
       END""",
    """CREATE TRIGGER core_searchtext_changed AFTER UPDATE ON core_searchtext WHEN old.folded <> new.folded BEGIN
           INSERT INTO core_searchtext_index(core_searchtext_index, rowid, folded)
           VALUES ('delete', old.action_id, old.folded);
           INSERT INTO core_searchtext_index(rowid, folded) VALUES (new.action_id, new.folded);
       END""",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX core_searchtext_index ON core_searchtext USING gin (folded gin_trgm_ops)",
]


def build(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX core_searchtext_index")
        return
    for trigger in ("added", "removed", "changed"):
        schema_editor.execute(f"DROP TRIGGER core_searchtext_{trigger}")
    schema_editor.execute("DROP TABLE core_searchtext_index")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_first")]
    operations = [migrations.RunPython(build, drop)]
