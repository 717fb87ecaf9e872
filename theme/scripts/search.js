// The search page. What answers and shows is fetched once there is something to look for.
(() => {
  "use strict";

  const box = document.querySelector("[data-search]");
  const form = document.querySelector("[data-search-form]");
  const status = document.querySelector("[data-search-status]");
  let started = null;

  const start = () => {
    started ??= import(box.dataset.view)
      .then((view) => view.start(box, form, status))
      .catch(() => {
        started = null;
        status.textContent = document
          .querySelector("[data-search-texts]")
          .content.querySelector("[data-name='offline']").textContent;
      });
  };

  const query = new URLSearchParams(location.search).get("q") ?? "";
  form.elements.q.value = query;
  if (query.trim()) {
    start();
  }
  form.addEventListener("focusin", start);
})();
