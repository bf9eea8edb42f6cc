// Shows a field only where the choice made above it gives it a meaning. Without script, all of them show.
(function () {
  "use strict";

  const MATTERS = {
    rythme: {
      jours: ["hebdomadaire", "mensuel"],
      semaines: ["hebdomadaire"],
      intervalle: ["hebdomadaire"],
      rangs: ["mensuel"],
      dates: ["dates"],
    },
    mode: { inscription: ["sur-rendez-vous", "atelier"], theme: ["atelier"] },
    heures: {
      decalage: ["decaler"],
      heure_debut: ["nouvelles"],
      heure_fin: ["nouvelles"],
      heure_debut_2: ["nouvelles"],
      heure_fin_2: ["nouvelles"],
    },
    duree: { au: ["quelques-jours"], depart: ["pour-de-bon"], absence: ["quelques-jours"] },
    genre: {
      au: ["annulation"],
      lieu: ["annulation"],
      structure: ["annulation"],
      heure_debut: ["horaires", "lieu", "ajout"],
      heure_fin: ["horaires", "lieu", "ajout"],
      lieu_accueil: ["lieu", "ajout"],
    },
  };

  const baseName = (field) => field.name.split("-").pop();

  // A field alone on its line, or the part of a line that it shares.
  function block(scope, name) {
    const found = scope.querySelector(`.fieldBox.field-${name}`);
    return found ? found.parentElement : scope.querySelector(`.form-row.field-${name}`);
  }

  function refresh(choice) {
    const scope = choice.closest(".inline-related") || choice.form;
    for (const [name, values] of Object.entries(MATTERS[baseName(choice)])) {
      const part = block(scope, name);
      if (!part) continue;
      const wrong = part.classList.contains("errors") || part.querySelector(".errorlist");
      part.hidden = Boolean(choice.value) && !values.includes(choice.value) && !wrong;
    }
  }

  const isChoice = (field) => field.tagName === "SELECT" && baseName(field) in MATTERS;
  const refreshAll = () => document.querySelectorAll("form select[name]").forEach((field) => isChoice(field) && refresh(field));

  document.addEventListener("change", (event) => isChoice(event.target) && refresh(event.target));
  document.addEventListener("formset:added", refreshAll);
  document.addEventListener("DOMContentLoaded", refreshAll);
})();
