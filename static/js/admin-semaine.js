// Draws the week of a lieu again while its permanences are typed: one request a pause, for the whole form.
(function () {
  "use strict";

  const PAUSE = 500; // milliseconds without a change before asking
  const OF_RULES = /^(initial-)?permanences-/; // Django compares lists with what they were, which the page holds
  let waiting, turn = 0;

  async function refresh(week) {
    const form = week.closest("form");
    const sent = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || OF_RULES.test(name)) sent.append(name, value);
    }
    sent.append("lieu", week.dataset.lieu);
    const mine = ++turn;
    try {
      const answer = await fetch(week.dataset.semaine, { method: "POST", body: sent });
      const words = answer.ok && !answer.redirected && (await answer.text());
      if (!words || mine !== turn) return; // an answer overtaken by another is dropped
      const content = week.querySelector("[data-contenu]");
      content.innerHTML = words;
      week.querySelector("[aria-live]").textContent = content.querySelector("[data-bilan]").dataset.bilan;
    } catch {
      // Offline: the week stays as it was, and saving will say so.
    }
  }

  function soon() {
    const week = document.querySelector("[data-semaine]");
    if (!week) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => refresh(week), PAUSE);
  }

  const ofRule = (event) => OF_RULES.test(event.target.name || "") && soon();

  document.addEventListener("DOMContentLoaded", () => {
    window.django.jQuery(document).on("input change", ofRule); // select2 tells jQuery alone
    document.addEventListener("formset:removed", soon);
  });
})();
