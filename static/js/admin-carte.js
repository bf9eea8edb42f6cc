// The map of a lieu's form: a marker one drags, a click moves it, coordinates can be pasted.
(function () {
  "use strict";

  const DECIMALS = 6;
  const CLOSE = 17; // zoom that shows a door, where there are tiles to see it on
  const COMMUNE = 14; // zoom that shows a neighbourhood's outlines, where there are none
  const slug = (text) =>
    text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");

  function pin() {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 32 44");
    svg.setAttribute("aria-hidden", "true");
    const drop = document.createElementNS(svg.namespaceURI, "path");
    drop.setAttribute("d", "M16 2a14 14 0 0 0-14 14c0 10 14 26 14 26s14-16 14-26A14 14 0 0 0 16 2Z");
    const eye = document.createElementNS(svg.namespaceURI, "circle");
    eye.setAttribute("cx", "16");
    eye.setAttribute("cy", "16");
    eye.setAttribute("r", "5");
    svg.append(drop, eye);
    return L.divIcon({ className: "carte-marqueur", html: svg, iconSize: [32, 44], iconAnchor: [16, 42] });
  }

  L.MarkerField = L.GeometryField.extend({
    addTo: function (map) {
      this._map = map;
      this._box = map.getContainer().closest(".carte-point");
      this._words = this._box.dataset;
      this._store = document.getElementById(this.options.fieldid);
      this._typed = document.getElementById(this.options.fieldid + "-coordonnees");
      this._help = document.getElementById(this.options.fieldid + "-coordonnees-aide");
      map.getContainer().setAttribute("role", "region");
      map.getContainer().setAttribute("aria-label", this._words.nom);
      this._nameZoomButtons();
      this._drawOutlines();
      this._load();
      map.on("click", (event) => this._move(event.latlng));
      this._typed.addEventListener("change", () => this._read());
      this._box.addEventListener("carte:placer", ({ detail }) => this._show(L.latLng(detail.lat, detail.lon)));
      return this;
    },

    _nameZoomButtons: function () {
      for (const [name, words] of [["in", this._words.zoomAvant], ["out", this._words.zoomArriere]]) {
        const button = this._map.getContainer().querySelector(".leaflet-control-zoom-" + name);
        if (!button) continue;
        button.title = words;
        button.setAttribute("aria-label", words);
      }
    },

    _load: function () {
      let point = null;
      try {
        point = JSON.parse(this._store.value).coordinates;
      } catch {
        point = null; // nothing was placed yet
      }
      if (!Array.isArray(point) || !point.slice(0, 2).every(Number.isFinite)) return;
      this._show(L.latLng(point[1], point[0]));
    },

    _show: function (place) {
      this._put(place);
      this._map.setView(place, this._map.options.djoptions.layers.length ? CLOSE : COMMUNE);
    },

    // Put there by whoever is at the map: what stands at that point may be of use.
    _move: function (place) {
      this._put(place);
      const { lat, lng: lon } = place.wrap();
      this._box.dispatchEvent(new CustomEvent("carte:deplacee", { bubbles: true, detail: { lat, lon } }));
    },

    // The one place where the marker, the hidden field and the coordinates are kept the same.
    _put: function (place) {
      place = place.wrap();
      if (!this._marker) {
        this._marker = L.marker(place, { draggable: true, icon: pin(), alt: this._words.marqueur, autoPan: true });
        this._marker.on("drag", () => this._put(this._marker.getLatLng()));
        this._marker.on("dragend", () => this._move(this._marker.getLatLng()));
        this._marker.addTo(this._map);
        this._marker.getElement().setAttribute("aria-label", this._words.marqueur);
      }
      this._marker.setLatLng(place);
      const [lat, lon] = [place.lat, place.lng].map((degrees) => Number(degrees.toFixed(DECIMALS)));
      this._store.value = JSON.stringify({ type: "Point", coordinates: [lon, lat] });
      this._typed.value = lat + ", " + lon;
      this._say("");
    },

    // « 45.764, 4.8357 » as map sites give it, « 45,764 ; 4,8357 » as one writes it in French.
    _read: function () {
      const found = this._typed.value.match(/^\s*(-?\d+(?:[.,]\d+)?)\s*(?:[;\s]|,\s|,(?=-?\d+[.,]))\s*(-?\d+(?:[.,]\d+)?)\s*$/);
      if (!found) {
        this._say(this._words.illisible);
        return;
      }
      const [lat, lon] = found.slice(1).map((degrees) => Number(degrees.replace(",", ".")));
      if (Math.abs(lat) > 90 || Math.abs(lon) > 180) {
        this._say(this._words.illisible);
        return;
      }
      this._move(L.latLng(lat, lon));
      this._map.panTo([lat, lon]);
    },

    _say: function (words) {
      this._help.textContent = words;
      this._typed.setAttribute("aria-invalid", words ? "true" : "false");
    },

    _drawOutlines: async function () {
      if (!this._words.contours) return;
      let outlines;
      try {
        const answer = await fetch(this._words.contours);
        if (!answer.ok) return;
        outlines = await answer.json();
      } catch {
        return; // the marker works without them
      }
      const layer = L.geoJSON(outlines, { interactive: false, className: "carte-contour", style: { weight: 1.5 } });
      layer.addTo(this._map).bringToBack();
      this._followCommune(layer);
    },

    // Until a marker is put down, the map shows the commune that was chosen in the form.
    _followCommune: function (layer) {
      const choice = document.getElementById("id_commune");
      if (!choice || !window.django || !window.django.jQuery) return;
      const show = () => {
        const chosen = slug(choice.selectedOptions.length ? choice.selectedOptions[0].textContent : "");
        layer.eachLayer((outline) => {
          const here = slug(outline.feature.properties.nom.replace(/ Arrondissement$/, "")) === chosen;
          outline.getElement().classList.toggle("ici", here);
          if (!here) return;
          outline.bringToFront();
          if (!this._marker) this._map.fitBounds(outline.getBounds());
        });
      };
      window.django.jQuery(choice).on("change", show); // select2 tells jQuery alone
      show();
    },
  });
})();
