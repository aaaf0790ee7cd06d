"""The languages and an unsigned English home page, in place of Wagtail's welcome page."""

from typing import Any

from django.conf import settings
from django.db import migrations


def forwards(apps: Any, schema_editor: Any) -> None:
    Locale = apps.get_model("wagtailcore.Locale")
    for code, _ in settings.LANGUAGES:
        Locale.objects.get_or_create(language_code=code)
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="home", model="homepage"
    )
    apps.get_model("wagtailcore.Page").objects.filter(depth=2).delete()
    home = apps.get_model("home.HomePage").objects.create(
        title="6Degree",
        draft_title="6Degree",
        slug="home",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        live=False,
        lead="",
    )
    apps.get_model("wagtailcore.Site").objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page_id": home.pk, "site_name": "6Degree"},
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("privacy", "0002_create_groups_and_workflow"),
    ]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
