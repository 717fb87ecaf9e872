// Applies what the reader chose earlier before anything is painted. Nothing leaves the device.
(() => {
  "use strict";
  const root = document.documentElement;
  root.dataset.script = "on";
  try {
    for (const name of ["size", "care", "contrast", "ruler"]) {
      const kept = localStorage.getItem(`tongbao:${name}`);
      if (/^[a-z]+$/.test(kept ?? "")) {
        root.dataset[name] = kept;
      }
    }
  } catch {
    // Storage may be forbidden: the page looks as usual.
  }
})();
