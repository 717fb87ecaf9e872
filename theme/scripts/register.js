// Narrows the table of a register page to what is chosen; the address keeps the choice.
(() => {
  "use strict";

  const form = document.querySelector("[data-filter]");
  const status = document.querySelector("[data-filter-status]");
  const rows = [...document.querySelectorAll("[data-state]")];
  const fields = [...form.querySelectorAll("select")];
  const part = (name) => status.querySelector(`[data-filter-${name}]`);

  // The words come from the page, so that each edition tells of it in its own characters.
  const term = (field) =>
    `${field.labels[0].textContent.trim()}：${field.selectedOptions[0].textContent.trim()}`;

  const apply = () => {
    const chosen = fields.filter((field) => field.value);
    let count = 0;
    for (const row of rows) {
      row.hidden = chosen.some((field) => row.dataset[field.name] !== field.value);
      count += row.hidden ? 0 : 1;
    }
    for (const terms of status.querySelectorAll("[data-filter-terms]")) {
      terms.textContent = chosen.map(term).join("，");
    }
    part("count").textContent = String(count);
    part("some").hidden = chosen.length === 0 || count === 0;
    part("none").hidden = chosen.length === 0 || count > 0;
  };

  const keep = () => {
    const address = new URL(location.href);
    for (const field of fields) {
      if (field.value) {
        address.searchParams.set(field.name, field.value);
      } else {
        address.searchParams.delete(field.name);
      }
    }
    history.replaceState(null, "", address);
  };

  // What an address names and the page doesn't have counts for nothing.
  const restore = () => {
    const wanted = new URLSearchParams(location.search);
    for (const field of fields) {
      const value = wanted.get(field.name) ?? "";
      field.value = [...field.options].some((option) => option.value === value) ? value : "";
    }
    if (fields.some((field) => field.value)) {
      apply();
    }
  };

  form.addEventListener("change", () => {
    apply();
    keep();
  });
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    for (const field of fields) {
      field.value = "";
    }
    apply();
    keep();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  restore();
})();
