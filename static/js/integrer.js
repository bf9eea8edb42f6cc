// /integrer/ as one chooses: the page that the form would give is fetched, and what differs in it put in place.
const form = document.querySelector("[data-integrer]");
const PAUSE = 400; // ms without a change

const status = document.querySelector("[data-etat]");
const places = [...document.querySelectorAll("[data-maj]:not([data-maj] [data-maj])")];
const served = new Map(places.map((place) => [place, place.innerHTML])); // before anything below changes it

let waiting;
let asked = 0;

form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(update, PAUSE);
});

async function update() {
  const turn = ++asked;
  const answer = await fetch(`${form.action}?${new URLSearchParams(new FormData(form))}`);
  if (!answer.ok || turn !== asked) return; // a later one is on its way
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== asked) return;
  for (const place of places) {
    const fresh = page.getElementById(place.id);
    if (fresh.innerHTML === served.get(place) || place.contains(document.activeElement)) continue;
    served.set(place, fresh.innerHTML);
    place.replaceChildren(...fresh.childNodes);
  }
  status.textContent = status.dataset.etat;
  offerToCopy();
}

function offerToCopy() {
  for (const button of document.querySelectorAll("[data-copier][hidden]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}

async function copy(button) {
  const code = document.getElementById(button.dataset.copier);
  code.select(); // where the clipboard is closed to scripts, Ctrl-C is enough
  const copied = await navigator.clipboard?.writeText(code.value).then(() => true, () => false);
  if (copied || document.execCommand("copy")) {
    button.parentElement.querySelector("[data-dit]").textContent = button.dataset.copie;
  }
}

offerToCopy();
