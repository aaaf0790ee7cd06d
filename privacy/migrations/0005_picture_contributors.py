"""The table of picture contributors, filled with what pictures and Wagtail's log still know."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Uploaders from the rows; editors from the log of the admin."""
    Picture = apps.get_model("core", "Picture")
    PictureContributor = apps.get_model("privacy", "PictureContributor")
    ContentType = apps.get_model("contenttypes", "ContentType")
    ModelLogEntry = apps.get_model("wagtailcore", "ModelLogEntry")
    pictures = {
        pk: (sha256, uploader)
        for pk, sha256, uploader in Picture.objects.values_list("pk", "sha256", "uploaded_by_user_id")
    }
    hands = {(sha256, pk, uploader) for pk, (sha256, uploader) in pictures.items() if uploader}
    kind = ContentType.objects.filter(app_label="core", model="picture").first()
    entries = ModelLogEntry.objects.filter(content_type=kind).exclude(user_id=None) if kind else ()
    for entry in entries:
        if entry.object_id.isdecimal() and int(entry.object_id) in pictures:
            pk = int(entry.object_id)
            hands.add((pictures[pk][0], pk, entry.user_id))
    PictureContributor.objects.bulk_create(
        [
            PictureContributor(sha256=sha256, picture_id=pk, user_id=user)
            for sha256, pk, user in sorted(hands)
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0004_evidence"),
        ("core", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureContributor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("picture_id", models.BigIntegerField(db_index=True)),
                ("user_id", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sha256", "picture_id", "user_id"), name="privacy_picturecontributor_once"
                    )
                ],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
