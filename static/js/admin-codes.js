// Recovery codes: copied or printed in one press. Without script they are read, and the browser prints.
const copy = document.querySelector("[data-copier]");
copy.hidden = !navigator.clipboard;
copy.addEventListener("click", async () => {
  const codes = [...document.querySelectorAll(`#${copy.dataset.copier} code`)].map((code) => code.textContent);
  await navigator.clipboard.writeText(codes.join("\n"));
  copy.textContent = copy.dataset.fait;
});

const print = document.querySelector("[data-imprimer]");
print.hidden = false;
print.addEventListener("click", () => window.print());
