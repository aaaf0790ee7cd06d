"""Who ever saved or owned a page; written by database triggers, so that no path in code can forget it."""

from django.db import models


class Contributor(models.Model):
    """`user_id` contributed to page `page_id`. Plain numbers: the row outlives the user and the revisions.

    User 0 stands for content nobody is known to have written; it bars everybody from signing.
    """

    NOBODY = 0

    page_id = models.BigIntegerField()
    user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("page_id", "user_id"), name="privacy_contributor_once")
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} on page {self.page_id}"
