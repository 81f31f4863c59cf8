"""How an action stands, as its column says it (docs/architecture.md has what may follow what)."""

PROPOSED, PUBLISHED, POSTPONED, MOVED = "proposed", "published", "postponed", "moved"
CANCELLED, HAPPENED = "cancelled", "happened"
HIDDEN, DECLINED, WITHDRAWN = "hidden", "declined", "withdrawn"
MERGED = "merged"  # into another one, by a row of Merge
STANDING = (PUBLISHED, POSTPONED, MOVED)
VISIBLE = (*STANDING, CANCELLED, HAPPENED)
