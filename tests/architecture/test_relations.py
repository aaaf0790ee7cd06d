"""What imports do not show: relations of models and dependencies of migrations follow the order of the rooms, too."""

from collections.abc import Iterator

from django.apps import apps
from django.db.migrations.loader import MigrationLoader
from django.db.models import Field, Model

from tests.architecture.rooms import may_know, room


def room_of(model: type[Model]) -> str | None:
    return room(model.__module__)


def relations() -> Iterator[tuple[type[Model], str, type[Model]]]:
    """(model, field, target) of every relation and every parent that one of our models declares."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_parents=False):
            if isinstance(field, Field) and isinstance(field.related_model, type):
                yield model, field.name, field.related_model
        for parent in model._meta.parents:
            yield model, "(parent)", parent


def test_no_model_points_up_or_across_the_rooms() -> None:
    wrong = [
        f"{model._meta.label}.{field} → {target._meta.label}"
        for model, field, target in relations()
        if (knower := room_of(model)) and (known := room_of(target)) and not may_know(knower, known)
    ]

    assert wrong == []


def test_no_migration_depends_on_a_higher_or_neighbouring_room() -> None:
    rooms = {config.label: found for config in apps.get_app_configs() if (found := room(config.name))}
    loader = MigrationLoader(None, ignore_no_migrations=True)

    wrong = [
        f"{label}.{name} → {other_label}.{other_name}"
        for (label, name), migration in loader.disk_migrations.items()
        for other_label, other_name in [*migration.dependencies, *(d for d in migration.run_before)]
        if label in rooms and other_label in rooms and not may_know(rooms[label], rooms[other_label])
    ]

    assert wrong == []


def test_giving_knows_no_page_and_nobody_of_the_drafting_room() -> None:
    """A fund knows a survivor by an opaque reference only (rule 4), and keeps no relation to a page or a story."""
    wrong = [
        f"{model._meta.label}.{field} → {target._meta.label}"
        for model, field, target in relations()
        if room_of(model) == "giving" and target._meta.app_label.startswith(("wagtail", "privacy", "stories"))
    ]

    assert wrong == []
