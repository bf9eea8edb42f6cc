"""What residents report and référents correct leaves with its lieu, and comes back with it; how to answer does not.

See structures/migrations/0021_histoire.py.
"""

import django.db.models.deletion
from django.db import migrations, models

FOLLOWED = {
    "conseillers_signalement": "conseillers.signalement",
    "conseillers_proposition": "conseillers.proposition",
    "conseillers_ligne": "conseillers.ligne",
}
UNFOLLOW = "DROP TRIGGER IF EXISTS note_version ON {table}; DELETE FROM structures_version WHERE modele = '{label}';"

# Whatever forgets how to answer a resident makes their history forget it. After note_version, by its name.
FORGET = """
CREATE FUNCTION conseillers_oublie_contact() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    UPDATE structures_version SET valeurs = jsonb_set(valeurs, '{contact}', '""')
        WHERE modele = 'conseillers.signalement' AND cle = NEW.id AND valeurs ->> 'contact' <> '';
    RETURN NULL;
END
$$;
CREATE TRIGGER oublie_contact AFTER UPDATE OF contact ON conseillers_signalement
    FOR EACH ROW WHEN (OLD.contact <> '' AND NEW.contact = '') EXECUTE FUNCTION conseillers_oublie_contact();
"""


def field(name: str, kind: models.Field):
    return migrations.AlterField("ligne", name, kind)


class Migration(migrations.Migration):
    dependencies = [("conseillers", "0019_grandes_listes"), ("structures", "0028_rien_ne_se_perd")]

    operations = [
        migrations.AlterField(
            "proposition",
            "demande",
            models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                to="conseillers.demande",
                verbose_name="demande",
            ),
        ),
        migrations.AlterModelOptions(
            "ligne",
            {
                "ordering": ["pk"],
                "verbose_name": "ligne de correction",
                "verbose_name_plural": "lignes de correction",
            },
        ),
        field(
            "permanence",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="conseillers.permanence",
                verbose_name="permanence",
            ),
        ),
        field("objet", models.CharField(blank=True, max_length=400, verbose_name="sur")),
        field("champ", models.CharField(max_length=30, verbose_name="champ")),
        field("avant", models.JSONField(blank=True, null=True, verbose_name="avant")),
        field("apres", models.JSONField(blank=True, null=True, verbose_name="proposé")),
        field(
            "etat",
            models.CharField(
                choices=[("attente", "en attente"), ("acceptee", "acceptée"), ("refusee", "refusée")],
                default="attente",
                max_length=8,
                verbose_name="état",
            ),
        ),
        field("decidee", models.DateTimeField(blank=True, null=True, verbose_name="décidée le")),
        field("decidee_par", models.CharField(blank=True, max_length=150, verbose_name="décidée par")),
        *[
            migrations.RunSQL(
                f"SELECT structures_follow('{table}', '{label}');", UNFOLLOW.format(table=table, label=label)
            )
            for table, label in FOLLOWED.items()
        ],
        migrations.RunSQL(FORGET, "DROP FUNCTION conseillers_oublie_contact CASCADE;"),
    ]
