// A line is ticked « Archiver »: what would go along is said beside it at once. Without script, the page says it when sent.
(function () {
  "use strict";

  const TICK = /^(.+)-(\d+)-DELETE$/;
  const isTick = (field) => field.type === "checkbox" && TICK.test(field.name);

  // Made before it is filled in: screen readers only tell what changes in a region they know.
  function box(tick) {
    const line = tick.closest(".inline-related, tr");
    if (line.lastDepart) return line.lastDepart;
    const said = document.createElement("p");
    said.className = "depart-ligne";
    said.setAttribute("role", "status");
    const heading = line.querySelector("h3");
    if (heading) heading.after(said);
    else tick.parentElement.append(said);
    line.lastDepart = said;
    return said;
  }

  function seal(value) {
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: "_depart", value });
    return input;
  }

  async function tell(tick) {
    const said = box(tick);
    said.replaceChildren();
    const [, prefix, number] = tick.name.match(TICK);
    const way = document.querySelector(`[data-depart="${prefix}"]`);
    const key = tick.form.elements[`${prefix}-${number}-id`];
    if (!tick.checked || !way || !key || !key.value) return;
    try {
      const answer = await fetch(`${way.dataset.demander}&cle=${key.value}`);
      if (!answer.ok) return;
      const { phrases, sceau } = await answer.json();
      if (!tick.checked || !phrases.length) return;
      said.append(phrases.join(" "), seal(sceau));
    } catch {
      return; // the page says it when it is sent
    }
  }

  document.addEventListener("change", ({ target }) => isTick(target) && tell(target));
  document.querySelectorAll("input[type=checkbox]").forEach((field) => isTick(field) && box(field));
})();
