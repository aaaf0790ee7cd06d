"""The four phases in which every story is told."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Phase(TextChoices):
    """A phase of a journey; shown by colour, by shape and by word."""

    CIRCUMSTANCES = "circumstances", _("What led to it")
    EXPLOITATION = "exploitation", _("Exploitation")
    FREEDOM = "freedom", _("Regaining freedom")
    HOPE = "hope", _("Hopes")
