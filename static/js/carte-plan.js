// What the map shows: the communes' outlines, a base map where one is set, and the very places of the list.
import { addPlaces } from "./carte-reperes.js";

async function json(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.json();
}

// A place's page has one place, and no search to ask for.
function onePlace({ nom, lat, lon, precision }) {
  const geometry = { type: "Point", coordinates: [Number(lon), Number(lat)] };
  return { features: [{ type: "Feature", geometry, properties: { nom, precision } }] };
}

function newMap(element, words) {
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false,
    scrollWheelZoom: false, // the page scrolls, the buttons zoom
    zoomAnimation: !still,
    fadeAnimation: !still,
    markerZoomAnimation: !still,
    minZoom: 9,
    maxZoom: 18,
    attributionControl: Boolean(words.tuiles),
  });
  map.attributionControl?.setPrefix(false);
  element.setAttribute("role", "group");
  element.setAttribute("aria-label", words.motPlan);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  L.control.zoom({ zoomInTitle: words.motPlus, zoomOutTitle: words.motMoins }).addTo(map);
  return map;
}

function addGround(map, outlines, { tuiles, attribution }) {
  if (tuiles) L.tileLayer(tuiles, { attribution, maxZoom: 19 }).addTo(map);
  const className = tuiles ? "commune on-tiles" : "commune";
  const ground = L.geoJSON(outlines, { interactive: false, style: () => ({ className }) }).addTo(map);
  if (!tuiles) nameCommunes(map, ground);
}

// A commune's name, where the outline on screen is wide enough to hold it.
function nameCommunes(map, ground) {
  const names = ground.getLayers().filter((layer) => layer.feature.properties.nom).map((layer) => {
    const text = document.createElement("span");
    text.textContent = layer.feature.properties.nom.replace(" Arrondissement", "");
    const icon = L.divIcon({ className: "town", html: text, iconSize: [0, 0] });
    return { layer, text, marker: L.marker(layer.getBounds().getCenter(), { icon, interactive: false, keyboard: false, zIndexOffset: -5000 }) };
  });
  const update = () => {
    for (const { layer, text, marker } of names) {
      const { _northEast: ne, _southWest: sw } = layer.getBounds();
      const width = map.latLngToLayerPoint(ne).x - map.latLngToLayerPoint(sw).x;
      if (width > 9 * text.textContent.length) marker.addTo(map);
      else marker.remove();
    }
  };
  map.on("zoomend", update);
  update();
}

function frame(map, origin, points) {
  const near = origin ? [origin, ...points.slice(0, 8)] : points;
  map.fitBounds(L.latLngBounds(near), { paddingTopLeft: [92, 64], paddingBottomRight: [36, 36], maxZoom: points.length === 1 && !origin ? 14 : 15, animate: false });
}

function addOrigin(map, point, label) {
  const mark = L.divIcon({ className: "origin", iconSize: [24, 24] });
  L.marker(point, { icon: mark, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  L.DomUtil.create("p", "key origin-key", map.getContainer()).textContent = label;
}

// What a map needs once it is moved comes then, and not on first sight. To open a popup is not to move it.
function onceMoved(map, panel, pins) {
  const start = map.getCenter();
  let opening = false;
  map.on("autopanstart", () => (opening = true));
  map.on("moveend", async function first() {
    const moved = !opening;
    opening = false;
    if (!moved) return;
    map.off("moveend", first);
    const [{ offerHere }, { showOthers }] = await Promise.all([import("./carte-ici.js"), import("./carte-autres.js")]);
    offerHere(map, panel, start);
    showOthers(map, panel, pins);
  });
}

// Space presses a marker as Enter does. Escape leaves the map for what comes after it, once no popup is left to close.
function listenToKeys(map, panel) {
  let popup = false;
  map.on("popupopen popupclose", ({ type }) => (popup = type === "popupopen"));
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !popup) panel.querySelector("[data-apres]").focus();
    if (event.key !== " " || !event.target.matches(".leaflet-marker-icon")) return;
    event.preventDefault();
    event.target.click();
  });
}

export async function drawMap(panel) {
  const { geojson, communes } = panel.dataset;
  const [outlines, places] = await Promise.all([json(communes), geojson ? json(geojson) : onePlace(panel.dataset)]);
  const map = newMap(panel.querySelector("[data-plan]"), panel.dataset);

  const { lat, lon } = places.compris ?? {};
  const origin = typeof lat === "number" ? L.latLng(lat, lon) : null;
  const points = places.features.map(({ geometry: { coordinates } }) => L.latLng(coordinates[1], coordinates[0]));
  frame(map, origin, points);

  addGround(map, outlines, panel.dataset);
  if (origin) addOrigin(map, origin, panel.dataset.motOrigine);
  const pins = addPlaces(map, places.features, points, panel.dataset);
  if (geojson) onceMoved(map, panel, pins);
  listenToKeys(map, panel);
  return map;
}
