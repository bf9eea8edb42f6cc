// Markers numbered and named as the list is; their popups repeat what the list says, and lead to the place.
const PIN = { room: 46, rise: 24 }; // pixels: what it takes of the map, and how far above its point its middle is
export function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function cardOf({ slug }) {
  return slug ? document.querySelector(`[data-lieu="${CSS.escape(slug)}"]`) : null;
}

const textIn = (card, selector) => card?.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") ?? "";

export function popup(place, card, words) {
  const box = element("div", "popup");
  const link = element("a", "btn", words.motFiche);
  link.href = card?.querySelector("h3 a")?.href ?? place.url;
  const where = [textIn(card, ".far b"), place.adresse].filter(Boolean).join(" · ");
  box.append(element("b", "", place.nom), element("span", "popup-when", textIn(card, ".when")), element("span", "", where), link);
  return box;
}

function icon(place) {
  return L.divIcon({
    className: place.precision === "commune" ? "pin rough" : "pin",
    html: element("span", "", place.rang ? String(place.rang) : ""),
    iconSize: [48, 48],
    iconAnchor: [24, 46],
    popupAnchor: [0, -38],
  });
}

// Enter opens the popup and goes into it; Escape closes it and goes back to the marker.
export function bindPopup(marker, content, words) {
  const beside = window.matchMedia("(min-width: 30rem)").matches ? 68 : 5; // the map's buttons, hidden on narrow ones
  marker.bindPopup(content, { minWidth: 220, maxWidth: 280, autoPanPaddingTopLeft: [beside, beside] });
  marker.on("popupopen", ({ popup: opened }) => {
    const box = opened.getElement();
    box.querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.motFermer);
    box.querySelector(".popup a").focus({ preventScroll: true });
    box.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // a second Escape leaves the map
      marker.closePopup();
    };
  });
  marker.on("popupclose", ({ popup: closed }) => {
    if (closed.getElement().contains(document.activeElement)) marker.getElement().focus({ preventScroll: true });
  });
}

// Pointing at a card shows its marker, and the other way round; Escape goes from the marker to its card.
function pair(marker, card) {
  const sides = [card, marker.getElement()];
  const light = (on) => {
    for (const side of sides) side.classList.toggle("shown", on);
    marker.setZIndexOffset(on ? 2000 : marker.options.rest);
  };
  for (const side of sides) {
    for (const start of ["mouseenter", "focusin"]) side.addEventListener(start, () => light(true));
    for (const end of ["mouseleave", "focusout"]) side.addEventListener(end, () => light(false));
  }
  marker.getElement().addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || marker.isPopupOpen()) return;
    event.stopPropagation();
    card.querySelector("h3 a").focus();
  });
}

// Markers that would hide each other at this zoom stand side by side. Others go round those that are settled: outwards,
// or they would be caught in their midst.
export function spread(map, markers, settled = []) {
  const body = ({ options: { room, rise } }, at) => ({ room, spot: map.latLngToLayerPoint(at).subtract([0, rise]) });
  const still = settled.map((marker) => body(marker, marker.getLatLng()));
  const bodies = [...still, ...markers.map((marker) => body(marker, marker.options.point))];
  const middle = still.reduce((sum, { spot }) => sum.add(spot), L.point(0, 0)).divideBy(still.length || 1);
  for (let round = 0; round < 80; round += 1) {
    for (let i = Math.max(1, still.length); i < bodies.length; i += 1) {
      for (let turn = 0; turn < i; turn += 1) {
        const j = (turn + still.length) % i; // the settled ones have the last word
        const { spot } = bodies[i];
        const gap = spot.subtract(bodies[j].spot);
        const apart = Math.hypot(gap.x, gap.y) || 0.01;
        const lack = (bodies[i].room + bodies[j].room) / 2 - apart;
        if (lack <= 0) continue;
        const push = L.point(gap.x || 0.01, gap.y).multiplyBy(lack / apart);
        const out = spot.subtract(middle);
        if (j < still.length) spot._add(push)._add(out.multiplyBy(lack / 2 / (Math.hypot(out.x, out.y) || 1)));
        else [spot, bodies[j].spot].forEach((each, side) => each._add(push.divideBy(side ? -2 : 2)));
      }
    }
  }
  markers.forEach((marker, index) => {
    marker.setLatLng(map.layerPointToLatLng(bodies[still.length + index].spot.add([0, marker.options.rise])));
  });
}

export function addPlaces(map, features, points, words) {
  const markers = features.map(({ properties: place }, index) => {
    const listed = Boolean(place.rang);
    const rest = -20 * index; // the nearest lies on top
    const options = { ...PIN, point: points[index], place, rest, zIndexOffset: rest, interactive: listed, keyboard: listed };
    const marker = L.marker(points[index], { icon: icon(place), ...options }).addTo(map);
    if (!listed) return marker; // a place's own page says all of it beside the map

    const card = cardOf(place);
    const far = textIn(card, ".far b");
    marker.getElement().setAttribute("aria-label", `${place.rang}. ${place.nom}${far && `, ${far}`}`);
    bindPopup(marker, () => popup(place, card, words), words);
    if (card) pair(marker, card);
    return marker;
  });
  const sideBySide = () => spread(map, markers);
  map.on("zoomend", sideBySide);
  sideBySide();
  return markers;
}
