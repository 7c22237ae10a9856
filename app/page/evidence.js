// The evidence beside the answer: cards, the whole article, the timeline's dots, and what a chip tells before
// it is opened.

let emptyPane = null;

function showEvidence(turn) {
  emptyPane ??= [...pane().children];
  for (const other of turns.querySelectorAll(".turn.shown")) other.classList.remove("shown");
  turn.classList.add("shown");
  const held = turn.querySelector("template.turn-evidence");
  if (held) pane().replaceChildren(held.content.cloneNode(true));
  else showNoEvidence();
  if (held) sayWhatFor(turn);
  pane().scrollTop = 0;
}

// Where there are several questions, the evidence names its own.
function sayWhatFor(turn) {
  const asked = turn.querySelector(".asked");
  if (!asked || turns.querySelectorAll(".turn").length < 2) return;
  const line = element("p", "hint asked-for", asked.textContent);
  line.dir = "auto";
  pane().querySelector(".pane-title")?.after(line);
}

function showNoEvidence() {
  if (emptyPane) pane().replaceChildren(...emptyPane);
}

function bringUp(turn) {
  if (!turn.classList.contains("shown")) showEvidence(turn);
}

// The card of a chip, a dot or a headline within `place`.
function cardOf(source, place) {
  const { number, article } = source.dataset;
  const wanted = number ? `[data-number="${number}"]` : `[data-article="${CSS.escape(article)}"]`;
  return place.querySelector(`.card${wanted}`);
}

function openSource(chip) {
  bringUp(chip.closest(".turn"));
  for (const other of turns.querySelectorAll(".citation[aria-current]")) other.removeAttribute("aria-current");
  chip.setAttribute("aria-current", "true");
  for (const card of pane().querySelectorAll(".card.on")) card.classList.remove("on");
  const card = cardOf(chip, pane());
  if (!card) return;
  const folded = card.closest("details.homes");
  if (folded) folded.open = true;
  card.classList.add("on");
  card.focus({ preventScroll: true });
  const span = card.querySelector(".cited-span") || card;
  const block = span.offsetHeight > pane().clientHeight ? "start" : "center";
  span.scrollIntoView({ block, behavior: "instant" });
}

function openPoint(point) {
  bringUp(point.closest(".turn"));
  const card = cardOf(point, pane());
  openReader(point.dataset.article, card?.dataset.start);
}

turns.addEventListener("click", (event) => {
  const chip = event.target.closest(".citation");
  if (chip) openSource(chip);
  const point = event.target.closest(".point");
  if (point) openPoint(point);
});

// A dot is drawn, so it has to be tipped what every button knows.
turns.addEventListener("keydown", (event) => {
  const dot = event.target.closest("g.point");
  if (!dot || (event.key !== "Enter" && event.key !== " ")) return;
  event.preventDefault();
  openPoint(dot);
});

document.addEventListener("click", (event) => {
  const read = event.target.closest("#evidence .read");
  if (read) openReader(read.closest(".card").dataset.article, read.closest(".card").dataset.start);
  if (event.target.closest("#evidence .back")) backToAnswer();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.("#evidence")) backToAnswer();
});

function backToAnswer() {
  const chip = turns.querySelector(".citation[aria-current]") || turns.querySelector(".turn.shown .citation");
  if (!chip) return;
  chip.scrollIntoView({ block: "center" });
  chip.focus({ preventScroll: true });
}

// --- the whole article ----------------------------------------------------------------------------

const reader = document.createElement("dialog");
reader.id = "reader";
reader.setAttribute("aria-label", "Article");
reader.innerHTML = `<div class="bar">
  <span class="place" role="status"></span>
  <button type="button" class="previous plain-button" aria-label="Previous quote">Previous</button>
  <button type="button" class="next plain-button" aria-label="Next quote">Next</button>
  <button type="button" class="close plain-button">Close</button>
</div><div class="sheet" tabindex="-1"></div>`;
document.querySelector(".gradio-container").append(reader);
const sheet = reader.querySelector(".sheet");
reader.addEventListener("click", (event) => {
  if (event.target === reader || event.target.closest(".close")) reader.close();
  if (event.target.closest(".previous")) goToQuote(-1);
  if (event.target.closest(".next")) goToQuote(1);
});

// `start` is where the quote begins that is wanted; without one the article opens at its top.
async function openReader(article, start) {
  const cards = [...pane().querySelectorAll(".card[data-start]")].filter((one) => one.dataset.article === article);
  const spans = cards.map((one) => [Number(one.dataset.start), Number(one.dataset.end)]);
  sheet.textContent = "Opening the article…";
  sheet.dataset.article = article;
  showPlace();
  reader.showModal();
  const html = await server.read({ article, spans }).catch(() => null);
  // Another may have been opened meanwhile.
  if (sheet.dataset.article !== article) return;
  if (html === null) sheet.textContent = "The article can’t be fetched: is the server still running?";
  else sheet.innerHTML = html;
  // Of quotes that overlap one is marked: the one that begins before is then the nearest.
  const { quotes } = quotesIn();
  const wanted = quotes.filter((quote) => Number(quote.dataset.start) <= Number(start)).pop();
  reader.scrollTop = 0;
  if (start !== undefined && quotes.length) goTo(wanted || quotes[0]);
  else showPlace();
}

function quotesIn() {
  const quotes = [...sheet.querySelectorAll(".cited-span")];
  return { quotes, at: quotes.findIndex((quote) => quote.classList.contains("here")) };
}

function goToQuote(step) {
  const { quotes, at } = quotesIn();
  if (quotes.length) goTo(quotes[at < 0 ? 0 : (at + step + quotes.length) % quotes.length]);
}

function goTo(quote) {
  for (const other of sheet.querySelectorAll(".here")) other.classList.remove("here");
  quote.classList.add("here");
  const block = quote.offsetHeight > reader.clientHeight / 2 ? "start" : "center";
  quote.scrollIntoView({ block, behavior: "instant" });
  showPlace();
}

function showPlace() {
  const { quotes, at } = quotesIn();
  const count = quotes.length === 1 ? "1 quote" : `${quotes.length} quotes`;
  const words = at < 0 ? count : `Quote ${at + 1} of ${quotes.length}`;
  reader.querySelector(".place").textContent = quotes.length ? words : "";
  reader.querySelector(".previous").hidden = quotes.length < 2;
  reader.querySelector(".next").hidden = quotes.length < (at < 0 ? 1 : 2);
}

// --- what a chip or a dot says before it is opened ---------------------------------------------------

const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.setAttribute("aria-live", "off");
tip.hidden = true;
let tipped = null;
let tipTimer = 0;

function showTip(source) {
  clearTimeout(tipTimer);
  const held = source.closest(".turn")?.querySelector("template.turn-evidence");
  const card = held && cardOf(source, held.content);
  if (!card) return;
  hideTip();
  tipped = source;
  const lines = { source: ":is(.outlet-line, .source:not(:has(.outlet-line)))", headline: ".headline", words: ".cited-span" };
  const parts = Object.entries(lines).map(([name, place]) => {
    const line = element("span", name, card.querySelector(place)?.textContent);
    line.dir = "auto";
    return line;
  });
  tip.replaceChildren(...parts.filter((line) => line.textContent));
  // Within the turn, so that it belongs to a part of the page for those who hear it.
  source.closest(".turn").append(tip);
  tip.hidden = false;
  source.setAttribute("aria-describedby", "tip");
  const at = source.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 24), window.innerWidth - tip.offsetWidth - 8);
  const above = at.top - tip.offsetHeight - 6;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 6}px`;
}

function hideTip() {
  clearTimeout(tipTimer);
  tip.hidden = true;
  tipped?.removeAttribute("aria-describedby");
  tipped = null;
}

// It stays long enough for the pointer to move onto it.
function leaveTip() {
  tipTimer = setTimeout(hideTip, 150);
}

const TELLING = ".citation, g.point";
for (const [event, react] of [["mouseover", showTip], ["focusin", showTip], ["mouseout", leaveTip], ["focusout", hideTip]]) {
  turns.addEventListener(event, (fired) => {
    const source = fired.target.closest(TELLING);
    if (source) react(source);
  });
}
tip.addEventListener("mouseenter", () => clearTimeout(tipTimer));
tip.addEventListener("mouseleave", leaveTip);
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
document.addEventListener("scroll", (event) => event.target !== tip && hideTip(), { capture: true, passive: true });
