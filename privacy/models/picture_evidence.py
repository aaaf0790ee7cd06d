"""What the machine saw in a picture, kept by the hash of its bytes: looking again at signing costs nothing."""

from typing import Any

from django.db import models


class PictureEvidence(models.Model):
    """Findings in one picture by one set of rules. No pixels: kinds, levels and boxes alone."""

    sha256 = models.CharField(max_length=64)
    rules = models.CharField(max_length=40)
    findings: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    found_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("sha256", "rules"), name="privacy_pictureevidence_once")
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:8]} by {self.rules}"
