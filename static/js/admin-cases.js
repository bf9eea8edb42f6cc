// Says how many boxes of each field are ticked.
for (const boxes of document.querySelectorAll("[data-cases]")) {
  const { motAucune, motUne, motPlusieurs } = boxes.dataset;
  const count = boxes.querySelector(".cases-compte");
  const refresh = () => {
    const ticked = boxes.querySelectorAll("input:checked").length;
    count.textContent = [motAucune, motUne][ticked] ?? motPlusieurs.replace("%n", ticked);
  };
  count.hidden = false;
  boxes.addEventListener("change", refresh);
  refresh();
}
