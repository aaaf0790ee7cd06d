"""The periodic duties of the stories room."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from cms.core.duties import Duty, register
from stories.crowd_index import index_check

register(
    Duty(
        "crowd_index",
        "stories",
        timedelta(hours=24),
        index_check,
        _("Compares what is counted in crowds with what was signed."),
        lease=timedelta(hours=1),
    ),
)
