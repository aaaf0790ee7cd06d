"""Our groups and the workflow "Privacy review" on the root page, in place of Wagtail's own, which publish."""

from typing import Any

from django.db import migrations

from privacy.groups import EDITORS, FINANCE, REVIEWERS, TASK, WORKFLOW

EDITOR_PAGE_RIGHTS = ("add", "change")
# Wagtail asks the rights of its own image model, whatever model is in use.
EDITOR_IMAGE_RIGHTS = ("add", "change", "choose")


def _permission(apps: Any, app_label: str, model: str, codename: str, name: str) -> Any:
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app_label, model=model
    )
    permission, _ = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return permission


def remove_stock_moderation(apps: Any) -> None:
    """Wagtail's groups hold "publish"; its workflow publishes the latest revision."""
    apps.get_model("wagtailcore.WorkflowPage").objects.all().delete()
    apps.get_model("wagtailcore.WorkflowTask").objects.all().delete()
    apps.get_model("wagtailcore.Workflow").objects.all().delete()
    apps.get_model("wagtailcore.Task").objects.all().delete()
    apps.get_model("auth.Group").objects.filter(name__in=("Moderators", "Editors")).delete()


def create_groups(apps: Any) -> Any:
    """The three groups with their rights; returns the reviewers, who hold no right on any page."""
    groups = {
        name: apps.get_model("auth.Group").objects.get_or_create(name=name)[0]
        for name in (EDITORS, REVIEWERS, FINANCE)
    }
    access = _permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
    for group in groups.values():
        group.permissions.add(access)
    editors = groups[EDITORS]
    editors.permissions.add(
        _permission(
            apps, "simple_translation", "simpletranslation", "submit_translation", "Can submit translations"
        )
    )
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    for right in EDITOR_PAGE_RIGHTS:
        apps.get_model("wagtailcore.GroupPagePermission").objects.get_or_create(
            group=editors,
            page=root,
            permission=_permission(apps, "wagtailcore", "page", f"{right}_page", f"Can {right} page"),
        )
    collection = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for right in EDITOR_IMAGE_RIGHTS:
        apps.get_model("wagtailcore.GroupCollectionPermission").objects.get_or_create(
            group=editors,
            collection=collection,
            permission=_permission(apps, "wagtailimages", "image", f"{right}_image", f"Can {right} image"),
        )
    return groups[REVIEWERS]


def create_workflow(apps: Any, reviewers: Any) -> None:
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="privacy", model="reviewtask"
    )
    task = apps.get_model("privacy.ReviewTask").objects.create(
        name=TASK, content_type=content_type, active=True
    )
    task.groups.add(reviewers)
    workflow = apps.get_model("wagtailcore.Workflow").objects.create(name=WORKFLOW, active=True)
    apps.get_model("wagtailcore.WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    apps.get_model("wagtailcore.WorkflowPage").objects.create(page=root, workflow=workflow)


def forwards(apps: Any, schema_editor: Any) -> None:
    remove_stock_moderation(apps)
    create_workflow(apps, create_groups(apps))


def backwards(apps: Any, schema_editor: Any) -> None:
    apps.get_model("wagtailcore.Workflow").objects.filter(name=WORKFLOW).delete()
    apps.get_model("auth.Group").objects.filter(name__in=(EDITORS, REVIEWERS, FINANCE)).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"),
        ("core", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0027_image_description"),
        ("simple_translation", "0001_initial"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
