"""One line of the national address base, with all its columns."""

import math
import unicodedata

HEADER = [
    "id", "id_fantoir", "numero", "rep", "nom_voie", "code_postal", "code_insee", "nom_commune",
    "code_insee_ancienne_commune", "nom_ancienne_commune", "x", "y", "lon", "lat", "type_position", "alias", "nom_ld",
    "libelle_acheminement", "nom_afnor", "source_position", "source_nom_voie", "certification_commune",
    "cad_parcelles",
]  # fmt: skip


def row(area, rank: int, nom: str, number: int, rep: str, lon: float, lat: float) -> list[str]:
    fantoir = f"{area.code_insee}_{rank:04d}"
    x, y = lambert93(lon, lat)
    return [
        "_".join(filter(None, [fantoir.lower(), f"{number:05d}", rep])),
        fantoir,
        str(number),
        rep,
        nom,
        area.code_postal,
        area.code_insee,
        area.nom,
        *area.former,
        f"{x:.2f}",
        f"{y:.2f}",
        f"{lon:.6f}",
        f"{lat:.6f}",
        "entrée",
        "",
        "",
        capitals(area.former[1] or ("Lyon" if area.nom.endswith("Arrondissement") else area.nom)),
        capitals(nom),
        "commune",
        "commune",
        "1",
        f"{area.code_insee}000A{'ABCDEFGH'[rank % 8]}{number:04d}",
    ]


def capitals(text: str) -> str:
    """As the post office writes: no accent, no apostrophe, no hyphen."""
    bare = unicodedata.normalize("NFKD", text.replace("œ", "oe")).encode("ascii", "ignore").decode()
    return bare.replace("'", " ").replace("-", " ").upper()


# The projection of France's maps (RGF93, Lambert-93): its constants, as IGN publishes them.
EXPONENT, SCALE, X_POLE, Y_POLE = 0.7256077650532670, 11_754_255.426096, 700_000.0, 12_655_612.049876
ECCENTRICITY, MERIDIAN = 0.08181919106, math.radians(3)


def lambert93(lon: float, lat: float) -> tuple[float, float]:
    sine = math.sin(math.radians(lat))
    isometric = math.atanh(sine) - ECCENTRICITY * math.atanh(ECCENTRICITY * sine)
    radius = SCALE * math.exp(-EXPONENT * isometric)
    angle = EXPONENT * (math.radians(lon) - MERIDIAN)
    return X_POLE + radius * math.sin(angle), Y_POLE - radius * math.cos(angle)
