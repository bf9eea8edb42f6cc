// Small maps of the history: where a point was and where it is. The words beside them say as much.
const CLOSE = 17; // zoom that shows a door, where there are tiles to see it on
const QUARTER = 15;

const outlinesOf = (() => {
  const known = new Map(); // asked for once, however many maps there are
  return (url) => {
    if (!known.has(url)) known.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
    return known.get(url);
  };
})();

const placeOf = (text) => L.latLng(text.split(" ").map(Number));

function newMap(box, words) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(box, {
    zoomControl: false,
    scrollWheelZoom: false,
    keyboard: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    minZoom: 9,
    maxZoom: 19,
    attributionControl: Boolean(words.tuiles),
  });
  map.attributionControl?.setPrefix(false);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ zoomInTitle: words.zoomAvant, zoomOutTitle: words.zoomArriere }).addTo(map);
  return map;
}

function addPoint(map, place, name, words, direction) {
  const icon = L.divIcon({ className: `deplacement-point ${name}`, iconSize: [18, 18] });
  const mark = L.marker(place, { icon, interactive: false, keyboard: false, alt: "" }).addTo(map);
  mark.bindTooltip(words[name === "avant" ? "motAvant" : "motApres"], { permanent: true, direction, offset: [direction === "left" ? -10 : 10, 0], className: "deplacement-mot" });
}

async function draw(box) {
  const words = box.dataset;
  const [before, after] = [placeOf(words.avant), placeOf(words.apres)];
  const map = newMap(box, words);
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", words.nom);
  map.fitBounds(L.latLngBounds([before, after]), { padding: [70, 40], maxZoom: words.tuiles ? CLOSE : QUARTER, animate: false });
  if (words.tuiles) L.tileLayer(words.tuiles, { attribution: words.attribution, maxZoom: 19 }).addTo(map);
  L.polyline([before, after], { className: "trajet", interactive: false, weight: 3, dashArray: "6 6" }).addTo(map);
  const east = after.lng >= before.lng;
  addPoint(map, before, "avant", words, east ? "left" : "right");
  addPoint(map, after, "apres", words, east ? "right" : "left");
  const outlines = await outlinesOf(words.contours);
  if (!outlines) return;
  const className = words.tuiles ? "carte-contour sur-plan" : "carte-contour";
  L.geoJSON(outlines, { interactive: false, style: () => ({ className, weight: 1.5 }) }).addTo(map).bringToBack();
}

for (const box of document.querySelectorAll("[data-deplacement]")) {
  box.classList.add("leaflet-container"); // Leaflet measures what is shown
  draw(box);
}
