// Suggestions under a field: the ARIA combobox with a list, manual selection. Without this, the field alone.
const PAUSE = 200; // milliseconds without typing before asking
const FEWEST_LETTERS = 2;

function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}

// suggest: the address that answers `?q=`; chosen: what to do once the words are in the field.
export function combobox(field, { suggest, words: said, chosen, id = "suggestions" }) {
  const list = element("ul", { id, role: "listbox", "aria-label": said.motListe, class: "suggestions", hidden: "" });
  const count = element("p", { role: "status", class: "sr-only" });

  let options = [];
  let active = -1; // -1: the field itself
  let asked = field.value.trim(); // what the list answers; a page that comes with words has none to suggest
  let timer;
  let request;

  function show(open) {
    list.hidden = !open;
    field.setAttribute("aria-expanded", open);
    if (!open) activate(-1);
  }

  function activate(index) {
    options[active]?.setAttribute("aria-selected", "false");
    active = index;
    options[active]?.setAttribute("aria-selected", "true");
    options[active]?.scrollIntoView({ block: "nearest" });
    if (options[active]) field.setAttribute("aria-activedescendant", options[active].id);
    else field.removeAttribute("aria-activedescendant");
  }

  function option({ libelle, precision }, index) {
    const made = element("li", { id: `${id}-${index}`, role: "option", "aria-selected": "false" }, element("b", {}, libelle), " ");
    if (precision) made.append(element("small", {}, precision));
    made.addEventListener("click", () => choose(libelle));
    return made;
  }

  function choose(words) {
    close();
    asked = field.value = words;
    chosen(words);
  }

  function fill(found) {
    activate(-1);
    options = found.map(option);
    list.replaceChildren(...options);
    count.textContent = [said.motAucune, said.motUne][options.length] ?? said.motPlusieurs.replace("%n", options.length);
    show(options.length > 0);
  }

  // Closed for good: an answer on its way must not open it again.
  function close() {
    clearTimeout(timer);
    request?.abort();
    count.textContent = "";
    show(false);
  }

  async function ask() {
    const words = field.value.trim();
    if (words === asked) return;
    asked = words;
    if (words.length < FEWEST_LETTERS) {
      options = [];
      return;
    }
    request = new AbortController();
    try {
      const answer = await fetch(`${suggest}?${new URLSearchParams({ q: words })}`, { signal: request.signal });
      if (answer.ok) fill(await answer.json());
    } catch {
      asked = null; // left aside or no network: the field goes on alone
    }
  }

  function typed() {
    clearTimeout(timer);
    request?.abort();
    if (field.value.trim().length < FEWEST_LETTERS) close();
    else activate(-1);
    timer = setTimeout(ask, PAUSE);
  }

  const keys = {
    ArrowDown: () => activate(active === options.length - 1 ? -1 : active + 1),
    ArrowUp: () => activate(active === -1 ? options.length - 1 : active - 1),
    Enter: () => options[active].click(),
    Escape: close,
  };

  function pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { key } = event;
    if (key === "Tab") close();
    else if (list.hidden) {
      if (!/^Arrow(Up|Down)$/.test(key) || !options.length || field.value.trim() !== asked) return;
      event.preventDefault();
      show(true);
      if (!event.altKey) keys[key]();
    } else if (keys[key] && (key !== "Enter" || active >= 0)) {
      event.preventDefault();
      keys[key]();
    } else if (/^(Arrow|Home|End)/.test(key)) activate(-1); // these move in the words
  }

  field.after(list);
  field.form.append(count);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id })) {
    field.setAttribute(name, value);
  }
  field.addEventListener("input", typed);
  field.addEventListener("keydown", pressed);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  // A screen reader's double tap moves the focus before it presses: only what is elsewhere closes the list.
  for (const elsewhere of ["pointerdown", "focusin"]) {
    document.addEventListener(elsewhere, ({ target }) => target === field || list.contains(target) || close());
  }
  field.form.addEventListener("submit", close);
  if (field.value.trim() !== asked) typed();
}

// The residents’ field, where there is one: choosing searches.
const asking = document.querySelector("form[data-suggestions] #id_q");
if (asking) combobox(asking, { suggest: asking.form.dataset.suggestions, words: asking.form.dataset, chosen: () => asking.form.requestSubmit() });
