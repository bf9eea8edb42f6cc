// Shows what a rule gives while it is typed. Without script, the button « Vérifier » does.
(function () {
  "use strict";

  const PAUSE = 400; // milliseconds without a change before asking
  const waiting = new WeakMap();

  // The fields of one rule: a line among others beside a lieu, or the whole form.
  const scopeOf = (field) => field.closest(".inline-related") || field.form;

  function prefixOf(scope) {
    const rhythm = scope.querySelector("select[name$=rythme]");
    return rhythm ? rhythm.name.replace(/-?rythme$/, "") : null;
  }

  function fieldsOf(prefix, form) {
    const sent = new FormData();
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken" || !prefix || name.startsWith(prefix + "-")) sent.append(name, value);
    }
    return sent;
  }

  async function refresh(scope, form) {
    const box = scope.querySelector("[data-apercu]");
    const prefix = prefixOf(scope);
    if (!box || prefix === null) return;
    const sent = fieldsOf(prefix, form);
    sent.append("prefixe", prefix);
    sent.append("cle", box.dataset.cle);
    const turn = (Number(box.dataset.tour) || 0) + 1;
    box.dataset.tour = turn;
    try {
      const answer = await fetch(box.dataset.apercu, { method: "POST", body: sent });
      const words = answer.ok && (await answer.text());
      if (words && Number(box.dataset.tour) === turn) box.innerHTML = words; // an answer overtaken by another is dropped
    } catch {
      // Offline: what was shown stays, and « Vérifier » or saving will say so.
    }
  }

  function soon(event) {
    const field = event.target;
    if (!field.form || !field.name) return;
    const scope = scopeOf(field);
    if (!scope.querySelector("[data-apercu]")) return;
    clearTimeout(waiting.get(scope));
    waiting.set(scope, setTimeout(() => refresh(scope, field.form), PAUSE));
  }

  document.addEventListener("DOMContentLoaded", () => {
    window.django.jQuery(document).on("input change", soon); // select2 tells jQuery alone
  });
})();
