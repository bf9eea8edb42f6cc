// Names for assistive technology where Django's admin and select2 leave a field without one.
(function () {
  "use strict";

  const words = (element) => (element ? element.textContent.replace(/\s*:?\s*$/, "").trim() : "");

  function nameSelect2(select) {
    const name = words(document.querySelector(`label[for="${select.id}"]`));
    const drawn = select.nextElementSibling;
    if (!name || !drawn || !drawn.matches(".select2-container")) return;
    drawn.querySelectorAll(".select2-search__field, .select2-selection--single, .select2-selection__rendered").forEach(
      (part) => part.setAttribute("aria-label", name),
    );
  }

  function nameAll() {
    document.querySelectorAll("select.select2-hidden-accessible").forEach(nameSelect2);
    const search = document.getElementById("searchbar");
    if (search) search.setAttribute("aria-label", search.form.querySelector("[type=submit]").value);
  }

  function nameOpened() {
    const open = document.querySelector(".select2-container--open .select2-selection");
    const search = document.querySelector(".select2-container--open .select2-dropdown .select2-search__field");
    if (open && search) search.setAttribute("aria-label", open.getAttribute("aria-label") || "");
  }

  // select2 draws its parts whenever it likes: after the page, in a new line of a form, when a list opens.
  let waiting = false;
  function soon() {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      nameAll();
      nameOpened();
    });
  }
  new MutationObserver(soon).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", soon);
})();
