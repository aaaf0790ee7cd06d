"""Panels of the story editor that say what the form as it stands would mean."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel

# The fields of the form that the crowd is counted by.
FIELDS = "exploitation_type sector origin destination age_band gender period".split()


class CrowdPanel(Panel):
    """How many published stories tell the same as this one, with buttons that widen a field.

    Shows the draft as it was saved; with scripts it counts anew at each change (`stories.crowd_views.crowd`).
    """

    help = _(
        "Counted among published stories, this one included. A story that few others share may point at one person: "
        "choose the wider value in the field named."
    )

    class BoundPanel(Panel.BoundPanel):
        template_name = "stories/panels/crowd.html"

        class Media:
            css = {"all": ("css/admin/crowd.css",)}
            js = ("js/admin/crowd.js",)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from stories.evidence.crowd import crowd_of
            from stories.facts import facts_of_page

            context: dict[str, Any] = super().get_context_data(parent_context)
            facts = facts_of_page(self.instance)
            key = self.instance.translation_key if self.instance.pk else None
            found = crowd_of(facts, key) if facts.told() else None
            return context | {"crowd": found, "help": self.panel.help, "page_id": self.instance.pk or ""}
