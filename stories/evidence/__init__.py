"""Evidence that needs to know stories: places, crowds, amounts and events of a life. Imported when the app is ready."""

from stories.evidence import amounts, crowd, places, releases, words  # noqa: F401  (checkers register themselves)
