// Moved away from what the list is about, the map offers to search where it is: a link, as any other page has.

// The results around a point, with the choices of this page.
export function listAround(panel, point) {
  const { lat, lng } = point.wrap();
  const address = new URL(panel.querySelector("[data-ici]").href);
  address.searchParams.set("lat", lat.toFixed(4));
  address.searchParams.set("lon", lng.toFixed(4));
  return address.href;
}

export function offerHere(map, panel, start) {
  const link = panel.querySelector("[data-ici]");
  const offer = () => {
    const size = map.getSize();
    const moved = map.latLngToContainerPoint(start).distanceTo(size.divideBy(2));
    link.hidden = moved < size.x / 5; // opening a popup moves it less
    if (!link.hidden) link.href = listAround(panel, map.getCenter());
  };
  map.on("moveend", offer);
  offer();
}
