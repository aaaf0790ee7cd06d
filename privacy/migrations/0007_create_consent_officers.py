"""The groups of those who take consent, lead the programme, and audit. They may open the admin, and nothing more."""

from typing import Any

from django.db import migrations

from privacy.groups import AUDITORS, CONSENT_OFFICERS, LEADS

NAMES = (CONSENT_OFFICERS, LEADS, AUDITORS)


def create(apps: Any, schema_editor: Any) -> None:
    access = apps.get_model("auth.Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    for name in NAMES:
        group, _ = apps.get_model("auth.Group").objects.get_or_create(name=name)
        group.permissions.add(access)


def remove(apps: Any, schema_editor: Any) -> None:
    apps.get_model("auth.Group").objects.filter(name__in=NAMES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0006_never_and_consent"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [migrations.RunPython(create, remove)]
