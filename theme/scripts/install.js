// Offers to install the portal as an app, where the browser lets a page do so.
(() => {
  "use strict";

  const box = document.querySelector("[data-install-box]");
  const state = (name) => {
    for (const one of document.querySelectorAll("[data-install-state]")) {
      one.hidden = one.dataset.installState !== name;
    }
  };
  let offer = null;

  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    box.hidden = false;
  });
  document.querySelector("[data-install]").addEventListener("click", async () => {
    box.hidden = true;
    await offer.prompt();
  });
  addEventListener("appinstalled", () => {
    box.hidden = true;
    state("done");
  });
  if (matchMedia("(display-mode: standalone)").matches || navigator.standalone) {
    state("inside");
  }
})();
