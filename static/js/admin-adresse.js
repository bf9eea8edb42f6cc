// The address of a lieu and its point: one chosen places the other, which never overwrites what was typed by itself.
import { combobox } from "./suggestions.js";

const box = document.querySelector("[data-adresse]");
const words = box.dataset;
const field = box.querySelector("input");
const button = box.querySelector("button");
const notice = box.querySelector("[role=status]");
const map = document.querySelector(".carte-point");
const proposal = map?.querySelector("[data-proposition]");
const other = (name) => field.form.elements[name];
let turn = 0; // an answer overtaken by another is dropped

async function ask(address, asked) {
  const mine = ++turn;
  const answer = await fetch(`${address}?${new URLSearchParams(asked)}`);
  if (!answer.ok || answer.redirected) throw new Error(answer.status); // a session that ended leads to the login page
  const found = await answer.json();
  return mine === turn ? found : null;
}

// Select2 draws the choice, and tells jQuery alone.
function chooseCommune({ id, nom }) {
  const choice = other("commune");
  if (!choice.querySelector(`option[value="${id}"]`)) choice.append(new Option(nom, id));
  choice.value = id;
  window.django.jQuery(choice).trigger("change");
}

function set(name, value) {
  const input = other(name);
  if (!input || input.value === value) return;
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

function fill({ adresse, code_postal: code, commune, precision }) {
  set("adresse", adresse);
  set("code_postal", code);
  set("precision", precision);
  chooseCommune(commune);
}

async function situate(typed) {
  notice.textContent = words.motCherche;
  proposal?.replaceChildren();
  try {
    const answer = await ask(words.situer, { q: typed });
    if (!answer) return;
    notice.textContent = answer.avis;
    if (!answer.trouve) return;
    fill(answer.trouve);
    map?.dispatchEvent(new CustomEvent("carte:placer", { detail: answer.trouve }));
  } catch {
    notice.textContent = words.motPanne;
  }
}

// --- From the map to the address ---

const same = (found) => other("adresse").value.trim().toLowerCase() === found.adresse.toLowerCase() && other("code_postal").value === found.code_postal;

function offer(label, take) {
  const taking = document.createElement("button");
  taking.type = "button";
  taking.className = "bouton-simple";
  taking.textContent = label;
  taking.addEventListener("click", () => {
    take();
    proposal.textContent = words.motReprise.replace("%s", label.split(" : ")[0]);
    field.focus();
  });
  proposal.replaceChildren(words.motPres, " ", taking);
}

async function propose({ lat, lon }) {
  try {
    const answer = await ask(words.presDe, { lat, lon });
    if (!answer) return;
    const { trouve, commune } = answer;
    proposal.replaceChildren();
    if (trouve && same(trouve)) return;
    if (trouve) offer(words.motReprendre.replace("%s", trouve.libelle), () => fill(trouve));
    else if (!commune) proposal.textContent = words.motHors;
    else if (String(commune.id) !== other("commune").value) {
      offer(words.motReprendreCommune.replace("%s", commune.nom), () => {
        if (commune.codes_postaux.length === 1) set("code_postal", commune.codes_postaux[0]);
        chooseCommune(commune);
      });
    }
  } catch {
    proposal.replaceChildren(); // the marker is where it was put, with or without an address
  }
}

combobox(field, { suggest: words.proposer, words, chosen: situate, id: "adresses-proposees" });
button.addEventListener("click", (event) => {
  event.preventDefault();
  const commune = other("commune").selectedOptions[0]?.textContent ?? "";
  situate([field.value, other("code_postal").value, commune].filter((part) => part.trim()).join(", "));
});
map?.addEventListener("carte:deplacee", ({ detail }) => propose(detail));
