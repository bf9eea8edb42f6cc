// The page of choices, shown within the results: its own form, as the server wrote it.
export async function toggle(link) {
  const place = document.querySelector("[data-choix]");
  if (link.getAttribute("aria-expanded") === "true") {
    place.hidden = true;
    link.setAttribute("aria-expanded", "false");
    return;
  }
  if (!place.childElementCount) place.append(await form(link.href));
  place.hidden = false;
  link.setAttribute("aria-expanded", "true");
  place.querySelector("a, select").focus();
}

async function form(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.getElementById("choisir");
}
