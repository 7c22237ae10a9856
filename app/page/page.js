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

function chosenFilters() {
  const chosen = {};
  for (const field of document.querySelectorAll("#filters input, #filters select")) {
    // A date that is typed half has no value; say so rather than search all dates.
    chosen[field.name] = field.validity.badInput ? "incomplete" : field.value;
  }
  return chosen;
}

// The closed filters say what they are set to.
document.addEventListener("change", (event) => {
  const filters = event.target.closest(".filters");
  if (!filters) return;
  const set = (name) => filters.querySelector(`[name="${name}"]`)?.value;
  const parts = [set("since") && `from ${set("since")}`, set("until") && `to ${set("until")}`, set("source")];
  const summary = filters.querySelector("summary");
  const chosen = parts.filter(Boolean).join(" · ");
  summary.textContent = chosen ? `Only ${chosen}` : summary.dataset.unset;
});

function showPending(question) {
  const turn = document.createElement("article");
  turn.className = "turn pending";
  const asked = document.createElement("h2");
  asked.className = "asked";
  asked.dir = "auto";
  asked.textContent = question.trim().slice(0, 300);
  const wait = document.createElement("p");
  wait.className = "hint";
  wait.textContent = "Looking…";
  turn.append(asked, wait);
  turns.append(turn);
  turn.scrollIntoView({ block: "start" });
  giveUpWithoutServer(turn, wait, question);
}

// Gradio says in a note that vanishes that the server has gone; the turn that waits must say it too.
async function giveUpWithoutServer(turn, wait, question) {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    if (!turn.isConnected) return;
    try {
      await fetch("favicon.ico", { cache: "no-store" });
    } catch {
      wait.className = "failure";
      wait.setAttribute("role", "alert");
      wait.textContent = "The server can’t be reached. When it runs again, reload the page and ask again.";
      if (!input().value) setQuestion(question);
      return;
    }
  }
}

window.citewire = {
  ask(question, history) {
    document.body.classList.add("conversing");
    dropPending();
    showPending(question || "");
    setQuestion("");
    return [question, chosenFilters(), history];
  },
  clear() {
    turns.replaceChildren();
    document.body.classList.remove("conversing");
    pane().replaceChildren(...emptyPane);
    input().focus();
    return [];
  },
};

function dropPending() {
  for (const turn of turns.querySelectorAll(".pending")) turn.remove();
}

watch("value", () => {
  dropPending();
  if (!props.value) return;
  turns.insertAdjacentHTML("beforeend", props.value);
  const turn = turns.lastElementChild;
  showEvidence(turn);
  turn.scrollIntoView({ block: "start" });
});

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
