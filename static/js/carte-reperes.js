// Markers numbered and named as the list is; their popups repeat what the list says, and lead to the place.
const APART = 46; // pixels between two pins

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function cardOf({ slug }) {
  return slug ? document.querySelector(`[data-lieu="${CSS.escape(slug)}"]`) : null;
}

function textIn(card, selector) {
  return card?.querySelector(selector)?.textContent.trim().replace(/\s+/g, " ") ?? "";
}

function popup(place, card, words) {
  const box = element("div", "popup");
  const link = element("a", "btn", words.motFiche);
  link.href = card?.querySelector("h3 a")?.href ?? place.url;
  box.append(
    element("b", "", place.nom),
    element("span", "popup-when", textIn(card, ".when")),
    element("span", "", [textIn(card, ".far b"), place.adresse].filter(Boolean).join(" · ")),
    link,
  );
  return box;
}

function icon(place) {
  const className = place.precision === "commune" ? "pin rough" : "pin";
  return L.divIcon({
    className,
    html: element("span", "", place.rang ? String(place.rang) : ""),
    iconSize: [48, 48],
    iconAnchor: [24, 46],
    popupAnchor: [0, -38],
  });
}

// Enter opens the popup and goes into it; Escape closes it and goes back to the marker.
function bindPopup(marker, place, card, words) {
  marker.bindPopup(() => popup(place, card, words), { minWidth: 220, maxWidth: 280 });
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

// Pins that would hide each other at this zoom stand side by side, so that each can be read and pressed.
function spread(map, markers, points) {
  const spots = points.map((point) => map.latLngToLayerPoint(point));
  for (let round = 0; round < 80; round += 1) {
    for (let i = 1; i < spots.length; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const gap = spots[i].subtract(spots[j]);
        const apart = Math.hypot(gap.x, gap.y) || 0.01;
        if (apart >= APART) continue;
        const push = L.point(gap.x || 0.01, gap.y).multiplyBy((APART - apart) / apart / 2);
        spots[i]._add(push);
        spots[j]._subtract(push);
      }
    }
  }
  markers.forEach((marker, index) => marker.setLatLng(map.layerPointToLatLng(spots[index])));
}

export function addPlaces(map, features, points, words) {
  const markers = features.map(({ properties: place }, index) => {
    const listed = Boolean(place.rang);
    const rest = -20 * index; // the nearest lies on top
    const marker = L.marker(points[index], { icon: icon(place), interactive: listed, keyboard: listed, zIndexOffset: rest, rest });
    marker.addTo(map);
    if (!listed) return marker; // a place's own page says all of it beside the map

    const card = cardOf(place);
    const far = textIn(card, ".far b");
    marker.getElement().setAttribute("aria-label", `${place.rang}. ${place.nom}${far && `, ${far}`}`);
    bindPopup(marker, place, card, words);
    if (card) pair(marker, card);
    return marker;
  });
  const sideBySide = () => spread(map, markers, points);
  map.on("zoomend", sideBySide);
  sideBySide();
}

export function addOrigin(map, point, label) {
  const mark = L.divIcon({ className: "origin", iconSize: [24, 24] });
  L.marker(point, { icon: mark, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  map.getContainer().append(element("p", "origin-key", label));
}
