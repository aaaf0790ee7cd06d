"""Who reviews: members of the groups an active privacy review asks."""

from typing import Any

from privacy.models import ReviewTask


def is_reviewer(user: Any) -> bool:
    return any(task.is_reviewer(user) for task in ReviewTask.objects.filter(active=True))
