// Conveniences on top of pages that are complete without them. Asks nothing of any server.
(() => {
  "use strict";

  const SIZE_KEY = "tongbao:size";
  const root = document.documentElement;

  // Storage may be forbidden: a choice then lasts as long as the page.
  const kept = {
    read() {
      try {
        return localStorage.getItem(SIZE_KEY);
      } catch {
        return null;
      }
    },
    write(size) {
      try {
        localStorage.setItem(SIZE_KEY, size);
      } catch {
        // The page already shows the size.
      }
    },
  };

  const setUpSizes = (group) => {
    const buttons = [...group.querySelectorAll("[data-size]")];
    const show = (size) => {
      root.dataset.size = size;
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.size === size));
      }
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        show(button.dataset.size);
        kept.write(button.dataset.size);
      });
    }
    const last = kept.read();
    if (buttons.some((button) => button.dataset.size === last)) {
      show(last);
    }
    group.hidden = false;
  };

  const setUpPrint = (button) => {
    button.addEventListener("click", () => window.print());
    button.hidden = false;
  };

  // What opens over the page closes by Escape, by a click elsewhere and when focus leaves it.
  const setUpPopup = (details) => {
    const summary = details.querySelector("summary");
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        summary.focus();
      }
    });
    details.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !details.contains(event.relatedTarget)) {
        details.open = false;
      }
    });
    document.addEventListener("click", (event) => {
      if (!details.contains(event.target)) {
        details.open = false;
      }
    });
  };

  document.querySelectorAll("[data-text-size]").forEach(setUpSizes);
  document.querySelectorAll("[data-print]").forEach(setUpPrint);
  document.querySelectorAll(".menu__more, .tools__share").forEach(setUpPopup);
})();
