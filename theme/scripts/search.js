// Search by title and number in the portal's own index, the newest year first.
(() => {
  "use strict";

  const PAGE = 30;
  const box = document.querySelector("[data-search]");
  const status = document.querySelector("[data-search-status]");
  const list = document.createElement("ol");
  const more = document.querySelector("[data-search-more]");
  const input = document.querySelector("#q");
  const wanted = (new URLSearchParams(location.search).get("q") ?? "").slice(0, 100).trim();

  // Brackets, spaces, width and marks of any kind make no difference to a number or a title.
  const fold = (text) =>
    text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]/gu, "");

  const fetched = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    return answer.json();
  };

  const element = (name, className, text) => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const show = ([title, number, url, day, column, validity]) => {
    const item = element("li", "results__item", "");
    const link = element("a", "results__link", title);
    link.href = url;
    const about = element("p", "results__about", "");
    for (const text of [number, day, column, validity]) {
      if (text) {
        about.append(element("span", "results__part", text));
      }
    }
    item.append(link, about);
    list.append(item);
  };

  const search = async () => {
    const terms = wanted.split(/\s+/).map(fold).filter(Boolean);
    if (terms.length === 0) {
      return;
    }
    const whole = terms.join("");
    const found = [];
    status.textContent = "正在查找……";
    for (const [address] of await fetched(box.dataset.search)) {
      for (const row of await fetched(address)) {
        const text = fold(row[0] + row[1]);
        if (terms.every((term) => text.includes(term)) || text.includes(whole)) {
          found.push([fold(row[1]).endsWith(whole) ? 1 : 0, row]);
        }
      }
    }
    found.sort(([one], [other]) => other - one);
    status.textContent = found.length
      ? `找到 ${found.length} 篇`
      : "没有找到。请减少字数、换个说法，或者用下面的办法查找。";
    let shown = 0;
    const next = () => {
      for (const [, row] of found.slice(shown, shown + PAGE)) {
        show(row);
      }
      shown += PAGE;
      more.hidden = shown >= found.length;
    };
    more.addEventListener("click", next);
    next();
  };

  list.className = "results";
  status.after(list);
  input.value = wanted;
  search().catch(() => {
    status.textContent = "查找没有成功，请检查网络后重试。";
  });
})();
