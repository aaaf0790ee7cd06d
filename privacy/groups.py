"""Who may do what: the groups of the gate and the workflow, as the migrations create them."""

EDITORS = "Communications editors"
REVIEWERS = "Privacy reviewers"
FINANCE = "Finance"

TASK = "Privacy review"
WORKFLOW = "Privacy review"
