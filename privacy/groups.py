"""Who may do what: the groups of the gate and the workflow, as the migrations create them."""

EDITORS = "Communications editors"
REVIEWERS = "Privacy reviewers"
FINANCE = "Finance"
CONSENT_OFFICERS = "Consent officers"
LEADS = "Programme leads"
AUDITORS = "Auditors"

TASK = "Privacy review"
WORKFLOW = "Privacy review"
