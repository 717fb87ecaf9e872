// Answers queries from the index of static files.
const PASSAGE = 110;
const BEFORE = 30;

const fault = (kind, cause) => Object.assign(new Error(kind, { cause }), { kind });

// Fetches a file of the index and unpacks it; the format tells of damage.
const reader = (folder) => async (name) => {
  if (!("DecompressionStream" in window)) {
    throw fault("old");
  }
  const answer = await fetch(folder + name, { cache: name.endsWith(".json") ? "no-cache" : "default" });
  if (!answer.ok) {
    throw fault("missing");
  }
  if (!name.endsWith(".bin")) {
    return new Uint8Array(await answer.arrayBuffer());
  }
  const packed = await answer.arrayBuffer();
  try {
    const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(plain).arrayBuffer());
  } catch (cause) {
    throw fault("damaged", cause);
  }
};

// Cuts a text into pieces that are hits and pieces that aren't; longer terms go first.
const pieces = (text, terms, spread) => {
  const plain = text.normalize("NFC");
  const { folded, places } = spread(plain);
  const hits = new Uint8Array(plain.length);
  let first = plain.length;
  for (const term of terms) {
    for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + 1)) {
      const begin = places[at];
      const last = places[at + term.length - 1];
      hits.fill(1, begin, last + (plain.codePointAt(last) > 0xffff ? 2 : 1));
      first = Math.min(first, begin);
    }
  }
  return { plain, hits, first: first < plain.length ? first : -1 };
};

const grouped = ({ plain, hits }, begin, end) => {
  const found = [];
  for (let at = begin; at < end; ) {
    let to = at + 1;
    while (to < end && hits[to] === hits[at]) {
      to += 1;
    }
    found.push([plain.slice(at, to).replace(/\s+/g, " "), hits[at] === 1]);
    at = to;
  }
  return found;
};

const isLow = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;

const passageOf = (cut, length) => {
  let begin = Math.max(0, cut.first - BEFORE);
  let end = Math.min(cut.plain.length, begin + length);
  begin -= isLow(cut.plain, begin);
  end += isLow(cut.plain, end);
  // What is found stands whole, even where the passage ends.
  while (end < cut.plain.length && cut.hits[end - 1] && cut.hits[end]) {
    end += 1;
  }
  const middle = grouped(cut, begin, end);
  return [
    ...(begin > 0 ? [["……", false]] : []),
    ...middle,
    ...(end < cut.plain.length ? [["……", false]] : []),
  ];
};

const dayOf = (minutes) => new Date(minutes * 60000).toISOString().slice(0, 10);

class StaticSource {
  constructor(settings, modules) {
    Object.assign(this, { settings, ...modules, index: null, last: {} });
  }

  // A portal that was published anew meanwhile has other files: the index is opened once more.
  async withIndex(work) {
    for (let left = 1; ; left -= 1) {
      try {
        this.index ??= this.engine.openIndex(
          reader(this.settings.source),
          this.words,
          this.shards,
        );
        return await work(await this.index);
      } catch (cause) {
        this.index = null;
        this.last = {};
        if (cause.kind !== "missing" || left === 0) {
          throw cause.kind || cause instanceof TypeError ? cause : fault("damaged", cause);
        }
      }
    }
  }

  direct(query) {
    return this.withIndex(async (index) => {
      const { keys, serial } = this.words.numberKeys(query, index.fold);
      if (!keys.length) {
        return [];
      }
      const found = await index.lookUp(keys.map(this.words.hashed).map((pair) => pair.join("")));
      const heads = await Promise.all(found.map((one) => index.head(one)));
      const carries = (head) => (head.n ?? "").match(/[0-9]+/g)?.map(Number).includes(serial);
      return heads.filter(carries).map((head) => ({ url: head.u, title: head.t, number: head.n }));
    });
  }

  search(query, filters, sort) {
    return this.withIndex(async (index) => {
      const { terms, cut } = this.words.readTerms(query, index.fold, index.longest);
      if (!terms.length) {
        return { empty: true };
      }
      const asked = terms.join("\n");
      if (this.last.asked !== asked) {
        const documents = await index.find(terms);
        for (const one of documents) {
          const { minutes, ...facts } = index.facts(one);
          Object.assign(one, { minutes, facts: { ...facts, year: dayOf(minutes).slice(0, 4) } });
          one.rank = index.inHead(one) === terms.length ? 2 : Number(index.inHead(one) > 0);
        }
        this.last = { asked, documents };
      }
      return this.answer(index, terms, cut, filters, sort);
    });
  }

  answer(index, terms, cut, filters, sort) {
    const all = this.last.documents;
    const fits = (one, besides) =>
      Object.entries(filters).every(
        ([name, values]) => name === besides || values.includes(one.facts[name]),
      );
    const counts = {};
    for (const one of all) {
      for (const [name, value] of Object.entries(one.facts)) {
        counts[name] ??= {};
        if (fits(one, name)) {
          counts[name][value] = (counts[name][value] ?? 0) + 1;
        }
      }
    }
    const found = all.filter((one) => fits(one));
    const newest = (one, other) => other.minutes - one.minutes;
    found.sort((one, other) =>
      sort === "date" ? newest(one, other) : other.rank - one.rank || newest(one, other),
    );
    return {
      total: found.length,
      all: all.length,
      cut,
      counts,
      page: (from, size) =>
        Promise.all(found.slice(from, from + size).map((one) => this.result(index, one, terms))),
    };
  }

  async result(index, one, terms) {
    const first = one.segment.starts[one.index];
    const end = one.segment.starts[one.index + 1];
    const score = new Map();
    for (const part of one.terms.flat()) {
      if (part !== first) {
        score.set(part, (score.get(part) ?? 0) + 1);
      }
    }
    const best = [...score].sort(([a, many], [b, other]) => other - many || a - b)[0]?.[0];
    const chosen = best ?? (first + 1 < end ? first + 1 : first);
    const [head, part] = await Promise.all([index.head(one), index.part(one, chosen)]);
    const cuts = part.texts.map((text) => pieces(text, terms, index.spread));
    const told = cuts.findLast((text) => text.first >= 0) ?? cuts.at(-1);
    const whole = (text) => {
      const cut = pieces(text, terms, index.spread);
      return grouped(cut, 0, cut.plain.length);
    };
    const attachment = part.attachment && head.a[part.attachment - 1];
    return {
      url: head.u,
      title: whole(head.t),
      number: whole(head.n ?? ""),
      day: dayOf(one.minutes),
      column: one.facts.column,
      validity: one.facts.validity,
      attachment: attachment ? { title: attachment[0], url: attachment[1] } : null,
      passage: chosen === first ? [] : passageOf(told, PASSAGE),
    };
  }
}

export const open = async (settings) => {
  const names = ["index", "words", "shards"].map((name) => import(settings[name]));
  const [engine, words, shards] = await Promise.all(names);
  return new StaticSource(settings, { engine, words, shards });
};
