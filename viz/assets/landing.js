"use strict";
// Sends the reader of the site root to the language of the browser, Japanese first, or to the only one that there is.
(function () {
  var languages = navigator.languages && navigator.languages.length ? navigator.languages : [navigator.language || "ja"];
  var known = languages.map(function (tag) { return tag.slice(0, 2).toLowerCase(); })
    .filter(function (code) { return code === "ja" || code === "en"; });
  var link = document.querySelector('a[data-enter][hreflang="' + (known[0] || "ja") + '"]') ||
    document.querySelector("a[data-enter]");
  if (link && location.hash !== "#choose") location.replace(link.getAttribute("href"));
})();
