"""How long what is kept (docs/retention.md has the table)."""

from datetime import timedelta

# At most 7 days, with a day for a duty that did not run.
WITHDRAWN = timedelta(days=6)
EXPIRED = timedelta(days=30)
DRAFT = timedelta(days=90)
DRAFT_WARNING = timedelta(days=75)
# Frozen copies of what was sent back or cancelled, and words that a newer edition replaced.
SETTLED = timedelta(days=6)
# A file somebody began to upload and left.
UPLOAD = timedelta(days=1)
FORM_STATE = timedelta(days=1)
# What was found in a picture; the nightly look at what stands makes its rows again.
PICTURE_EVIDENCE = timedelta(days=35)
AUDIT_LOG = timedelta(days=6 * 365 + 2)
# Entries of a never-publish list: after a signature, without one, and what is left of them after the story is gone.
NEVER_SIGNED = timedelta(days=30)
NEVER_IDLE = timedelta(days=90)
NEVER_HASHES = timedelta(days=30)
# Before a story's end, farthest first.
EXPIRY_WARNINGS = (timedelta(days=60), timedelta(days=30), timedelta(days=7))
