// Registers the worker for reading offline. What tells of the connection is loaded when needed.
(() => {
  "use strict";

  const { worker, connection } = document.currentScript.dataset;
  const { serviceWorker } = navigator;
  const tell = (news) => import(connection).then((it) => it.tell(news)).catch(() => {});

  if (!document.querySelector("[data-part=bar]").hidden || !navigator.onLine) {
    tell();
  }
  addEventListener("offline", () => tell());
  serviceWorker?.addEventListener("message", ({ data }) => tell(data));

  // A page that was there before the worker tells it what to keep.
  const first = !serviceWorker?.controller;
  addEventListener("load", async () => {
    try {
      await serviceWorker.register(worker, { updateViaCache: "none" });
      if (first) {
        const files = performance.getEntriesByType("resource").map((one) => one.name);
        (await serviceWorker.ready).active.postMessage({ files });
      }
    } catch {
      // There is none, it is forbidden or out of reach: the portal is read online as before.
    }
  });
})();
