// The error page: the columns nearest to the address come first, its words stand in the search form.
(() => {
  "use strict";

  const list = document.querySelector("[data-columns]");
  const here = decodeURIComponent(location.pathname).split("/").filter(Boolean);
  const shared = (link) => {
    const parts = new URL(link.href).pathname.split("/").filter(Boolean);
    let count = 0;
    while (count < parts.length && parts[count] === here[count]) {
      count += 1;
    }
    return count;
  };
  if (list) {
    const entries = [...list.children].map((entry) => [shared(entry.querySelector("a")), entry]);
    entries.sort(([one], [other]) => other - one);
    list.append(...entries.map(([, entry]) => entry));
  }
  const word = (here.at(-1) ?? "").replace(/\.html?$/, "");
  const input = document.querySelector("#q");
  if (input && /[\u4e00-\u9fff]/.test(word)) {
    input.value = word.slice(0, 100);
  }
})();
