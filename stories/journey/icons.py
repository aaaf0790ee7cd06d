"""The icons of milestones, drawn in templates/components/icons.html under the same names."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Icon(TextChoices):
    """What a milestone is about; the drawing is a hint, the heading says it in words."""

    HOME = "home", _("Home")
    ROAD = "road", _("Road")
    BOAT = "boat", _("Boat")
    FACTORY = "factory", _("Factory")
    HOUSE = "house", _("House")
    LOCK = "lock", _("Lock")
    FIELD = "field", _("Field")
    FISH = "fish", _("Fish")
    PHONE = "phone", _("Telephone")
    PAPERS = "papers", _("Papers")
    DOOR = "door", _("Door")
    HELP = "help", _("Help")
    PLANE = "plane", _("Plane")
    SCHOOL = "school", _("School")
    SEWING = "sewing", _("Sewing")
    SHOP = "shop", _("Shop")
    SUN = "sun", _("Sun")
    FAMILY = "family", _("Family")
