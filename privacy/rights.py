"""What a public process may do in the database: the whole list, on one page, for the fence and for the grants.

Tables of other rooms are named here as text and not imported: the list has to be read as one, and it is what a public
process can be held to when everything else fails.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# The gate's own full-text tables; on SQLite the database adds some of its own with this beginning.
FULL_TEXT = "privacy_fulltext"

READ = frozenset({"SELECT"})
NOTE = frozenset({"SELECT", "INSERT", "UPDATE"})


@dataclass(frozen=True, eq=False)
class Rights:
    """Operations by table. `of` answers for any name; what is not listed has none."""

    name: str
    tables: Mapping[str, frozenset[str]]

    def of(self, table: str) -> frozenset[str]:
        if table == FULL_TEXT or table.startswith(f"{FULL_TEXT}_"):
            return READ
        return self.tables.get(table, frozenset())


# Django asks the names of types once, on the first connection of a process (django.contrib.postgres).
TYPES = {"pg_type": READ, "pg_namespace": READ}

# Every page, list, search, feed, picture: signed copies, and what the funds they name have received.
READING = Rights(
    "reading",
    {
        **TYPES,
        "privacy_edition": READ,
        "privacy_editionfile": READ,
        "giving_fund": READ,
        "giving_fundline": READ,
    },
)

# A donor's own pages and the processor's webhooks. Funds only ever change by what was allocated to them.
GIVING = Rights(
    "giving",
    {
        **READING.tables,
        "giving_fund": frozenset({"SELECT", "UPDATE"}),
        "giving_fundline": frozenset({"SELECT", "UPDATE"}),
        "giving_donation": NOTE,
        "giving_donorcontact": NOTE,
        "giving_refund": NOTE,
        "giving_dispute": NOTE,
        "giving_webhookevent": NOTE,
        "giving_transfer": frozenset({"SELECT", "INSERT"}),
    },
)

# `/readyz` compares the triggers with the database's own list.
HEALTH = Rights("health", {**READING.tables, "pg_trigger": READ, "sqlite_master": READ})

# The database lets a public process write these columns and no other of the table: no target, no currency, no opening.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "giving_fund": ("allocated_minor", "gifts"),
    "giving_fundline": ("allocated_minor",),
}
