// Says where what is shown may not be current: the reader is offline, or the page is a kept copy.
const parts = [...document.querySelectorAll("[data-part]")];
const named = (name) => parts.find((one) => one.dataset.part === name);
const { serviceWorker } = navigator;
// What the worker said of this page as it served it.
const [marked, copy, missing] = ["bar", "copy", "missing"].map((name) => named(name)?.hidden === false);
let news = marked ? "far" : "";

const shown = () => {
  const online = navigator.onLine;
  const lead = online ? news : "away";
  if (!lead) {
    return [];
  }
  return [
    "bar",
    lead,
    copy && "copy",
    !marked && !online && "loaded",
    online && "reload",
    ["away", "far"].includes(lead) && serviceWorker?.controller && !named("missing") && "overview",
  ];
};

const show = () => {
  const now = shown();
  for (const one of parts) {
    one.hidden = one.dataset.part === "missing" ? !missing : !now.includes(one.dataset.part);
  }
  // Screen readers tell what changes in a region that they know already.
  setTimeout(() => {
    const said = now.length ? document.querySelector("[data-words]").innerText : "";
    document.querySelector("[data-said-offline]").textContent = said;
  }, 500);
};

// `word` is what the worker found: fresh, where the network answered after all; picture, where an
// old one stands in.
export const tell = (word) => {
  if (word === "fresh" || (word && !marked)) {
    news = word;
  }
  show();
};

const loaded = new Date(performance.timeOrigin);
const minutes = String(loaded.getMinutes()).padStart(2, "0");
document.querySelector("[data-time=loaded]").textContent = `${loaded.getHours()}:${minutes}`;
named("reload").addEventListener("click", () => location.reload());
addEventListener("offline", show);
addEventListener("pageshow", show);
addEventListener("online", () => {
  news = news && "back";
  show();
  serviceWorker?.controller?.postMessage({});
});
