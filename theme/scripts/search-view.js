// What readers see of a search: state in the address, results, filters, errors. A source answers:
// search-static.js or search-cluster.js.
const PAGE = 10;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const start = (box, form, status) => {
  const kept = document.querySelector("[data-search-texts]").content;
  const sample = document.querySelector("[data-search-result]").content;
  const heading = box.querySelector("[data-search-heading]");
  const more = box.querySelector("[data-search-more]");
  const retry = box.querySelector("[data-search-retry]");
  const selects = [...form.querySelectorAll("[data-filter]")];
  for (const option of selects.flatMap((one) => [...one.options])) {
    option.dataset.title = option.textContent;
  }
  const say = (name, values = {}) =>
    fill(kept.querySelector(`[data-name="${name}"]`).textContent.trim(), values);
  const list = document.createElement("ol");
  list.className = "search-results";
  heading.after(list);
  const direct = document.createElement("div");
  direct.className = "search-direct";
  heading.before(direct);
  const { base } = box.dataset;
  const hant = document.documentElement.lang.startsWith("zh-Hant");
  let source = null;
  let turn = 0;
  let shown = 0;

  const opened = () => {
    source ??= import(box.dataset.engine).then((engine) => engine.open(box.dataset));
    source.catch(() => {
      source = null;
    });
    return source;
  };

  // Pages of the Traditional edition lead to pages of it.
  const addressOf = (url) => (hant ? `${base}zh-hant/${url.slice(base.length)}` : url);

  const marked = (place, pieces) => {
    place.replaceChildren();
    for (const [text, hit] of pieces) {
      const node = hit ? document.createElement("mark") : document.createTextNode("");
      node.textContent = text;
      place.append(node);
    }
  };

  const element = (result) => {
    const made = sample.firstElementChild.cloneNode(true);
    const part = (name) => made.querySelector(`[data-field="${name}"]`);
    const link = part("title");
    link.href = addressOf(result.url);
    marked(link, result.title);
    const passage = part("passage");
    if (result.attachment) {
      const file = part("attachment");
      file.href = result.attachment.url;
      file.textContent = say("attached", { title: result.attachment.title });
    } else {
      part("attachment").remove();
    }
    marked(passage, result.passage);
    marked(part("number"), result.number);
    const column = selects
      .find((one) => one.name === "column")
      ?.querySelector(`[value="${CSS.escape(result.column)}"]`);
    const about = { day: result.day, column: column?.dataset.title.trim(), validity: result.validity };
    for (const [name, text] of Object.entries(about)) {
      part(name).textContent = text ?? "";
    }
    for (const one of made.querySelectorAll("[data-field]:empty")) {
      one.remove();
    }
    return made;
  };

  const state = () => {
    const wanted = new FormData(form);
    return Object.fromEntries([...wanted].filter(([, value]) => value.trim()));
  };

  const restore = () => {
    const asked = new URLSearchParams(location.search);
    for (const select of selects) {
      const value = asked.get(select.name) ?? "";
      select.value = [...select.options].some((one) => one.value === value) ? value : "";
    }
  };

  const remember = () => {
    const address = `${location.pathname}?${new URLSearchParams(state())}`;
    if (address !== location.pathname + location.search) {
      history.pushState(null, "", address);
    }
  };

  const filters = () => {
    const wanted = {};
    for (const select of selects) {
      const option = select.selectedOptions[0];
      if (select.value && option?.dataset.covers) {
        wanted[select.name] = option.dataset.covers.split("\n");
      }
    }
    return wanted;
  };

  const count = (counts) => {
    for (const select of selects.filter((one) => counts[one.name])) {
      for (const option of [...select.options].filter((one) => one.value)) {
        const covers = option.dataset.covers.split("\n");
        const total = covers.reduce((sum, one) => sum + (counts[select.name][one] ?? 0), 0);
        option.textContent = `${option.dataset.title}（${total}）`;
        option.disabled = total === 0 && !option.selected;
      }
    }
  };

  const clear = () => {
    list.replaceChildren();
    direct.replaceChildren();
    for (const one of [heading, direct, more, retry]) {
      one.hidden = true;
    }
    shown = 0;
  };

  const showFound = (found, asked) => {
    const key = found.total === 0 ? (found.all ? "narrowed_none" : "none") : "found";
    const told = [say(found.total && found.total < found.all ? "narrowed" : key, found)];
    if (found.cut) {
      told.push(say("cut"));
    }
    status.textContent = told.join("");
    heading.hidden = found.total === 0;
    count(found.counts);
    document.title = document.title.replace(/^(?:.*：)?/, `${asked.q}：`);
  };

  const next = async (found, focus) => {
    const mine = turn;
    const results = await found.page(shown, PAGE);
    if (mine !== turn) {
      return;
    }
    const made = results.map(element);
    list.append(...made);
    shown += made.length;
    more.hidden = shown >= found.total;
    if (focus) {
      made[0]?.querySelector("a").focus();
    }
  };

  const fail = (fault) => {
    const known = { missing: "missing", damaged: "damaged", old: "old" }[fault.kind];
    clear();
    status.textContent = say(known ?? "offline");
    retry.hidden = false;
  };

  // A number goes straight to its notice; where several notices carry it, they come first.
  const goDirect = (matches, asked) => {
    if (matches.length === 1 && !Object.keys(filters()).length) {
      location.replace(addressOf(matches[0].url));
      return true;
    }
    direct.hidden = matches.length === 0;
    if (matches.length) {
      const title = document.createElement("p");
      title.textContent = say("direct", asked);
      const links = document.createElement("ul");
      for (const one of matches.slice(0, PAGE)) {
        const link = document.createElement("a");
        link.className = "search-direct__link";
        link.href = addressOf(one.url);
        link.textContent = `${one.number} ${one.title}`;
        links.append(document.createElement("li"));
        links.lastChild.append(link);
      }
      direct.append(title, links);
    }
    return false;
  };

  let pending = null;
  const search = async () => {
    const mine = (turn += 1);
    const asked = state();
    clear();
    if (!asked.q) {
      status.textContent = say("ask");
      return;
    }
    status.textContent = say("searching");
    try {
      const engine = await opened();
      const matches = await engine.direct(asked.q);
      if (mine !== turn || goDirect(matches, asked)) {
        return;
      }
      const found = await engine.search(asked.q, filters(), asked.sort);
      if (mine !== turn) {
        return;
      }
      if (found.empty) {
        status.textContent = say("ask");
        return;
      }
      showFound(found, asked);
      pending = () => next(found, true).catch(fail);
      await next(found, false);
    } catch (fault) {
      if (mine === turn) {
        fail(fault);
      }
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    remember();
    search();
  });
  form.addEventListener("change", (event) => {
    if (selects.includes(event.target)) {
      remember();
      search();
    }
  });
  more.addEventListener("click", () => pending());
  retry.addEventListener("click", search);
  window.addEventListener("popstate", () => {
    form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
    restore();
    search();
  });
  restore();
  const chosen = selects.some((one) => one.value);
  form.querySelector("[data-filters]").open = chosen || matchMedia("(min-width: 48rem)").matches;
  if (new URLSearchParams(location.search).get("q")?.trim()) {
    search();
  }
};
