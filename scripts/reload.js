// Shows what a build changed in the page of a preview, without loading the page again where that is
// safe: where no script has touched what was there, and none must run or listen.

(() => {
  const EVENTS = "/.portal/changes";
  const ALIVE = "a[data-action], audio, button, details, dialog, form, input, link, script, select, style, template, video";
  const DATA = 'script[type="application/ld+json"]';

  const fetched = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  };

  const isAlive = (node) =>
    node.nodeType === Node.ELEMENT_NODE &&
    [node, ...node.querySelectorAll("*")].some((one) => one.matches(ALIVE) && !one.matches(DATA));

  // Whether nodes correspond one to another; scripts may have added some behind.
  const alike = (live, before) =>
    live.length >= before.length && before.every((node, at) => live[at].nodeName === node.nodeName);

  // Makes a live node, which was `before` when it came from the server, what is now there; tells
  // whether it could.
  const renew = (live, before, now) => {
    const children = [live, before, now].map((node) => [...node.childNodes]);
    const [ours, old, fresh] = children;
    const shells = [before, now].map((node) => node.cloneNode(false));
    if (shells[0].isEqualNode(shells[1]) && old.length === fresh.length && alike(ours, old)) {
      return fresh.every((node, at) => node.isEqualNode(old[at]) || renew(ours[at], old[at], node));
    }
    if (!live.isEqualNode(before) || isAlive(before) || isAlive(now)) {
      return false;
    }
    live.replaceWith(document.importNode(now, true));
    return true;
  };

  let known = fetched();
  const follow = async () => {
    const [before, now] = [await known, await fetched()];
    known = Promise.resolve(now);
    if (!renew(document.documentElement, before.documentElement, now.documentElement)) {
      location.reload();
    }
  };

  let following = Promise.resolve();
  new EventSource(EVENTS).onmessage = (event) => {
    if (event.data === "reload") {
      following = following.then(follow).catch(() => location.reload());
    }
  };
})();
