from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0007_create_consent_officers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("rules", models.CharField(max_length=40)),
                ("findings", models.JSONField(default=list)),
                ("found_at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("sha256", "rules"), name="privacy_pictureevidence_once")
                ],
            },
        ),
    ]
