// Keeps the pages that were read and the newest notices, for reading offline. A page comes from the
// network whenever the network answers; a kept copy stands in for it when the network fails, errs or
// is slow, and always says that it is a copy, and of when. Nothing is sent anywhere.
"use strict";

const VERSION = 1; // of the form that copies are kept in
const BASE = new URL("./", self.location).pathname;
const PAGES = `tongbao ${VERSION} pages ${BASE}`;
const FILES = `tongbao ${VERSION} files ${BASE}`;
const TRADITIONAL = "zh-hant/";
const LIST = "offline.json";
const SLOW = 5000; // milliseconds after which a kept copy stands in
const RETRY = 600000; // milliseconds before a list that couldn't be kept whole is tried again
const VISITED = 50; // pages that were read, besides those of the list
const OTHERS = 100; // files that were used, besides those of the list
const LARGEST = 2000000; // bytes of a file
const HASHED = /\/theme\/[\w-]+\.[0-9a-f]{10}\.(?:css|js|svg)$/;

const pathOf = (address) =>
  new URL(address, self.location).pathname.replace(/\/index\.html$/, "/").replace(/\/[^/.]+$/, "$&/");
const editionOf = (path) => (path.startsWith(BASE + TRADITIONAL) ? TRADITIONAL : "");
const find = (cacheName, path) => caches.match(path, { cacheName });
const noted = (copy, name) => copy?.headers.get(`tongbao-${name}`) ?? "";

const digestOf = async (body) => {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", body));
  return [...bytes.slice(0, 8)].map((one) => one.toString(16).padStart(2, "0")).join("");
};

// Only a whole answer of the portal itself that may be stored.
const sound = (answer) =>
  answer.status === 200 &&
  answer.type === "basic" &&
  !answer.redirected &&
  !/no-store/.test(answer.headers.get("cache-control"));
const isPage = (answer) => /^text\/html\b/.test(answer.headers.get("content-type"));

// The page tells of itself what the worker found; these parts stand hidden in every page.
const revealed = (html, ...parts) =>
  parts.reduce((text, part) => text.replaceAll(` data-part="${part}" hidden`, ` data-part="${part}"`), html);
const markable = (html) => html.includes(' data-part="copy" hidden') && /<\/html>\s*$/.test(html);

// A device without room reads online as before, and isn't tried over and over.
let full = false;
const stored = async (cache, path, copy) => {
  try {
    await cache.put(path, copy);
    return true;
  } catch {
    full = true;
    return false;
  }
};

// Puts an answer into a cache unless it is broken, older than the copy there, or, where `exact`, not
// what a list says that it should be; tells whether it did. `digest` is what the list says.
const keep = async (cacheName, path, answer, started, { digest = "", exact = false, visited = false } = {}) => {
  if (!sound(answer) || Number(answer.headers.get("content-length")) > LARGEST) {
    return false;
  }
  const body = await answer.arrayBuffer(); // fails where the answer breaks off
  const own = await digestOf(body);
  const unfit = cacheName === PAGES && !(isPage(answer) && markable(new TextDecoder().decode(body)));
  if (unfit || body.byteLength > LARGEST || (exact && own !== digest)) {
    return false;
  }
  const cache = await caches.open(cacheName);
  const earlier = await cache.match(path);
  if (Number(noted(earlier, "saved")) > started) {
    return true;
  }
  const headers = new Headers(answer.headers);
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "vary"]) {
    headers.delete(name);
  }
  headers.set("tongbao-saved", started);
  headers.set("tongbao-digest", own);
  headers.set("tongbao-listed", digest);
  headers.set("tongbao-visited", visited || noted(earlier, "visited") === "true");
  return stored(cache, path, new Response(body, { headers }));
};

// The lists that were kept last, of one edition or both.
const lists = async () => {
  const found = [];
  for (const edition of ["", TRADITIONAL]) {
    const kept = await find(FILES, BASE + edition + LIST);
    if (kept) {
      found.push(await kept.json());
    }
  }
  return found;
};

// Removes what is neither listed nor among the newest that were read.
const prune = async () => {
  const known = await lists();
  for (const [name, most, kinds] of [
    [PAGES, VISITED, ["pages", "notices"]],
    [FILES, OTHERS, ["files"]],
  ]) {
    const listed = new Set(
      known.flatMap((list) => kinds.flatMap((kind) => list[kind].map(([address]) => pathOf(address)))),
    );
    const cache = await caches.open(name);
    const others = [];
    for (const request of await cache.keys()) {
      const path = new URL(request.url).pathname;
      if (!listed.has(path) && !path.endsWith(LIST)) {
        others.push([await cache.match(request), request]);
      }
    }
    others.sort(([one], [other]) => noted(other, "saved") - noted(one, "saved"));
    const stay = others.filter(([copy]) => name === FILES || noted(copy, "visited") === "true");
    const spared = new Set(stay.slice(0, most));
    for (const other of others) {
      if (!spared.has(other)) {
        await cache.delete(other[1]);
      }
    }
  }
};

// Brings one row of a list up to date; tells whether it is. What turns out to be outdated goes.
const renew = async (cacheName, [address, digest], started, exact) => {
  const path = pathOf(address);
  const copy = await find(cacheName, path);
  if (copy && (noted(copy, "digest") === digest || (!exact && noted(copy, "listed") === digest))) {
    return true;
  }
  const answer = digest && (await fetch(address, { cache: "no-cache" }));
  if (answer && (await keep(cacheName, path, answer, started, { digest, exact }))) {
    return true;
  }
  await (await caches.open(cacheName)).delete(path);
  return !digest;
};

// Reads the list of an edition, and brings what it names up to date where it says something new.
const refreshOne = async (edition) => {
  const started = Date.now();
  const address = BASE + edition + LIST;
  const answer = await fetch(address, { cache: "no-cache" });
  if (!sound(answer)) {
    return;
  }
  const text = await answer.text();
  const earlier = await find(FILES, address);
  const settled = started - noted(earlier, "saved") < RETRY || noted(earlier, "missing") === "0";
  if (earlier && settled && (await earlier.text()) === text) {
    return;
  }
  const list = JSON.parse(text);
  // Some hosts write into every page: where the page offline isn't as it was built, digests tell what
  // changed, but not what a page must be like.
  const [shell, ...pages] = list.pages;
  await renew(PAGES, shell, started, false);
  const exact = noted(await find(PAGES, pathOf(shell[0])), "digest") === shell[1];
  let missing = exact ? 0 : 1;
  for (const [name, rows] of [
    [FILES, list.files],
    [PAGES, [...pages, ...list.notices]],
    [PAGES, await held(list.changes)],
  ]) {
    for (const row of rows) {
      missing += (await renew(name, row, started, exact)) ? 0 : 1;
    }
  }
  const headers = { "content-type": "application/json", "tongbao-saved": started, "tongbao-missing": missing };
  await stored(await caches.open(FILES), address, new Response(text, { headers }));
};

// Of the pages that changed, those that this device holds.
const held = async (rows) => {
  const requests = await (await caches.open(PAGES)).keys();
  const paths = new Set(requests.map((request) => new URL(request.url).pathname));
  return rows.filter(([address]) => paths.has(pathOf(address)));
};

// One at a time: two windows must not fetch the same twice.
let running = Promise.resolve();
const refresh = (edition) => {
  running = running
    .catch(() => {}) // the earlier one met a network that went away; this one may fare better
    .then(async () => {
      if (full) {
        return;
      }
      const both = edition || (await find(FILES, BASE + TRADITIONAL + LIST));
      await refreshOne("");
      if (both) {
        await refreshOne(TRADITIONAL);
      }
      await prune();
    });
  return running;
};

const marked = async (copy) => {
  const html = await copy.text();
  const day = new Date(Number(noted(copy, "saved")));
  const time = `${day.getHours()}:${String(day.getMinutes()).padStart(2, "0")}`;
  const shown = `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日${time}`;
  // The page shown for what isn't kept needs no excuse of its own.
  const parts = html.includes(' data-part="missing" hidden') ? [] : ["copy"];
  return new Response(
    revealed(html, "bar", navigator.onLine ? "far" : "away", ...parts).replaceAll(
      /( data-time="saved">)[^<]*/g,
      `$1${shown}`,
    ),
    { headers: copy.headers },
  );
};

const missingPage = async (path) => {
  for (const edition of new Set([editionOf(path), ""])) {
    const copy = await find(PAGES, `${BASE}${edition}offline/`);
    if (copy) {
      const page = await marked(copy);
      return new Response(revealed(await page.text(), "missing"), { status: 503, headers: page.headers });
    }
  }
  return Response.error();
};

const tell = async (id, words) => (await self.clients.get(id))?.postMessage(words);

const page = async (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  const started = Date.now();
  let stoodIn = false;
  // Asks the host even where the browser holds a copy of its own: that one would pass for current.
  const network = fetch(request.url, {
    cache: "no-cache",
    headers: request.headers,
    mode: "same-origin",
    redirect: "manual",
    referrer: request.referrer,
  });
  const taken = network.then((answer) => (sound(answer) && isPage(answer) ? answer.clone() : null));
  const afterwards = async () => {
    const body = await taken;
    const answer = await network;
    if (body) {
      await keep(PAGES, path, body, started, { visited: true });
    } else if ([404, 410].includes(answer.status)) {
      await (await caches.open(PAGES)).delete(path);
    }
    if (stoodIn && body) {
      await tell(event.resultingClientId, "fresh");
    }
    if (answer.status < 500) {
      await refresh(editionOf(path));
    }
  };
  event.waitUntil(afterwards().catch(() => {})); // what can't be kept now is kept another time
  const late = new Promise((done) => setTimeout(done, SLOW));
  const answer = await Promise.race([network, late]).catch(() => undefined);
  if (answer && answer.status < 500) {
    return answer;
  }
  const copy = await find(PAGES, path);
  if (copy) {
    stoodIn = true;
    return marked(copy);
  }
  return answer ?? network.catch(() => missingPage(path));
};

// The name of a hashed file changes with its content.
const hashed = async (event, path) => {
  const copy = await find(FILES, path);
  return copy ?? picture(event, path);
};

// Of a picture in several sizes one is kept; it stands in for the others.
const standIn = async (path) => {
  const rows = (await lists()).flatMap((list) => list.files);
  const row = rows.find(([, , ...others]) => others.some((other) => pathOf(other) === path));
  return row && find(FILES, pathOf(row[0]));
};

// Pictures keep their names: the network comes first, and a page that gets an old one is told.
const picture = async (event, path) => {
  const started = Date.now();
  try {
    const answer = await fetch(event.request);
    if (sound(answer)) {
      event.waitUntil(keep(FILES, path, answer.clone(), started).catch(() => {}));
    }
    return answer;
  } catch (fault) {
    const copy = (await find(FILES, path)) ?? (await standIn(path));
    if (!copy) {
      throw fault;
    }
    event.waitUntil(tell(event.clientId, "picture"));
    return copy;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  const ours = origin === self.location.origin && pathname.startsWith(BASE);
  if (request.method !== "GET" || !ours || request.headers.has("range")) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(page(event));
  } else if (HASHED.test(pathname)) {
    event.respondWith(hashed(event, pathname));
  } else if (request.destination === "image" && !search) {
    event.respondWith(picture(event, pathname));
  }
});

// A page that was open before the worker sends the files that it uses; it is kept with them.
const keepOpen = async (address, files) => {
  const started = Date.now();
  const path = pathOf(address);
  await keep(PAGES, path, await fetch(path, { cache: "no-cache" }), started, { visited: true });
  for (const { origin, pathname, search } of files.map((file) => new URL(file))) {
    const wanted = HASHED.test(pathname) || /\.(?:avif|gif|jpe?g|png|svg|webp)$/.test(pathname);
    if (wanted && origin === self.location.origin && pathname.startsWith(BASE) && !search) {
      await keep(FILES, pathname, await fetch(pathname), started);
    }
  }
};

self.addEventListener("message", (event) => {
  const { url } = event.source;
  event.waitUntil(
    (event.data.files ? keepOpen(url, event.data.files) : Promise.resolve())
      .then(() => refresh(editionOf(new URL(url).pathname)))
      .catch(() => {}), // offline: the next page that is read tries again
  );
});

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(refresh(""));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        const own = /^tongbao \d+ (?:pages|files) /.test(name) && name.endsWith(` ${BASE}`);
        if (own && name !== PAGES && name !== FILES) {
          await caches.delete(name);
        }
      }
      await self.clients.claim();
    })(),
  );
});
