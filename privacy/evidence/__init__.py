"""The reviewer's evidence: what a machine looked at in a frozen copy, and what it saw. It never says "safe"."""
