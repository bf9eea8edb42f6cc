"""Two structures that look alike and are two; and the log's lines by their name."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TABLE, LABEL = "structures_structuresdistinctes", "structures.structuresdistinctes"


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0028_rien_ne_se_perd"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            "evenement",
            {
                "ordering": ["-instant", "-pk"],
                "verbose_name": "événement de sécurité",
                "verbose_name_plural": "événements du journal",
            },
        ),
        migrations.CreateModel(
            name="StructuresDistinctes",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("le", models.DateTimeField(default=django.utils.timezone.now, verbose_name="dit le")),
                (
                    "par",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="dit par",
                    ),
                ),
                (
                    "premier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="structures.structure",
                        verbose_name="première structure",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="structures.structure",
                        verbose_name="seconde structure",
                    ),
                ),
            ],
            options={
                "verbose_name": "paire de structures distinctes",
                "verbose_name_plural": "paires de structures distinctes",
                "constraints": [
                    models.UniqueConstraint(fields=["premier", "second"], name="structures_distinctes_unique"),
                    models.CheckConstraint(
                        condition=models.Q(premier__lt=models.F("second")), name="structures_distinctes_sans_ordre"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            f"SELECT structures_follow('{TABLE}', '{LABEL}');",
            f"DELETE FROM structures_version WHERE modele = '{LABEL}';",
        ),
    ]
