"""Who ever had a hand in a page or a picture; written by database triggers, so that no path in code can forget it."""

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


class PictureContributor(models.Model):
    """`user_id` uploaded, exchanged or edited picture `picture_id` while it had the bytes `sha256`.

    Plain values: the row outlives the user, the picture and its file. A page's pictures are looked up by both keys: by
    the hash, because the same bytes may be in several pictures; by the number, because words stay when a file is
    exchanged. Bytes without any row were uploaded by nobody who is known; nobody may sign them.
    """

    sha256 = models.CharField(max_length=64)
    picture_id = models.BigIntegerField(db_index=True)
    user_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("sha256", "picture_id", "user_id"), name="privacy_picturecontributor_once"
            )
        ]

    def __str__(self) -> str:
        return f"user {self.user_id} on picture {self.picture_id}"
