// "Autour de moi": shows the button, asks where the person is on a click only, then searches there.
const button = document.querySelector("[data-autour]");
const state = document.querySelector("[data-autour-etat]");
const REFUSED = 1;

function search({ coords }) {
  const query = new URLSearchParams({ lat: coords.latitude.toFixed(4), lon: coords.longitude.toFixed(4) });
  for (const kept of button.form.querySelectorAll("input[type=hidden]")) query.set(kept.name, kept.value);
  location.assign(`${button.dataset.autour}?${query}`);
}

function explain({ code }) {
  state.textContent = code === REFUSED ? button.dataset.refus : button.dataset.echec;
  button.disabled = false;
  document.getElementById("id_q").focus();
}

if (button && navigator.geolocation && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    state.textContent = button.dataset.attente;
    navigator.geolocation.getCurrentPosition(search, explain, { timeout: 15000, maximumAge: 300000 });
  });
  // Coming back with the browser's own button must not find it asleep.
  window.addEventListener("pageshow", () => {
    button.disabled = false;
    state.textContent = "";
  });
}
