"""How many lieux are to be confirmed, counted by an index that holds all it takes: every lieu was read for it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0033_mieux_entendre"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="lieu",
            index=models.Index(
                condition=models.Q(("publie", True)),
                fields=["structure", "date_verification", "id"],
                name="lieu_verification",
            ),
        ),
    ]
