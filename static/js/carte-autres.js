// The other places where the map was moved to, beside the numbered ones: asked for a frame of the server's grid, so that
// a small move asks nothing.
import { addFeature, inWords } from "./carte-amas.js";
import { spread } from "./carte-reperes.js";

function frameOf(map) {
  const zoom = map.getZoom();
  const step = 2 ** (8 - zoom); // degrees: two cells of the grid
  const bounds = map.getBounds();
  const low = [bounds.getWest(), bounds.getSouth()].map((side) => Math.floor(side / step) * step);
  const high = [bounds.getEast(), bounds.getNorth()].map((side) => Math.ceil(side / step) * step);
  return { zoom, sides: [...low, ...high] };
}

function holds(frame, { zoom, sides: [west, south, east, north] }) {
  if (frame?.zoom !== zoom) return false;
  const [left, bottom, right, top] = frame.sides;
  return left <= west && bottom <= south && east <= right && north <= top;
}

async function ask(panel, { zoom, sides }, signal) {
  const answer = await fetch(`${panel.dataset.autres}?cadre=${sides.join(",")}&zoom=${zoom}`, { signal });
  if (!answer.ok) throw new Error(`${answer.url}: ${answer.status}`);
  return (await answer.json()).features;
}

// A marker that is still right stays: it may have the focus, or its popup open.
function draw(map, panel, pins, shown, features) {
  const before = new Map(shown);
  shown.clear();
  for (const feature of features) {
    const key = feature.id ?? JSON.stringify([map.getZoom(), feature.bbox, feature.properties]);
    const marker = before.get(key) ?? addFeature(map, panel, pins, feature);
    before.delete(key);
    if (marker) shown.set(key, marker);
  }
  spread(map, [...shown.values()], pins);
  for (const gone of before.values()) leave(map, gone, shown);
}

// Whoever pressed a cluster by keyboard goes on with what it held.
function leave(map, gone, shown) {
  if (gone.getElement().contains(document.activeElement)) {
    const next = [...shown.values()].find(({ options }) => gone.options.bounds?.contains(options.point));
    (next?.getElement() ?? map.getContainer()).focus({ preventScroll: true });
  }
  gone.remove();
}

function say(map, panel, shown) {
  const seen = [...shown.values()].filter(({ options }) => map.getBounds().contains(options.point));
  const number = seen.reduce((sum, { options }) => sum + options.number, 0);
  const { motAucunAutre, motChoix } = panel.dataset;
  if (!number) return tell(panel, motAucunAutre);
  const text = inWords(number, seen.every(({ options }) => options.exact), panel.dataset);
  return tell(panel, [text[0].toUpperCase() + text.slice(1), motChoix].filter(Boolean).join(", "));
}

function tell(panel, text) {
  const status = panel.querySelector("[data-etat]");
  status.className = "key others-key";
  if (status.textContent !== text) status.textContent = text;
}

export function showOthers(map, panel, pins) {
  const shown = new Map();
  let frame;
  let asking;
  const update = async () => {
    const wanted = frameOf(map);
    if (holds(frame, wanted)) return say(map, panel, shown);
    asking?.abort();
    asking = new AbortController();
    try {
      const features = await ask(panel, wanted, asking.signal);
      frame = wanted;
      draw(map, panel, pins, shown, features);
      return say(map, panel, shown);
    } catch (error) {
      if (error.name === "AbortError") return null;
      console.warn(error);
      return tell(panel, panel.dataset.motPanneAutres);
    }
  };
  map.on("moveend", update);
  update();
}
