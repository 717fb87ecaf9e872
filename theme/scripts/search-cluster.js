// Answers queries by asking an OpenSearch cluster, with the same rules as search-static.js.
const PASSAGE = 110;
const FACETS = ["column", "series", "kind", "year", "validity", "issuer", "subject"];
const OWN = ["title", "number", "about", "text"];
const OPEN = "\u0001";
const SHUT = "\u0002";
const LONGEST = 100;

const fault = (kind, cause) => Object.assign(new Error(kind, { cause }), { kind });
const phrase = (query, fields) => ({ multi_match: { query, type: "phrase", fields } });
const all = (queries) => ({ bool: { filter: queries } });
const any = (queries) => ({ bool: { should: queries, minimum_should_match: 1 } });

const highlight = (fields) => ({
  pre_tags: [OPEN],
  post_tags: [SHUT],
  fields: Object.fromEntries(
    fields.map((field) => [
      field,
      /title|number/.test(field)
        ? { number_of_fragments: 0 }
        : { number_of_fragments: 1, fragment_size: PASSAGE },
    ]),
  ),
});

// Each character is a token, so marks stand around each: neighbours become one.
const pieces = (text) =>
  text
    .replaceAll(SHUT + OPEN, "")
    .split(new RegExp(`(${OPEN}[^${SHUT}]*${SHUT})`))
    .filter(Boolean)
    .map((piece) => [piece.replace(/[\u0001\u0002]/g, "").replace(/\s+/g, " "), piece[0] === OPEN]);

const termQuery = (term, at) =>
  any([
    phrase(term, OWN),
    {
      nested: {
        path: "attachments",
        query: phrase(term, ["attachments.title", "attachments.text"]),
        inner_hits: {
          name: `a${at}`,
          size: 1,
          _source: ["attachments.title", "attachments.url"],
          highlight: highlight(["attachments.text"]),
        },
      },
    },
  ]);

const body = (terms, filters, sort, from, size) => {
  const heads = terms.map((term) => any([phrase(term, ["title"]), phrase(term, ["number"])]));
  const narrowed = Object.entries(filters).map(([name, values]) => [
    name,
    { terms: { [name]: values } },
  ]);
  const others = (facet) => all(narrowed.filter(([name]) => name !== facet).map(([, one]) => one));
  return {
    from,
    size,
    track_total_hits: true,
    _source: ["title", "number", "url", "date", "column", "validity", "text"],
    query: {
      bool: {
        filter: terms.map(termQuery),
        should: [all(heads), any(heads)].map((filter) => ({ constant_score: { filter } })),
      },
    },
    post_filter: all(narrowed.map(([, one]) => one)),
    sort: sort === "date" ? [{ date: "desc" }] : [{ _score: "desc" }, { date: "desc" }],
    aggs: Object.fromEntries([
      ["all", { filter: { match_all: {} } }],
      ...FACETS.map((facet) => [
        facet,
        { filter: others(facet), aggs: { values: { terms: { field: facet, size: 1000 } } } },
      ]),
    ]),
    highlight: highlight(OWN),
  };
};

const resultOf = ({ _source: source, highlight: marks = {}, inner_hits: inner = {} }) => {
  const attached = Object.values(inner).flatMap((one) => one.hits.hits)[0];
  const own = (marks.text ?? marks.about)?.[0];
  const other = own ? undefined : attached;
  const told = own ?? other?.highlight?.["attachments.text"]?.[0] ?? source.text.slice(0, PASSAGE);
  return {
    url: source.url,
    title: pieces(marks.title?.[0] ?? source.title),
    number: pieces(marks.number?.[0] ?? source.number),
    day: source.date.slice(0, 10),
    column: source.column,
    validity: source.validity,
    attachment: other ? { title: other._source.title, url: other._source.url } : null,
    passage: pieces(told),
  };
};

class ClusterSource {
  constructor(address, words) {
    this.address = address;
    this.words = words;
    // The cluster folds the rest itself.
    this.fold = words.makeFold("號号").fold;
  }

  async ask(question) {
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(question),
      credentials: "omit",
    });
    if (!answer.ok) {
      throw fault("missing");
    }
    try {
      return await answer.json();
    } catch (cause) {
      throw fault("damaged", cause);
    }
  }

  async direct(query) {
    const { keys } = this.words.numberKeys(query, this.fold);
    if (!keys.length) {
      return [];
    }
    const found = await this.ask({
      size: 50,
      _source: ["title", "number", "url"],
      query: { terms: { spellings: keys } },
      sort: [{ date: "desc" }],
    });
    return found.hits.hits.map(({ _source: one }) => one);
  }

  async search(query, filters, sort) {
    const { terms, cut } = this.words.readTerms(query, this.fold, LONGEST);
    if (!terms.length) {
      return { empty: true };
    }
    const first = await this.ask(body(terms, filters, sort, 0, 10));
    const counts = Object.fromEntries(
      FACETS.map((facet) => [
        facet,
        Object.fromEntries(
          first.aggregations[facet].values.buckets.map((one) => [one.key, one.doc_count]),
        ),
      ]),
    );
    return {
      total: first.hits.total.value,
      all: first.aggregations.all.doc_count,
      cut,
      counts,
      page: async (from, size) => {
        const asked = from ? await this.ask(body(terms, filters, sort, from, size)) : first;
        return asked.hits.hits.map(resultOf);
      },
    };
  }
}

export const open = async (settings) =>
  new ClusterSource(settings.source, await import(settings.words));
