"""The tables of never-publish lists and of consents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0005_picture_contributors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("page_key", models.UUIDField(db_index=True)),
                ("reference", models.CharField(max_length=40, verbose_name="reference in the case system")),
                ("given_on", models.DateField(verbose_name="given on")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("in_person", "in person"),
                            ("call", "by telephone or video"),
                            ("writing", "in writing"),
                        ],
                        max_length=10,
                        verbose_name="how it was given",
                    ),
                ),
                (
                    "interpreter",
                    models.BooleanField(default=False, verbose_name="an interpreter was present"),
                ),
                (
                    "own_language",
                    models.BooleanField(
                        default=False, verbose_name="given in a language the person speaks well"
                    ),
                ),
                ("surfaces", models.JSONField(default=list, verbose_name="agreed for")),
                ("languages", models.JSONField(default=list, verbose_name="languages")),
                ("altered_facts", models.PositiveSmallIntegerField(verbose_name="number of altered facts")),
                ("risk_statement_on", models.DateField(verbose_name="risk statement of")),
                (
                    "out_of_programme",
                    models.BooleanField(default=False, verbose_name="out of the programme long enough"),
                ),
                ("no_proceedings", models.BooleanField(default=False, verbose_name="no open proceedings")),
                (
                    "age",
                    models.CharField(
                        choices=[
                            ("adult", "The person is of age"),
                            ("guardian", "The person is under 18, and the guardian agreed as well"),
                        ],
                        max_length=10,
                        verbose_name="age",
                    ),
                ),
                (
                    "withdrawal_rehearsed",
                    models.BooleanField(
                        default=False, verbose_name="the person knows how to withdraw, and has tried it"
                    ),
                ),
                ("officer_id", models.BigIntegerField(editable=False)),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("places", models.TextField(default="{}", editable=False)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_by", models.BigIntegerField(editable=False, null=True)),
            ],
            options={
                "ordering": ("pk",),
                "indexes": [models.Index(fields=["page_key", "recorded_at"], name="privacy_consent_newest")],
            },
        ),
        migrations.CreateModel(
            name="NeverEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lineage", models.UUIDField(db_index=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("name", "name"),
                            ("relative", "relative"),
                            ("village", "village"),
                            ("school", "school"),
                            ("employer", "employer"),
                            ("ship", "ship"),
                            ("broker", "broker"),
                            ("street", "street"),
                            ("phone", "telephone number"),
                            ("document", "document"),
                            ("birth", "date of birth"),
                            ("handle", "handle"),
                            ("shelter", "shelter"),
                            ("other", "other"),
                        ],
                        max_length=10,
                    ),
                ),
                ("token", models.TextField(default="")),
                ("hashes", models.TextField(default="")),
                ("hash_key", models.CharField(default="", max_length=16)),
                ("added_at", models.DateTimeField()),
                ("added_by", models.BigIntegerField()),
                ("hashed_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("removed_by", models.BigIntegerField(null=True)),
                ("forget_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lineage", "number"), name="privacy_neverentry_number_once"
                    )
                ],
            },
        ),
    ]
