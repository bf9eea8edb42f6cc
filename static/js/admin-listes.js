// Long lists of choices become searchable.
(function ($) {
  "use strict";
  $(() => $("select.choix-multiples").select2({ theme: "admin-autocomplete", width: "100%" }));
})(django.jQuery);
