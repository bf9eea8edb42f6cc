// When to show the map: by itself on a wide screen, on a click on a narrow one. Leaflet comes only then.
const panel = document.querySelector("[data-carte]");
const button = document.querySelector("[data-voir-carte]");
const wide = window.matchMedia("(min-width: 62rem)");
let drawn;

// Each goes first in the head: the one asked for last, Leaflet's own style, comes before the site's.
function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes, { onload: resolve, onerror: reject });
    document.head.prepend(element);
  });
}

async function draw() {
  const { leaflet, leafletCss, carteCss } = panel.dataset;
  try {
    const [module] = await Promise.all([
      import("./carte-plan.js"),
      window.L ? null : load("script", { src: leaflet }),
      load("link", { rel: "stylesheet", href: carteCss }),
      load("link", { rel: "stylesheet", href: leafletCss }),
    ]);
    return await module.drawMap(panel);
  } catch (error) {
    panel.querySelector("[data-plan]").hidden = true;
    panel.querySelector("[data-etat]").textContent = panel.dataset.motPanne;
    console.warn(error);
    return null;
  }
}

async function show() {
  panel.hidden = false;
  drawn ??= draw();
  (await drawn)?.invalidateSize();
}

function toggle() {
  const open = button.getAttribute("aria-expanded") !== "true";
  button.setAttribute("aria-expanded", open);
  history.replaceState(history.state, "", open ? "#carte" : location.pathname + location.search);
  if (!open) {
    panel.hidden = true;
    return;
  }
  button.closest("[data-barre]").after(panel); // on a phone, right under the finger
  show();
}

function whenIdle(callback) {
  if ("requestIdleCallback" in window) requestIdleCallback(callback, { timeout: 2000 });
  else setTimeout(callback, 300);
}

if (panel) {
  button?.addEventListener("click", toggle);
  if (button) button.hidden = wide.matches;
  const asked = location.hash === "#carte";
  if (asked && button && !wide.matches) {
    toggle();
    panel.scrollIntoView();
  }
  if (wide.matches || !button) {
    panel.hidden = false;
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      whenIdle(show);
    }).observe(panel);
  }
}

// The choices open in place of being a page.
document.querySelector("[data-choisir]")?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const link = event.currentTarget;
  import("./choix.js").then((module) => module.toggle(link)).catch(() => location.assign(link.href));
});

// The suggestions come when the field is used: they weigh nothing before.
for (const use of ["focus", "input"]) {
  document.getElementById("id_q")?.addEventListener(use, () => import("./suggestions.js"), { once: true });
}
