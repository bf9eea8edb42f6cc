"""What every object was after each change: see histoire/version.py. The tables of this floor, and their past.

A model of another floor is tracked by one trigger more (conseillers/migrations/0020).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q
from django.db.models.fields.json import KeyTransform

SORTES = [
    ("=", "connu au début de l’historique"),
    ("+", "créé"),
    ("~", "modifié"),
    ("-", "archivé"),
]
PARENTS = ("lieu_id", "permanence_id", "conseiller_id", "structure_id")

# The row without what the machine writes by itself (generated columns, the date of the last save), and its M2M:
# arguments by four, the field, the table between, its column to this row, its column to the other.
FACTS = """
CREATE FUNCTION structures_facts(ligne jsonb, relid oid, VARIADIC liens text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
DECLARE
    facts jsonb := ligne - 'date_maj' - ARRAY(
        SELECT attname::text FROM pg_attribute WHERE attrelid = relid AND attgenerated <> ''
    );
    keys jsonb;
BEGIN
    FOR i IN 0 .. coalesce(array_length(liens, 1), 0) / 4 - 1 LOOP
        EXECUTE format('SELECT coalesce(jsonb_agg(%2$I ORDER BY %2$I), ''[]'') FROM %1$I WHERE %3$I = $1',
            liens[4 * i + 2], liens[4 * i + 4], liens[4 * i + 3]) INTO keys USING (ligne ->> 'id')::bigint;
        facts := facts || jsonb_build_object(liens[4 * i + 1], keys);
    END LOOP;
    RETURN facts;
END
$$;
"""

# One version for an object in a gesture, whatever it writes to it; archived as it was before the gesture, since Django
# takes an object's M2M away before the object.
WRITE = """
CREATE FUNCTION structures_write_version(objet text, numero bigint, kind text, facts jsonb) RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    now_geste text := coalesce(nullif(current_setting('bureau.geste', true), ''), pg_current_xact_id()::text);
    before structures_version%ROWTYPE;
BEGIN
    SELECT * INTO before FROM structures_version
        WHERE modele = objet AND cle = numero AND geste <> now_geste ORDER BY id DESC LIMIT 1;
    IF kind = '-' THEN
        IF before.id IS NOT NULL AND before.sorte <> '-' THEN
            facts := before.valeurs;
        ELSIF EXISTS (SELECT FROM structures_version
                WHERE modele = objet AND cle = numero AND geste = now_geste AND sorte = '+') THEN
            DELETE FROM structures_version WHERE modele = objet AND cle = numero AND geste = now_geste;
            RETURN;  -- come and gone: nobody saw it
        END IF;
    END IF;
    INSERT INTO structures_version (modele, cle, geste, instant, auteur_id, nom_auteur, raison, sorte, valeurs)
    VALUES (
        objet, numero, now_geste, clock_timestamp(),
        nullif(current_setting('bureau.auteur', true), '')::int,
        coalesce(current_setting('bureau.nom', true), ''),
        coalesce(current_setting('bureau.raison', true), ''),
        kind, facts
    )
    ON CONFLICT (modele, cle, geste) DO UPDATE SET
        valeurs = EXCLUDED.valeurs,
        raison = EXCLUDED.raison,
        sorte = CASE WHEN structures_version.sorte IN ('+', '=') AND EXCLUDED.sorte = '~'
            THEN structures_version.sorte ELSE EXCLUDED.sorte END;
END
$$;
"""

NOTE = """
CREATE FUNCTION structures_note_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    liens text[] := TG_ARGV[1:];
    facts jsonb;
BEGIN
    IF TG_OP = 'DELETE' THEN
        facts := structures_facts(to_jsonb(OLD), TG_RELID, VARIADIC liens);
        PERFORM structures_write_version(TG_ARGV[0], OLD.id, '-', facts);
        RETURN NULL;
    END IF;
    facts := structures_facts(to_jsonb(NEW), TG_RELID, VARIADIC liens);
    IF TG_OP = 'INSERT' THEN
        PERFORM structures_write_version(TG_ARGV[0], NEW.id, '+', facts);
    ELSIF facts <> structures_facts(to_jsonb(OLD), TG_RELID, VARIADIC liens) THEN
        PERFORM structures_write_version(TG_ARGV[0], NEW.id, '~', facts);
    END IF;
    RETURN NULL;
END
$$;
"""

# A line between two objects comes or goes: the first of them has changed. Arguments: its label, its table, its column
# here, then those of structures_facts.
NOTE_LINK = """
CREATE FUNCTION structures_note_link() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    liens text[] := TG_ARGV[3:];
    numero bigint;
    ligne jsonb;
BEGIN
    numero := (CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> TG_ARGV[2])::bigint;
    EXECUTE format('SELECT to_jsonb(t) FROM %I t WHERE id = $1', TG_ARGV[1]) INTO ligne USING numero;
    IF ligne IS NOT NULL THEN
        PERFORM structures_write_version(
            TG_ARGV[0], numero, '~', structures_facts(ligne, TG_ARGV[1]::regclass, VARIADIC liens));
    END IF;
    RETURN NULL;
END
$$;
"""

# Follows a table from now on, and keeps what its rows are today.
FOLLOW = """
CREATE FUNCTION structures_follow(nom text, objet text, VARIADIC liens text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    said text := (SELECT coalesce(string_agg(', ' || quote_literal(each), '' ORDER BY place), '')
        FROM unnest(liens) WITH ORDINALITY AS u(each, place));
BEGIN
    EXECUTE format('INSERT INTO structures_version
        (modele, cle, geste, instant, nom_auteur, raison, sorte, valeurs)
        SELECT %L, t.id, ''debut'', clock_timestamp(), '''', '''', ''='',
            structures_facts(to_jsonb(t), %L::regclass, VARIADIC $1) FROM %I t', objet, nom, nom) USING liens;
    EXECUTE format('CREATE TRIGGER note_version AFTER INSERT OR UPDATE OR DELETE ON %I
        FOR EACH ROW EXECUTE FUNCTION structures_note_version(%L%s)', nom, objet, said);
    FOR i IN 0 .. coalesce(array_length(liens, 1), 0) / 4 - 1 LOOP
        EXECUTE format('CREATE TRIGGER note_version AFTER INSERT OR UPDATE OR DELETE ON %I
            FOR EACH ROW EXECUTE FUNCTION structures_note_link(%L, %L, %L%s)',
            liens[4 * i + 2], objet, nom, liens[4 * i + 3], said);
    END LOOP;
END
$$;
"""

FUNCTIONS = {
    "structures_facts": FACTS,
    "structures_write_version": WRITE,
    "structures_note_version": NOTE,
    "structures_note_link": NOTE_LINK,
    "structures_follow": FOLLOW,
}
FOLLOWED = {
    "structures_structure": "'structures.structure', "
    "'referents', 'structures_structure_referents', 'structure_id', 'user_id'",
    "structures_lieu": "'structures.lieu'",
}


class Migration(migrations.Migration):
    dependencies = [
        ("structures", "0020_adresse_nearest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("modele", models.CharField(max_length=60, verbose_name="modèle")),
                ("cle", models.BigIntegerField(verbose_name="clé")),
                ("geste", models.CharField(max_length=40, verbose_name="geste")),
                ("instant", models.DateTimeField(verbose_name="date")),
                (
                    "auteur",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="auteur",
                    ),
                ),
                ("nom_auteur", models.CharField(blank=True, max_length=200, verbose_name="nom de l’auteur")),
                ("raison", models.CharField(blank=True, max_length=200, verbose_name="raison")),
                ("sorte", models.CharField(choices=SORTES, max_length=1, verbose_name="sorte")),
                ("valeurs", models.JSONField(verbose_name="valeurs")),
            ],
            options={
                "verbose_name": "version",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=["modele", "cle", "geste"], name="version_une_par_geste")
                ],
                "indexes": [
                    models.Index(fields=["modele", "cle", "-id"], name="version_objet"),
                    models.Index(fields=["geste"], name="version_geste"),
                    models.Index(fields=["-id"], condition=Q(sorte="-"), name="version_archives"),
                    *[models.Index(KeyTransform(name, "valeurs"), name=f"version_{name}") for name in PARENTS],
                ],
            },
        ),
        *[
            migrations.RunSQL(body, f"DROP FUNCTION IF EXISTS {name} CASCADE;")
            for name, body in FUNCTIONS.items()
        ],
        *[
            migrations.RunSQL(f"SELECT structures_follow('{table}', {how});", migrations.RunSQL.noop)
            for table, how in FOLLOWED.items()
        ],
    ]
