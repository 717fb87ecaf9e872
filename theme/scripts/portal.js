// Conveniences on top of pages that are complete without them. Asks nothing of any other host.
(() => {
  "use strict";

  const root = document.documentElement;
  const USUAL = { size: "medium", care: "", contrast: "", ruler: "" };
  const options = [...document.querySelectorAll("[data-option]")];
  const voice = document.querySelector("[data-said]");

  const say = (text) => {
    if (voice) {
      voice.textContent = text;
    }
  };
  const chosen = (name) => root.dataset[name] || USUAL[name];

  const show = () => {
    for (const button of options) {
      const pressed = chosen(button.dataset.option) === button.dataset.value;
      button.setAttribute("aria-pressed", String(pressed));
    }
    ruler.hidden = chosen("ruler") !== "on";
  };

  // Storage may be forbidden: a choice then lasts as long as the page.
  const keep = (name, value) => {
    try {
      if (value) {
        localStorage.setItem(`tongbao:${name}`, value);
      } else {
        localStorage.removeItem(`tongbao:${name}`);
      }
    } catch {
      // The page already shows the choice.
    }
  };

  const apply = (name, value) => {
    if (value && value !== USUAL[name]) {
      root.dataset[name] = value;
    } else {
      delete root.dataset[name];
    }
  };

  const choose = (name, value) => {
    apply(name, value);
    keep(name, root.dataset[name]);
    show();
  };

  const press = (button) => {
    const { option, value } = button.dataset;
    const label = button.getAttribute("aria-label") || button.textContent.trim();
    if (option === "size") {
      choose(option, value);
      say(`字号：${label}`);
    } else {
      const on = chosen(option) !== value;
      choose(option, on ? value : "");
      say(`${label}${on ? "已开启" : "已关闭"}`);
    }
  };

  // The ruler marks the line under the pointer, or the one that has the focus.
  const ruler = document.createElement("div");
  ruler.className = "ruler";
  ruler.setAttribute("aria-hidden", "true");
  document.body.append(ruler);
  const place = (y) => ruler.style.setProperty("--ruler-y", `${Math.round(y)}px`);
  document.addEventListener("pointermove", (event) => place(event.clientY));
  document.addEventListener("focusin", (event) => {
    const box = event.target.getBoundingClientRect();
    place(box.top + box.height / 2);
  });

  for (const button of options) {
    button.addEventListener("click", () => press(button));
  }
  for (const button of document.querySelectorAll("[data-reset]")) {
    button.addEventListener("click", () => {
      for (const name of Object.keys(USUAL)) {
        choose(name, "");
      }
      say("已恢复默认显示");
    });
  }

  // A choice made in another window, or on the page that the reader comes back from, counts here.
  const reread = () => {
    try {
      for (const name of Object.keys(USUAL)) {
        apply(name, localStorage.getItem(`tongbao:${name}`));
      }
    } catch {
      return;
    }
    show();
  };
  window.addEventListener("storage", reread);
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) {
      reread();
    }
  });

  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }

  // Reading aloud is a script of its own, fetched when it is first asked for.
  for (const button of document.querySelectorAll("[data-reader]")) {
    button.addEventListener("click", async () => {
      try {
        const reader = await import(button.dataset.reader);
        await reader.read(document.querySelector("[data-readable]"), say, button);
      } catch {
        say("朗读功能未能载入，请检查网络后重试");
      }
    });
  }

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

  document.querySelectorAll(".menu__more, .tools__share, .options__more").forEach(setUpPopup);
  show();
})();
