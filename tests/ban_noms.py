"""Names of the kind that the streets around Lyon bear."""

import random

TYPES = {
    "Rue": 50, "Avenue": 9, "Chemin": 11, "Impasse": 9, "Allée": 8, "Place": 5, "Boulevard": 3, "Montée": 2, "Route": 3,
    "Passage": 2, "Square": 2, "Quai": 1, "Cours": 1, "Traverse": 1, "Villa": 1, "Clos": 1, "Sentier": 1, "Ruelle": 1,
    "Résidence": 1, "Esplanade": 1, "Promenade": 1, "Lotissement": 1,
}  # fmt: skip

# Named in one commune after the other.
EVERYWHERE = """Rue de la République, Rue Victor Hugo, Avenue Jean Jaurès, Rue Jean Moulin, Rue Pasteur, Rue du
8 Mai 1945, Rue du 11 Novembre 1918, Place de la Mairie, Rue de l'Église, Grande Rue, Rue Émile Zola, Rue
Gambetta, Rue Louis Pasteur, Avenue du Général de Gaulle, Rue des Écoles, Rue Anatole France, Place de la
Liberté, Rue du Stade, Rue de la Gare, Chemin du Moulin, Rue Voltaire, Rue Pierre et Marie Curie, Avenue de
l'Europe, Rue du 19 Mars 1962, Rue Joliot-Curie, Place de l'Église, Rue du Château, Chemin des Vignes, Rue de la
Mairie, Rue Carnot, Rue Jean-Jacques Rousseau, Rue Paul Bert, Chemin de la Croix, Impasse des Lilas, Rue du
Lavoir, Rue Jules Ferry, Rue de la Fontaine, Rue Jean Mermoz"""

PRENOMS = """Jean, Pierre, Paul, Louis, Jacques, Claude, Antoine, François, Joseph, Henri, Marcel, Georges,
Albert, André, Étienne, Benoît, Marius, Ferdinand, Auguste, Alphonse, Édouard, Gaspard, Lucie, Marie, Simone,
Louise, Jeanne, Hélène, Rosa, Olympe, Berthe, Anne, Jean-Marie, Jean-Baptiste, Marie-Louise, Pierre-Joseph,
Clément, Léon, Théodore, Éloi"""

FAMILLES = """Garibaldi, Berthelot, Lumière, Jacquard, Ampère, Rabelais, Ronsard, Lamartine, Péri, Sémard,
Thorez, Barbusse, Vaillant, Guesde, Blum, Herriot, Pradel, Mermoz, Védrines, Blériot, Montgolfier, Lavoisier,
Descartes, Diderot, Molière, Racine, Corneille, La Fontaine, Verlaine, Rimbaud, Éluard, Aragon, Desnos, Prévert,
Camus, Sand, Berlioz, Bizet, Ravel, Debussy, Chopin, Mozart, Renoir, Cézanne, Monet, Matisse, Picasso, Courbet,
Delacroix, Poncet, Chazelle, Perrachon, Bouvier, Guillot, Pernon, Dumas, Vivien, Charvet, Brossolette,
Cavaillès, Fabien, Guynemer, Nungesser, Foch, Joffre, Leclerc, Salengro, Allende, Mandela, Gandhi, Einstein,
Fleming, Roux, Calmette, Laennec, Bichat, Paré, Récamier, Ollier, Raspail, Fourier, Proudhon, Cabet, Michel,
Sampaix, Croizat, Cachin, Frachon, Duclos, Arago, Galilée, Kepler, Papin, Volta, Faraday, Edison, Nobel,
Vaucanson, Philibert, Delorme, Soufflot, Perrache, Morand, Villeroy, Neuville, Halincourt, Saint-Exupéry"""

TITRES = """Docteur, Professeur, Général, Maréchal, Commandant, Capitaine, Colonel, Lieutenant, Président,
Abbé, Cardinal, Sergent, Ingénieur, Pasteur"""

SAINTS = """Saint-Jean, Saint-Pierre, Saint-Antoine, Saint-Martin, Saint-Vincent, Saint-Roch, Saint-Exupère,
Saint-Fulbert, Saint-Maurice, Saint-Nestor, Saint-Gervais, Saint-Isidore, Saint-Alban, Saint-Irénée,
Saint-Michel, Saint-Cyr, Saint-Didier, Sainte-Marie, Sainte-Anne, Sainte-Catherine, Sainte-Hélène, Sainte-Barbe,
Sainte-Geneviève, Notre-Dame"""

LIEUX = """de l'Église, du Château, de la Mairie, des Écoles, du Stade, de la Gare, du Moulin, de la
Fontaine, du Lavoir, du Bourg, du Vieux Bourg, de la Croix Blanche, de la Croix-Rousse, du Pré, des Prés, des
Grandes Terres, du Grand Pré, de l'Industrie, du Commerce, de la Paix, de la Liberté, de l'Égalité, de la
Fraternité, des Droits de l'Homme, du Progrès, de l'Avenir, de l'Europe, de Lyon, de Genève, de Vienne, de
Grenoble, de Paris, de Marseille, de Provence, du Dauphiné, de Savoie, de Bourgogne, d'Alsace, de Lorraine, de
Bretagne, d'Auvergne, du Mont-Blanc, du Vercors, de Chartreuse, des Alpes, du Rhône, de la Saône, de l'Yzeron,
de l'Azergues, du Rivage, du Port, du Bac, de l'Île, des Peupliers, du Canal, des Usines, des Verriers, des
Tisserands, des Canuts, des Teinturiers, des Maraîchers, du Puits, de la Source, du Ruisseau, des Étangs, de la
Combe, du Mas, des Balmes, du Plateau, de la Côte, du Coteau, de Beauregard, de Bellevue, de Montessuy, du Fort,
de la Citadelle, de la Caserne, des Fusillés, de la Résistance, de la Libération, des Martyrs, des Anciens
Combattants, du Souvenir, de l'Hôpital, de l'Hospice, de la Chapelle, du Couvent, des Carmélites, des
Missionnaires, du Cimetière, de la Poste, du Marché, des Halles, de la Halle, de la Tour, du Four à Chaux, de la
Tuilerie, de la Glacière, de l'Arsenal, de la Poudrière"""

NATURE = """Acacias, Lilas, Tilleuls, Platanes, Cerisiers, Pommiers, Noyers, Marronniers, Érables, Chênes,
Hêtres, Bouleaux, Cèdres, Sapins, Pins, Cyprès, Oliviers, Mûriers, Roses, Glycines, Violettes, Pervenches,
Jonquilles, Tulipes, Iris, Bleuets, Coquelicots, Genêts, Bruyères, Fougères, Aubépines, Églantines, Alouettes,
Hirondelles, Mésanges, Rossignols, Cigales, Écureuils, Vignes, Vergers, Jardins, Sources, Roches, Saules,
Frênes, Ormes, Charmes, Buis, Lauriers, Mimosas"""

DATES = """8 Mai 1945, 11 Novembre 1918, 4 Août 1789, 14 Juillet 1789, 19 Mars 1962, 1er Mai, 4 Septembre
1870, 3 Septembre 1944, 24 Août 1944, 26 Mars 1962, 18 Juin 1940, 9 Novembre 1989, 22 Août 1944, 2 Septembre
1944"""


def _list(text: str) -> list[str]:
    return [name.strip() for name in text.replace("\n", " ").split(",")]


EVERYWHERE, PRENOMS, FAMILLES, TITRES, SAINTS, LIEUX, NATURE, DATES = map(
    _list, (EVERYWHERE, PRENOMS, FAMILLES, TITRES, SAINTS, LIEUX, NATURE, DATES)
)


def nom_de_voie(chance: random.Random) -> str:
    """A name as people read it; the common ones come back in every commune."""
    if chance.random() < 0.08:
        return chance.choice(EVERYWHERE)
    return f"{chance.choices([*TYPES], [*TYPES.values()])[0]} {_after(chance)}"


def _after(chance: random.Random) -> str:
    pick = chance.choice
    kinds = [
        (48, lambda: f"{pick(PRENOMS)} {pick(FAMILLES)}"),
        (10, lambda: pick(FAMILLES)),
        (8, lambda: f"du {pick(TITRES)} {pick(FAMILLES)}"),
        (14, lambda: pick(LIEUX)),
        (9, lambda: f"des {pick(NATURE)}"),
        (6, lambda: pick(SAINTS)),
        (2, lambda: f"du {pick(DATES)}"),
        (3, lambda: f"{pick(PRENOMS)} et {pick(PRENOMS)} {pick(FAMILLES)}"),
    ]
    return chance.choices([make for _weight, make in kinds], [weight for weight, _make in kinds])[0]()
