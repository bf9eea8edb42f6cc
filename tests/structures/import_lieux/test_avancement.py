"""How far a long import is, as its page says it."""

from structures.import_lieux.avancement import Avancement


def test_large_numbers_are_read_by_thousands():
    assert str(Avancement("lecture", 2_800, 12_000)) == "Lecture du fichier : 2\u202f800 sur 12\u202f000"


def test_a_phase_that_has_not_counted_yet_says_its_name_alone():
    assert str(Avancement("ecriture", 0, 0)) == "Écriture"
