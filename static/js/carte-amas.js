// A place that the list's page does not hold, or several of them in one mark that says how many.
import { bindPopup, element, popup } from "./carte-reperes.js";
import { listAround } from "./carte-ici.js";

const PLACE = { room: 26, rise: 0 };
const BELOW = { zIndexOffset: -3000 }; // never over a numbered marker

export function inWords(number, exact, words) {
  if (!exact) return words.motPlusDe.replace("{n}", number.toLocaleString("fr"));
  return (number === 1 ? words.motAutre : words.motAutres).replace("{n}", number.toLocaleString("fr"));
}

function add(map, point, options, className, text, name) {
  const icon = L.divIcon({ className, html: element("span", "", text), iconSize: [options.room - 2, text ? 50 : 24] });
  const marker = L.marker(point, { icon, point, title: name, ...options, ...BELOW }).addTo(map);
  marker.getElement().setAttribute("aria-label", name);
  return marker;
}

function addPlace(map, point, place, words) {
  const className = place.precision === "commune" ? "other rough" : "other";
  const marker = add(map, point, { ...PLACE, number: 1, exact: true }, className, "", place.nom);
  bindPopup(marker, () => popup(place, null, words), words);
  return marker;
}

// Pressed, it shows what it holds: nearer, or in a list where the map cannot come nearer.
function addCluster(map, panel, point, bounds, { number, exact }) {
  const words = panel.dataset;
  const said = inWords(number, exact, words);
  const last = map.getZoom() === map.getMaxZoom();
  const name = `${said}, ${last ? words.motEnListe : words.motAgrandir}`;
  const text = exact ? String(number) : `${number}+`;
  const room = Math.max(52, 24 + 11 * text.length);
  const marker = add(map, point, { room, rise: 0, number, exact, bounds }, "many", text, name);
  if (last) {
    bindPopup(marker, () => listed(said, listAround(panel, point), words), words);
    return marker;
  }
  const comeNearer = () => {
    const near = map.getBoundsZoom(bounds, false, L.point(96, 96));
    map.setView(bounds.getCenter(), Math.min(map.getMaxZoom(), Math.max(near, map.getZoom() + 1)));
  };
  marker.on("click", comeNearer);
  marker.on("keypress", ({ originalEvent: { key } }) => key === "Enter" && comeNearer());
  return marker;
}

function listed(said, href, words) {
  const box = element("div", "popup");
  const link = element("a", "btn", words.motListe);
  link.href = href;
  box.append(element("b", "", said), link);
  return box;
}

// The marker of a feature, or null when the numbered pins show all of it.
export function addFeature(map, panel, pins, { geometry: { coordinates: [lon, lat] }, bbox, properties }) {
  const point = L.latLng(lat, lon);
  if (!bbox) {
    const pinned = pins.some(({ options }) => options.place.slug === properties.slug);
    return pinned ? null : addPlace(map, point, properties, panel.dataset);
  }
  const bounds = L.latLngBounds([bbox[1], bbox[0]], [bbox[3], bbox[2]]);
  const { nombre, exact } = properties;
  const number = exact ? nombre - pins.filter(({ options }) => bounds.contains(options.point)).length : nombre;
  return number > 0 ? addCluster(map, panel, point, bounds, { number, exact }) : null;
}
