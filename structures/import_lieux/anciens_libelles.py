"""Values that files still have and that version 1 of the national schema has no longer, each with those it became.

Sources: the enumerations of version 0.1.1 (documentation of https://github.com/LaMednum/standard-mediation-num:
services, publics_accueillis, conditions_acces, labels_nationaux, modalites_accompagnement) and its
« descriptif-des-evolutions », which says that « les 15 anciens services » became 9, that publics_accueillis was split
in two, conditions_acces and labels_autres renamed. It does not say which value became which: the words themselves do.
Kinds of structures: vocabulary of data.inclusion v0.

A value with nothing after it has no successor: why is in WITHOUT_SUCCESSOR.
"""

from structures.nomenclature import (
    Dispositif,
    FormationLabel,
    FraisACharge,
    Itinerance,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicAdresse,
    Service,
    Typologie,
)

OLD = {
    "services": {
        "Devenir autonome dans les démarches administratives": Service.DEMARCHES,
        "Réaliser des démarches administratives avec un accompagnement": Service.DEMARCHES,
        "Accompagner les démarches de santé": Service.DEMARCHES,
        "Accompagner les démarches administratives": Service.DEMARCHES,
        "Prendre en main un smartphone ou une tablette": Service.OUTILS,
        "Prendre en main un ordinateur": Service.OUTILS,
        "Utiliser le numérique au quotidien": Service.OUTILS,
        "Approfondir ma culture numérique": Service.COMPREHENSION,
        "Promouvoir la citoyenneté numérique": Service.COMPREHENSION,
        "Favoriser mon insertion professionnelle": Service.INSERTION,
        "Créer et développer mon entreprise": Service.INSERTION,
        "Accéder à une connexion internet": Service.ACCES,
        "Accéder à du matériel": Service.ACCES,
        "Accéder à du matériel informatique": Service.ACCES,
        "S'équiper en matériel informatique": Service.EQUIPEMENT,
        "Acquérir un équipement numérique": Service.EQUIPEMENT,
        "Créer avec le numérique": Service.LOISIRS,
        "Soutenir la parentalité et l'éducation avec le numérique": Service.PARENTALITE,
        "Soutenir la parentalité": Service.PARENTALITE,
    },
    "publics_specifiquement_adresses": {
        "Seniors (+ 65 ans)": PublicAdresse.SENIORS,
        "Personnes âgées": PublicAdresse.SENIORS,
        "Familles/enfants": PublicAdresse.FAMILLES,
        "Familles": PublicAdresse.FAMILLES,
        "Enfants": PublicAdresse.FAMILLES,
        "Jeunes (16-26 ans)": PublicAdresse.JEUNES,
        "Uniquement femmes": PublicAdresse.FEMMES,
    },
    "prise_en_charge_specifique": {
        "Public langues étrangères": PriseEnCharge.AUTRES_LANGUES,
        "Publics langues étrangères": PriseEnCharge.AUTRES_LANGUES,
        "Langues étrangères": PriseEnCharge.AUTRES_LANGUES,
        "Langue étrangère": PriseEnCharge.AUTRES_LANGUES,
        "Anglais": PriseEnCharge.ANGLAIS,
        "Malvoyants": PriseEnCharge.VISUEL,
        "Handicaps mentaux : déficiences limitant les activités d'une personne": PriseEnCharge.MENTAL,
        "Handicap moteur": PriseEnCharge.MOTEUR,
        "Handicap mental": PriseEnCharge.MENTAL,
        "Personnes en situation d'illettrisme": PriseEnCharge.ILLETTRISME,
    },
    "frais_a_charge": {
        "Gratuit : Je peux accéder gratuitement au lieu et à ses services": FraisACharge.GRATUIT,
        "Gratuit sous condition : La gratuité est conditionnée à des critères "
        "(situation familiale, convention avec un organisme social...)": FraisACharge.CONDITION,
        "Gratuit sous conditions": FraisACharge.CONDITION,
        "Payant : L'accès au lieu et/ou à ses services est payant": FraisACharge.PAYANT,
        "Adhésion : L'accès au lieu et/ou à ses services nécessite d'y adhérer": FraisACharge.CONDITION,
        "Adhésion": FraisACharge.CONDITION,
    },
    "dispositif_programmes_nationaux": {
        "CNFS": Dispositif.CONSEILLERS,
        "Conseiller numérique France Services": Dispositif.CONSEILLERS,
        "Conseillers numériques France Services": Dispositif.CONSEILLERS,
        "Conseiller numérique": Dispositif.CONSEILLERS,
        "Grandes écoles du numérique": Dispositif.GRANDE_ECOLE,
        "Point relais CAF": Dispositif.CAF,
        "Point numérique CAF": Dispositif.CAF,
        "Maison France Services": Dispositif.FRANCE_SERVICES,
        "PIX": Dispositif.PIX,
        "Bibliothèque numérique de référence": Dispositif.BIBLIOTHEQUES,
        "Croix Rouge": Dispositif.CROIX_ROUGE,
    },
    "formations_labels": {
        "Étapes numériques (La Poste)": FormationLabel.ETAPES,
        "Étapes numériques": FormationLabel.ETAPES,
        "Fabrique de Territoire": FormationLabel.FABRIQUES,
        "Mes Papiers": FormationLabel.MES_PAPIERS,
        "SudLabs": FormationLabel.SUD_LABS,
        "SUD LABS": FormationLabel.SUD_LABS,
        "Formé à « Mon Espace Santé »": FormationLabel.MON_ESPACE_SANTE,
        "Mon Espace Santé": FormationLabel.MON_ESPACE_SANTE,
        "Arnia/MedNum BFC": FormationLabel.ARNIA,
    },
    "modalites_acces": {
        "Sur place": ModaliteAcces.SE_PRESENTER,
        "Par téléphone": ModaliteAcces.TELEPHONER,
        "Téléphone": ModaliteAcces.TELEPHONER,
        "Par mail": ModaliteAcces.MAIL,
        "Mail": ModaliteAcces.MAIL,
        "RDV en ligne": ModaliteAcces.RDV_EN_LIGNE,
        "Prendre un rendez-vous en ligne": ModaliteAcces.RDV_EN_LIGNE,
    },
    "modalites_accompagnement": {
        "Seul : j'ai accès à du matériel et une connexion": ModaliteAccompagnement.AUTONOMIE,
        "Seul": ModaliteAccompagnement.AUTONOMIE,
        "Autonomie": ModaliteAccompagnement.AUTONOMIE,
        "Avec de l'aide : je suis accompagné seul dans l'usage du numérique": ModaliteAccompagnement.INDIVIDUEL,
        "Avec de l'aide": ModaliteAccompagnement.INDIVIDUEL,
        "Individuel": ModaliteAccompagnement.INDIVIDUEL,
        "A ma place : une personne habilitée fait les démarches à ma place": ModaliteAccompagnement.INDIVIDUEL,
        "A ma place": ModaliteAccompagnement.INDIVIDUEL,
        "Dans un atelier : j'apprends collectivement à utiliser le numérique": ModaliteAccompagnement.ATELIER,
        "Dans un atelier collectif : j'apprends collectivement à utiliser le numérique": ModaliteAccompagnement.ATELIER,
        "Dans un atelier": ModaliteAccompagnement.ATELIER,
        "Atelier collectif": ModaliteAccompagnement.ATELIER,
        "Atelier": ModaliteAccompagnement.ATELIER,
        "À distance (par téléphone ou en visioconférence)": ModaliteAccompagnement.DISTANCE,
    },
    "itinerance": {"Lieu itinérant": Itinerance.ITINERANT, "Lieu fixe": Itinerance.FIXE},
    "typologie": {
        "PE": Typologie.FT,
        "Pôle emploi": Typologie.FT,
        "Agence Pôle emploi": Typologie.FT,
        "Association": Typologie.ASSO,
        "Mairie": Typologie.MUNI,
        "Commune": Typologie.MUNI,
        "Municipalité": Typologie.MUNI,
        "Bibliothèque": Typologie.BIB,
        "Médiathèque": Typologie.BIB,
        "Centre communal d'action sociale": Typologie.CCAS,
        "Centre socio-culturel": Typologie.CSC,
        "Tiers-lieu": Typologie.TIERS_LIEUX,
        "Tiers-lieux": Typologie.TIERS_LIEUX,
        "TIERS_LIEU": Typologie.TIERS_LIEUX,
        "Espace public numérique": Typologie.EPN,
        "France Services": Typologie.RFS,
        "Maison France Services": Typologie.RFS,
        "Organisme de formation": Typologie.OF,
        "Autres": Typologie.AUTRE,
    },
}

# Labels of version 0 that no list of version 1 has: they stay what they are, a label.
STILL_LABELS = ["APTIC", "Relais pôle emploi", "French Tech", "Campus connecté"]

# What the schema has no longer a word for, and why nothing is lost, or what is.
WITHOUT_SUCCESSOR = {
    "publics_specifiquement_adresses": {
        "Adultes": "tout le monde est accueilli par défaut",
        "Tout public": "tout le monde est accueilli par défaut",
        "Tous publics": "tout le monde est accueilli par défaut",
    },
    "frais_a_charge": {
        "Accepte le Pass numérique : Il est possible d'utiliser un Pass numérique pour accéder au lieu":
        "le Pass numérique n’est plus dans le schéma national",
        "Accepte le Pass numérique": "le Pass numérique n’est plus dans le schéma national",
        "Pass numérique": "le Pass numérique n’est plus dans le schéma national",
    },
    "prise_en_charge_specifique": {
        "Handicaps psychiques : troubles psychiatriques donnant lieu à des atteintes comportementales":
        "le schéma national n’a plus de mot pour les handicaps psychiques",
        "Handicaps psychiques": "le schéma national n’a plus de mot pour les handicaps psychiques",
    },
}  # fmt: skip
