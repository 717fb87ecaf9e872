// Stands at the worker's address where the portal is no app: an earlier worker goes with all it kept.
"use strict";

const BASE = new URL("./", self.location).pathname;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (/^tongbao \d+ (?:pages|files) /.test(name) && name.endsWith(` ${BASE}`)) {
          await caches.delete(name);
        }
      }
      await self.registration.unregister();
    })(),
  );
});
