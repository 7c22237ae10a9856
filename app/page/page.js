// The page's own behaviour. Runs once, with Gradio's `element`, `props`, `server` and `watch` at hand.
// All HTML that arrives is finished and escaped by the server; texts that are made here go in as text.
const turns = document.getElementById("turns");
const pane = () => document.getElementById("evidence");
const input = () => document.querySelector("#question textarea, #question input");

// --- asking ---------------------------------------------------------------------------------------

function setQuestion(text) {
  const box = input();
  box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

// What is chosen for the question that the page asks as its `number`th.
function chosen() {
  const fields = { number };
  for (const field of document.querySelectorAll("#choices input, #choices select")) {
    // A date that is typed half has no value; say so rather than search all dates.
    fields[field.name] = field.validity.badInput ? "incomplete" : field.value;
  }
  return fields;
}

// The closed filters say what they are set to.
document.addEventListener("change", (event) => {
  const filters = event.target.closest(".filters");
  if (!filters) return;
  const set = (name) => filters.querySelector(`[name="${name}"]`)?.value;
  const parts = [set("since") && `from ${set("since")}`, set("until") && `to ${set("until")}`, set("source")];
  const summary = filters.querySelector("summary");
  const only = parts.filter(Boolean).join(" · ");
  summary.textContent = only ? `Only ${only}` : summary.dataset.unset;
});

// The question that is being answered: its number, and its turn, which stays the same element until the end.
let number = 0;
let pending = null;

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function showPending(question) {
  const asked = element("h2", "asked", question.trim().slice(0, 2000));
  asked.dir = "auto";
  const answer = element("div", "answer written unchecked");
  answer.setAttribute("aria-live", "off");
  const stage = element("p", "stage", "Searching…");
  stage.setAttribute("role", "status");
  pending = element("article", "turn pending");
  pending.append(...(question.trim() ? [asked] : []), element("div", "reading"), answer, stage);
  turns.append(pending);
  asking(true);
  following = true;
  pending.scrollIntoView({ block: "start" });
  giveUpWithoutServer(pending, stage, question);
}

// While there is something to stop, Stop stands where Ask was, with the focus if that had it.
function asking(now) {
  const from = document.getElementById(now ? "ask" : "stop");
  const held = from === document.activeElement;
  document.body.classList.toggle("asking", now);
  turns.setAttribute("aria-busy", String(now));
  if (!now) pending = null;
  if (held) document.getElementById(now ? "stop" : "ask").focus();
}

// Gradio says in a note that vanishes that the server has gone; the turn that waits must say it too.
async function giveUpWithoutServer(turn, stage, question) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    if (!turn.isConnected) return;
    try {
      await fetch("favicon.ico", { cache: "no-store" });
    } catch {
      stage.className = "failure";
      stage.setAttribute("role", "alert");
      stage.textContent = "The server can’t be reached. When it runs again, reload the page and ask again.";
      if (!input().value) setQuestion(question);
      if (turn === pending) asking(false);
      return;
    }
  }
}

window.citewire = {
  ask(question, history) {
    document.body.classList.add("conversing");
    dropPending();
    number += 1;
    showPending(question || "");
    setQuestion("");
    return [question, chosen(), history];
  },
  stop() {
    const stage = pending?.querySelector(".stage");
    if (stage) stage.textContent = "Stopping…";
    return [{ number }];
  },
  clear() {
    const over = { number };
    // What still comes for the question that was under way has another number.
    number += 1;
    turns.replaceChildren();
    asking(false);
    document.body.classList.remove("conversing");
    pane().replaceChildren(...emptyPane);
    input().focus();
    return [over];
  },
};

function dropPending() {
  for (const turn of turns.querySelectorAll(".pending")) turn.remove();
}

watch("value", () => {
  const made = document.createElement("template");
  made.innerHTML = props.value || "";
  const turn = made.content.querySelector(".turn");
  if (!turn || Number(turn.dataset.turn) !== number || !pending) return;
  if (turn.classList.contains("pending")) grow(pending, turn);
  else finish(turn);
});

function finish(turn) {
  pending.replaceWith(turn);
  asking(false);
  showEvidence(turn);
  follow(turn);
}

// Let `standing` become like `fresh`, leaving alone what is the same already.
function grow(standing, fresh) {
  patch(standing, fresh);
  follow(standing);
}

function patch(standing, fresh) {
  const old = [...standing.children];
  [...fresh.children].forEach((child, place) => {
    const before = old[place];
    if (!before) standing.append(child);
    else if (before.isEqualNode(child)) return;
    else if (before.matches(".stage") && child.matches(".stage")) say(before, child.textContent);
    else if (before.matches(".answer, ol, ul") && before.tagName === child.tagName) patch(before, child);
    else before.replaceWith(child);
  });
  for (const extra of old.slice(fresh.children.length)) extra.remove();
}

// Said once each, by those that read pages out: the element stays and its text changes.
function say(line, text) {
  if (line.textContent !== text && line.textContent !== "Stopping…") line.textContent = text;
}

// A growing turn moves up until its question is at the top, unless its reader scrolls.
let following = false;

function follow(turn) {
  if (following) turn.scrollIntoView({ block: "start" });
}

for (const scrolls of ["wheel", "touchmove", "pointerdown"]) {
  document.addEventListener(scrolls, (event) => {
    if (!event.target.closest?.("#asking")) following = false;
  }, { passive: true });
}

// Enter waits with the question until the answer before is there; Escape stops that.
document.addEventListener("keydown", (event) => {
  if (!pending) return;
  if (event.key === "Enter" && !event.shiftKey && event.target === input()) {
    event.preventDefault();
    event.stopPropagation();
  }
  if (event.key === "Escape" && !reader.open && !event.target.closest?.("#choices")) {
    document.getElementById("stop").click();
  }
  if (/^(Page|Home|End|Arrow)/.test(event.key) && event.target !== input()) following = false;
}, { capture: true });

document.addEventListener("click", (event) => {
  const example = event.target.closest(".example");
  if (!example) return;
  setQuestion(example.textContent);
  // Gradio takes the text over with its next update.
  setTimeout(() => document.getElementById("ask").click(), 0);
});

// --- evidence -------------------------------------------------------------------------------------

let emptyPane = [];

function showEvidence(turn) {
  if (!turns.querySelector(".turn.shown")) emptyPane = [...pane().children];
  for (const other of turns.querySelectorAll(".turn.shown")) other.classList.remove("shown");
  turn.classList.add("shown");
  const held = turn.querySelector("template.turn-evidence");
  if (held) pane().replaceChildren(held.content.cloneNode(true));
  pane().scrollTop = 0;
}

function marked(chip) {
  for (const other of turns.querySelectorAll(".citation[aria-current]")) other.removeAttribute("aria-current");
  chip.setAttribute("aria-current", "true");
}

function openSource(chip) {
  const turn = chip.closest(".turn");
  if (!turn.classList.contains("shown")) showEvidence(turn);
  marked(chip);
  for (const card of pane().querySelectorAll(".card.on")) card.classList.remove("on");
  const card = pane().querySelector(`.card[data-number="${chip.dataset.number}"]`);
  if (!card) return;
  card.classList.add("on");
  card.focus({ preventScroll: true });
  const span = card.querySelector(".cited-span") || card;
  const block = span.offsetHeight > pane().clientHeight ? "start" : "center";
  span.scrollIntoView({ block, behavior: "instant" });
}

turns.addEventListener("click", (event) => {
  const chip = event.target.closest(".citation");
  if (chip) openSource(chip);
});

document.addEventListener("click", (event) => {
  if (event.target.closest("#evidence .read")) openReader(event.target.closest(".card"));
  if (event.target.closest("#evidence .back")) backToAnswer();
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
const closer = document.createElement("button");
closer.type = "button";
closer.className = "close plain-button";
closer.textContent = "Close";
const sheet = document.createElement("div");
sheet.className = "sheet";
reader.append(closer, sheet);
document.querySelector(".gradio-container").append(reader);
closer.addEventListener("click", () => reader.close());
reader.addEventListener("click", (event) => event.target === reader && reader.close());

async function openReader(card) {
  const article = card.dataset.article;
  const own = [...pane().querySelectorAll(".card[data-start]")].filter((one) => one.dataset.article === article);
  const spans = own.map((one) => [Number(one.dataset.start), Number(one.dataset.end)]);
  sheet.replaceChildren();
  reader.showModal();
  try {
    sheet.innerHTML = await server.read({ article, spans });
  } catch {
    sheet.textContent = "The article can't be fetched: is the server still running?";
  }
  const words = card.querySelector(".cited-span")?.textContent;
  const marks = [...sheet.querySelectorAll(".cited-span")];
  const span = marks.find((mark) => mark.textContent === words) || marks[0];
  if (span) span.scrollIntoView({ block: "center", behavior: "instant" });
  else reader.scrollTop = 0;
}

// --- what a chip says before it is opened ------------------------------------------------------------

const tip = document.createElement("div");
tip.id = "tip";
tip.setAttribute("role", "tooltip");
tip.hidden = true;
document.querySelector(".gradio-container").append(tip);

function showTip(chip) {
  const held = chip.closest(".turn")?.querySelector("template.turn-evidence");
  const card = held?.content.querySelector(`.card[data-number="${chip.dataset.number}"]`);
  if (!card) return;
  const parts = [".source", ".headline", ".cited-span"].map((name) => {
    const line = document.createElement("span");
    line.className = name.slice(1).replace("cited-span", "words");
    line.dir = "auto";
    line.textContent = card.querySelector(name)?.textContent ?? "";
    return line;
  });
  tip.replaceChildren(...parts);
  tip.hidden = false;
  chip.setAttribute("aria-describedby", "tip");
  const at = chip.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left - 24), window.innerWidth - tip.offsetWidth - 8);
  const above = at.top - tip.offsetHeight - 8;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

function hideTip(chip) {
  tip.hidden = true;
  chip?.removeAttribute("aria-describedby");
}

for (const [event, react] of [["mouseover", showTip], ["focusin", showTip], ["mouseout", hideTip], ["focusout", hideTip]]) {
  turns.addEventListener(event, (fired) => {
    const chip = fired.target.closest(".citation");
    if (chip) react(chip);
  });
}
document.addEventListener("keydown", (event) => event.key === "Escape" && hideTip());
document.addEventListener("scroll", () => hideTip(), { capture: true, passive: true });

if (window.matchMedia("(hover: hover)").matches) input()?.focus();
