"""Whether the point of a lieu lies in the commune said: asked once, when either changes, not at each look at a list."""

from django.db import migrations, models

TRIGGERS = """
CREATE FUNCTION structures_dans_sa_commune() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.dans_sa_commune := COALESCE(
        (SELECT public.ST_Covers(c.contour, NEW.position::public.geometry)
         FROM public.structures_commune c WHERE c.id = NEW.commune_id),
        false);
    RETURN NEW;
END
$$;
CREATE TRIGGER lieu_dans_sa_commune BEFORE INSERT OR UPDATE OF position, commune_id, dans_sa_commune
ON structures_lieu FOR EACH ROW EXECUTE FUNCTION structures_dans_sa_commune();

-- A commune whose outline changes: its lieux are asked again.
CREATE FUNCTION structures_lieux_de_la_commune() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE public.structures_lieu SET commune_id = commune_id WHERE commune_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE TRIGGER commune_autre_contour AFTER UPDATE OF contour ON structures_commune
FOR EACH ROW WHEN (OLD.contour IS DISTINCT FROM NEW.contour) EXECUTE FUNCTION structures_lieux_de_la_commune();

UPDATE structures_lieu SET commune_id = commune_id;
"""
NONE = """
DROP TRIGGER commune_autre_contour ON structures_commune;
DROP TRIGGER lieu_dans_sa_commune ON structures_lieu;
DROP FUNCTION structures_lieux_de_la_commune();
DROP FUNCTION structures_dans_sa_commune();
"""


class Migration(migrations.Migration):
    dependencies = [("structures", "0017_sons")]

    operations = [
        migrations.AddField(
            "lieu",
            "dans_sa_commune",
            models.BooleanField(
                default=True, db_default=True, editable=False, verbose_name="point dans la commune dite"
            ),
        ),
        migrations.RunSQL(TRIGGERS, NONE),
    ]
