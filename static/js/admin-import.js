// Follows a long work: the page is asked for again every second, and shown whole once the work has ended.
const PAUSE = 1000;
const work = document.querySelector("[data-suivre]");

async function follow() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-suivre]");
    if (answer.ok && !now) return location.reload();
    for (const part of ["[role=status]", "progress"]) {
      const [old, fresh] = [work.querySelector(part), now?.querySelector(part)];
      if (!old || !fresh) continue;
      if (part === "progress") {
        if (fresh.hasAttribute("value")) [old.max, old.value] = [fresh.max, fresh.value];
        else old.removeAttribute("value");
      } else if (old.textContent !== fresh.textContent) old.textContent = fresh.textContent;
    }
  } catch {
    // The network failed: asked again.
  }
  setTimeout(follow, PAUSE);
}

if (work) setTimeout(follow, PAUSE);
