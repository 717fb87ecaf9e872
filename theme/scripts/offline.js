// Lists what this device keeps for reading offline, and removes it when asked to.
(() => {
  "use strict";

  const box = document.querySelector("[data-kept]");
  const base = box.dataset.kept;
  const edition = document.documentElement.lang.includes("Hant") ? `${base}zh-hant/` : base;
  const clear = box.querySelector("[data-kept-clear]");
  const note = (copy, name) => copy.headers.get(`tongbao-${name}`);

  const names = async () =>
    (await caches.keys()).filter((name) => name.startsWith("tongbao ") && name.endsWith(` ${base}`));
  const state = (name) => {
    for (const one of box.querySelectorAll("[data-kept-state]")) {
      one.hidden = one.dataset.keptState !== name;
    }
  };

  const row = ({ url, title, copy, ...about }) => {
    const made = box.querySelector("[data-kept-row]").content.cloneNode(true);
    const link = made.querySelector("a");
    link.href = url;
    link.textContent = title;
    const day = new Date(Number(note(copy, "saved")));
    const time = `${day.getHours()}:${String(day.getMinutes()).padStart(2, "0")}`;
    about.saved = `${day.getFullYear()}年${day.getMonth() + 1}月${day.getDate()}日${time}`;
    for (const [name, text] of Object.entries(about)) {
      const place = made.querySelector(`[data-kept-${name}]`);
      place.textContent = text;
      place.hidden = !text;
    }
    return made;
  };

  const show = (name, entries) => {
    const group = box.querySelector(`[data-kept-group=${name}]`);
    const list = document.createElement("ul");
    list.append(...entries.map(row));
    group.querySelector("ul")?.remove();
    group.append(list);
    group.hidden = entries.length === 0;
  };

  // A page that was read says itself what it is.
  const told = async (url, copy) => {
    const page = new DOMParser().parseFromString(await copy.clone().text(), "text/html");
    const label = (name) => page.querySelector(`meta[name=${name}]`)?.content ?? "";
    page.querySelector(".document-number .tag")?.remove();
    const number = page.querySelector(".document-number")?.textContent.trim() ?? "";
    return { url, copy, number, title: label("ArticleTitle") || page.title, day: label("PubDate").slice(0, 10) };
  };

  const list = async () => {
    const name = (await names()).find((one) => one.includes(" pages "));
    if (!name) {
      return;
    }
    const pages = await caches.open(name);
    const kept = await caches.match(`${edition}offline.json`);
    const rows = kept ? (await kept.json()).notices : [];
    const listed = rows.map(([url]) => new URL(url, location).href);
    const notices = [];
    for (const [url, , title, number, day] of rows) {
      notices.push({ url, title, number, day, copy: await pages.match(url) });
    }
    const visited = [];
    for (const { url } of await pages.keys()) {
      const copy = await pages.match(url);
      if (note(copy, "visited") === "true" && !listed.includes(url) && !url.endsWith("/offline/")) {
        visited.push(await told(url, copy));
      }
    }
    visited.sort((one, other) => note(other.copy, "saved") - note(one.copy, "saved"));
    show("notices", notices.filter(({ copy }) => copy));
    show("visited", visited);
    clear.hidden = !box.querySelector("li");
    state(clear.hidden ? "none" : "");
  };

  clear.addEventListener("click", async () => {
    await Promise.all((await names()).map((name) => caches.delete(name)));
    show("notices", []);
    show("visited", []);
    clear.hidden = true;
    state("cleared");
  });
  // Storage may be forbidden, or empty: the page says so already.
  list().catch(() => {});
})();
