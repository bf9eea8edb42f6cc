// "Autour de moi": shows the button, asks where the person is on a click only, then searches there.
const button = document.querySelector("[data-autour]");
const state = document.querySelector("[data-autour-etat]");
const WHY = [null, "refus", "absente", "delai"]; // by code of GeolocationPositionError

// Four decimals are about 10 m: enough to walk by, too few to tell a door.
function search({ coords }) {
  const query = new URLSearchParams({ lat: coords.latitude.toFixed(4), lon: coords.longitude.toFixed(4) });
  for (const kept of button.form.querySelectorAll("input[type=hidden]")) query.set(kept.name, kept.value);
  location.assign(`${button.dataset.autour}?${query}`);
}

function explain({ code }) {
  state.textContent = button.dataset[WHY[code]];
}

if (button && navigator.geolocation && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    state.textContent = button.dataset.attente;
    navigator.geolocation.getCurrentPosition(search, explain, { timeout: 15000, maximumAge: 300000 });
  });
  // Coming back with the browser's own button must not find it still at work.
  window.addEventListener("pageshow", () => {
    state.textContent = "";
  });
}

// The suggestions come when the field is used: they weigh nothing before.
for (const use of ["focus", "input"]) {
  document.getElementById("id_q").addEventListener(use, () => import("./suggestions.js"), { once: true });
}
