"use strict";
// Draws the questions, filters and searches them. Every text goes in as text, never as markup.
(() => {
  const PORTION = 50;
  const { items, findings } = JSON.parse(document.getElementById("data").textContent);
  const at = (id) => document.getElementById(id);
  const list = at("list"), more = at("more"), search = at("search");
  const selects = { finding: at("finding"), kind: at("kind"), reply: at("reply") };
  const REPLIES = { answered: "Answered", refused: "Refused", failed: "Failed" };
  const SUPPORT = { supported: "✓ supported", weak: "~ weak", unsupported: "✗ unsupported" };
  let shown = [], drawn = 0, only = "";

  const element = (tag, className, ...children) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children.filter((child) => child !== null && child !== ""));
    return made;
  };
  // A text whose own direction, and any sign in it, ends with it.
  const foreign = (tag, className, ...children) => {
    const made = element(tag, className, ...children);
    made.dir = "auto";
    return made;
  };

  // --- searching ---------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/[\p{M}\u200c\u200d]/gu, "").toLowerCase();
  const texts = (value) =>
    typeof value === "string" ? [value]
    : Array.isArray(value) ? value.flatMap(texts)
    : value && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
  const folded = new Map();
  const haystack = (item) => {
    if (!folded.has(item)) {
      const { scores, finding, ...rest } = item;
      folded.set(item, fold(texts(rest).join("\n")));
    }
    return folded.get(item);
  };
  const replyOf = (item) => (item.reply === null ? "failed" : item.answered ? "answered" : "refused");
  const words = () => fold(search.value).split(/\s+/).filter(Boolean);

  const facets = {
    finding: (item) => item.finding,
    kind: (item) => item.kind,
    reply: replyOf,
  };
  const passes = (item, except) =>
    (!only || item.id === only) &&
    Object.entries(facets).every(
      ([name, of]) => name === except || !selects[name].value || selects[name].value === of(item));

  // --- drawing one question ----------------------------------------------------------------------

  // The text in runs: bold where it was set so, underlined where expected, marked where searched for.
  const runs = (text, { bold = [], wanted = [] } = {}) => {
    const flags = new Uint8Array(text.length);
    const low = text.toLowerCase().length === text.length ? text.toLowerCase() : text;
    const mark = (needles, flag) => {
      for (const needle of needles) {
        const small = needle.toLowerCase();
        for (let from = small ? low.indexOf(small) : -1; from >= 0; from = low.indexOf(small, from + small.length)) {
          const inWord = (sign) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign);
          const whole = !inWord(low[from - 1]) && !inWord(low[from + small.length]);
          if (whole || flag === 4) for (let i = from; i < from + small.length; i++) flags[i] |= flag;
        }
      }
    };
    mark(bold, 1);
    mark(wanted, 2);
    mark(words(), 4);
    const made = [];
    for (let start = 0, end = 0; start < text.length; start = end) {
      while (end < text.length && flags[end] === flags[start]) end++;
      let run = text.slice(start, end);
      if (flags[start] & 4) run = element("mark", "", run);
      if (flags[start] & 2) run = element("span", "wanted", run);
      if (flags[start] & 1) run = element("b", "", run);
      made.push(run);
    }
    return made;
  };

  const sentence = (said, answer, wanted) => {
    const sources = said.citations.map((n) => answer.citations.find((cited) => cited.number === n));
    const support = element("span", `support ${said.support}`, SUPPORT[said.support]);
    if (said.reason) support.title = said.reason;
    const numbers = said.citations.map((n, place) => {
      const number = element("sup", "", `\u2060[${n}]`); // no line breaks before it
      if (sources[place]) number.title = `${sources[place].title || sources[place].article}: ${sources[place].quote}`;
      return number;
    });
    return foreign("p", "sentence", ...runs(said.text, { bold: answer.bold, wanted }), ...numbers, " ", support);
  };

  const citation = (cited, wanted) => {
    const title = foreign(cited.url ? "a" : "span", "title", ...runs(cited.title || cited.article));
    if (cited.url) Object.assign(title, { href: cited.url, rel: "noopener noreferrer", target: "_blank" });
    const details = [cited.source, cited.date, cited.title ? cited.article : ""].filter(Boolean);
    const line = element("div", "", title);
    if (details.length) line.append(" ", element("span", "small", ...details.flatMap((text, place) =>
      [place ? " · " : "", element("bdi", "", ...runs(text))])));
    if (cited.relevant) line.append(" ", element("span", "small", "· as expected"));
    line.append(cited.wordForWord
      ? element("div", "small", "quoted word for word above")
      : foreign("blockquote", "", ...runs(cited.quote, { wanted })));
    return element("li", "", element("span", "n", String(cited.number)), line);
  };

  const conflict = ({ about, claims }) => element("li", "", element("span", "n", "≠"), element("div", "",
    "The sources differ on ", foreign("bdi", "", ...runs(about)), ": ",
    ...claims.flatMap(([value, n], place) => [place ? ", " : "", foreign("bdi", "", ...runs(value)), element("sup", "", ` [${n}]`)])));

  const said = (answer, wanted) => {
    const parts = answer.answered && answer.sentences.length
      ? answer.sentences.map((one) => sentence(one, answer, wanted))
      : [foreign("p", answer.answered ? "sentence" : "sentence refusal", ...runs(answer.text, { wanted }))];
    if (answer.conflicts.length) parts.push(element("ul", "citations", ...answer.conflicts.map(conflict)));
    const sources = element("ol", "citations", ...answer.citations.map((one) => citation(one, wanted)));
    if (!answer.citations.length) return parts;
    if (answer.answered) return [...parts, element("h4", "", "What it rests on"), sources];
    const nearest = element("details", "", element("summary", "", `Nearest passages offered (${answer.citations.length})`), sources);
    nearest.open = words().length > 0;
    return [...parts, nearest];
  };

  // `good` is null where nobody can tell.
  const line = (good, ...children) =>
    element("li", "", element("span", good === false ? "no" : "yes", good === null ? "·" : good ? "✓" : "✗"), element("div", "", ...children));

  const group = ({ any, met }) => line(met, ...any.flatMap((text, place) =>
    [place ? element("span", "small", " or ") : "", foreign("bdi", "", ...runs(text))]));

  const article = ({ id, rank, cited }) => line(cited || rank !== null, element("bdi", "", ...runs(id)),
    element("span", "small", rank === null ? " not found" : ` found, rank ${rank}`, cited ? ", cited" : rank === null ? "" : ", not cited"));

  const evidence = ({ quote, article: id, quoted }) => element("div", "",
    foreign("blockquote", "", ...runs(quote)),
    element("div", "small", element("bdi", "", ...runs(id)), id ? " · " : "", quoted ? "quoted" : "not quoted"));

  const expected = (item) => {
    const { groups, articles, evidence: quotes, longForm, all } = item.expected;
    const aside = element("aside", "expected", element("h4", "", "Expected"));
    if (!item.answerable) aside.append(element("p", "", "A refusal: the articles don’t answer this."));
    if (groups.length) aside.append(element("ul", "", ...groups.map((one) => group(one))));
    else if (item.answerable) aside.append(element("p", "", "An answer from the right articles."));
    if (articles.length) aside.append(element("h4", "", all ? "Articles, all of them" : "Relevant articles"), element("ul", "", ...articles.map(article)));
    if (quotes.length) aside.append(element("h4", "", "Evidence"), ...quotes.map(evidence));
    const scores = element("dl", "scores", ...item.scores.flatMap(([name, value]) => [element("dt", "", name), element("dd", "", value)]));
    const summary = [item.confidence === null ? "" : `confidence ${item.confidence.toFixed(2)}`, `${item.milliseconds} ms`].filter(Boolean).join(", ");
    aside.append(element("details", "", element("summary", "", `Scores, ${summary}`), scores));
    return aside;
  };

  const draw = (item) => {
    const wanted = item.expected.longForm ? [] : item.expected.groups.flatMap((one) => one.any);
    const link = element("a", "", element("bdi", "", ...runs(item.id)));
    link.href = "#" + new URLSearchParams({ id: item.id });
    const meta = element("p", "meta",
      element("span", `verdict ${item.finding}`, findings[item.finding]),
      element("bdi", "", item.kindLabel), link);
    const made = element("article", "question", meta, foreign("h3", "", ...runs(item.question)));
    made.tabIndex = -1;
    made.dataset.id = item.id;
    if (item.why) made.append(foreign("p", "why", ...runs(item.why)));
    if (item.history.length) made.append(element("div", "history", "After: ", ...item.history.map((turn) =>
      element("div", "", element("b", "", turn.role === "user" ? "Asked: " : "Answered: "), foreign("bdi", "", ...runs(turn.text))))));
    if (item.standalone) made.append(element("p", "context", "Understood as: ", foreign("bdi", "", ...runs(item.standalone))));
    if (item.date) made.append(element("p", "context", `Asked as of ${item.date}`));
    const answer = element("div", "said", element("h4", "", item.reply === null ? "No reply" : item.answered ? "Answer" : "Refusal"));
    if (item.reply) answer.append(...said(item.reply, wanted));
    if (item.keptBack) {
      const kept = element("details", "", element("summary", "", "The answer it kept back"), element("div", "kept", ...said(item.keptBack, wanted)));
      kept.open = true;
      answer.append(kept);
    }
    made.append(element("div", "both", answer, expected(item)));
    return made;
  };

  // --- the list and its filters ------------------------------------------------------------------

  const drawMore = () => {
    const portion = shown.slice(drawn, drawn + PORTION).map(draw);
    list.append(...portion);
    drawn += portion.length;
    const left = shown.length - drawn;
    more.hidden = left === 0;
    more.textContent = `Show ${Math.min(PORTION, left)} more of ${left.toLocaleString("en")}`;
    at("count").textContent = `${shown.length.toLocaleString("en")} of ${items.length.toLocaleString("en")} questions` +
      (left ? `, ${drawn} drawn` : "");
    return portion[0];
  };

  const options = (name, all, labels, found) => {
    const counts = new Map();
    for (const item of found) if (passes(item, name)) counts.set(facets[name](item), (counts.get(facets[name](item)) || 0) + 1);
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const chosen = selects[name].value;
    const made = [["", `${all} (${total})`], ...labels.map(([value, label]) => [value, `${label} (${counts.get(value) || 0})`])];
    selects[name].replaceChildren(...made.map(([value, label]) => new Option(label, value, false, value === chosen)));
  };

  const present = (name) => [...new Set(items.map(facets[name]))];
  const kinds = new Map(items.map((item) => [item.kind, item.kindLabel]));
  const labels = {
    finding: Object.entries(findings).filter(([name]) => present("finding").includes(name)),
    kind: [...kinds],
    reply: Object.entries(REPLIES).filter(([name]) => present("reply").includes(name)),
  };

  const update = () => {
    const wanted = words();
    const found = wanted.length ? items.filter((item) => wanted.every((word) => haystack(item).includes(word))) : items;
    options("finding", "All outcomes", labels.finding, found);
    options("kind", "All kinds", labels.kind, found);
    options("reply", "All replies", labels.reply, found);
    shown = found.filter((item) => passes(item, ""));
    drawn = 0;
    list.replaceChildren();
    if (!shown.length) list.append(element("p", "nothing", "No question is like that."));
    drawMore();
    at("clear").hidden = shown.length === items.length;
  };

  const state = () => {
    const fields = Object.entries(selects).map(([name, select]) => [name, select.value]);
    return new URLSearchParams([...fields, ["q", search.value.trim()], ["id", only]].filter(([, value]) => value)).toString();
  };
  const remember = () => {
    history.replaceState(null, "", "#" + (state() || "questions"));
    update();
  };
  const recall = () => {
    const fields = new URLSearchParams(location.hash.slice(1));
    for (const [name, select] of Object.entries(selects)) select.value = fields.get(name) || "";
    search.value = fields.get("q") || "";
    only = fields.get("id") || "";
    update();
    if (state()) at("questions").scrollIntoView();
  };

  let waiting = 0;
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { only = ""; remember(); }, 150);
  });
  for (const select of Object.values(selects)) select.addEventListener("change", () => { only = ""; remember(); });
  at("filters").addEventListener("submit", (event) => event.preventDefault());
  at("filters").addEventListener("reset", (event) => {
    event.preventDefault();
    for (const select of Object.values(selects)) select.value = "";
    search.value = only = "";
    remember();
    search.focus();
  });
  more.addEventListener("click", () => drawMore()?.focus());
  addEventListener("hashchange", recall);
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    search.focus();
  });
  update(); // Once for the lists to choose from, before an address may choose from them.
  if (location.hash.length > 1) recall();
})();
