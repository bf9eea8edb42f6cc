"""How a place's address and phone are said, whether its facts are a whole object's or a list's."""

from structures import telephone

SOMEWHERE = "commune"  # the precision of a point that is only inside its commune


class Coordonnees:
    """For what has `adresse`, `code_postal`, `precision`, `telephone`, and `ville`: its town, as people say it."""

    @property
    def adresse_connue(self) -> bool:
        """False when only the commune is known: nobody must be sent to a guessed street."""
        return self.precision != SOMEWHERE

    @property
    def adresse_complete(self) -> str:
        town = f"{self.code_postal} {self.ville}"
        return f"{self.adresse}, {town}" if self.adresse_connue else town

    @property
    def telephone_affiche(self) -> str:
        return telephone.readable(self.telephone)
