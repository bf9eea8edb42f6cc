// "Imprimer": shows the button, which opens the browser's own print window.
for (const button of document.querySelectorAll("[data-imprimer]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
