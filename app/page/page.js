// Asking, and turns that grow. Runs once, in one scope with the page's other scripts and with Gradio's
// `element`, `props`, `server` and `watch` at hand.
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

// What is chosen for the question that the page asks as its `number`th, and where it belongs: `context` is
// what other scripts add, such as the conversation.
const context = {};

function chosen(replaces) {
  const fields = { number, ...context };
  if (replaces) fields.replaces = replaces;
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
// `awaited` are its words for as long as nobody has seen an answer.
let number = 0;
// Until its turn stands, which Gradio makes wait a moment, the question is only `sent`.
let pending = null;
let sent = false;
let awaited = "";

function element(name, className, text = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

function showPending(question) {
  document.body.classList.add("conversing");
  dropPending();
  pending = pendingTurn(question);
  awaited = question;
  turns.append(pending);
  asking(true);
  following = true;
  pending.scrollIntoView({ block: "start" });
  awaitServer();
}

function pendingTurn(question) {
  const asked = element("h2", "asked", question.trim().slice(0, 2000));
  asked.dir = "auto";
  const answer = element("div", "answer written unchecked");
  answer.setAttribute("aria-live", "off");
  const stage = element("p", "stage", "Searching…");
  stage.setAttribute("role", "status");
  const turn = element("article", "turn pending");
  turn.append(...(question.trim() ? [asked] : []), element("div", "reading"), answer, stage);
  return turn;
}

// While there is something to stop, Stop stands where Ask was, with the focus if that had it.
function asking(now) {
  const from = document.getElementById(now ? "ask" : "stop");
  const held = from === document.activeElement;
  document.body.classList.toggle("asking", now);
  turns.setAttribute("aria-busy", String(now));
  sent = false;
  if (!now) pending = null;
  if (held) document.getElementById(now ? "stop" : "ask").focus();
}

// Tells other scripts of what happened to a turn; `kept` is what the server keeps it as, if it does.
function tellOf(name, turn, detail = {}) {
  const named = { turn: Number(turn.dataset.turn), kept: turn.dataset.kept || "", element: turn };
  document.dispatchEvent(new CustomEvent(`citewire:${name}`, { detail: { ...named, ...detail } }));
}

window.citewire = {
  context,
  ask(question, ...others) {
    const replaces = question?.trim() ? dropEdited() : "";
    number += 1;
    showPending(question || "");
    setQuestion("");
    return [question, chosen(replaces), ...others];
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
    showTurns("");
    input().focus();
    return [over];
  },
  // Show a conversation's finished turns instead of what is there; no HTML is a new conversation.
  open(html) {
    number += 1;
    showTurns(html);
  },
  say: sayBeside,
  setQuestion,
};

function showTurns(html) {
  stopEditing();
  asking(false);
  awaited = "";
  turns.innerHTML = html;
  const last = turns.querySelector(".turn:last-of-type");
  number = Math.max(number, ...[...turns.children].map((turn) => Number(turn.dataset.turn) || 0));
  document.body.classList.toggle("conversing", Boolean(last));
  if (last) {
    showEvidence(last);
    last.scrollIntoView({ block: "start" });
  } else {
    showNoEvidence();
  }
}

function dropPending() {
  for (const turn of turns.querySelectorAll(".pending")) turn.remove();
}

watch("value", () => {
  const made = document.createElement("template");
  made.innerHTML = props.value || "";
  const turn = made.content.querySelector(".turn");
  if (!turn || Number(turn.dataset.turn) !== number || !pending) return;
  if (turn.classList.contains("pending")) grow(pending, turn);
  else finish(turn, made.content.querySelector("template.kept"));
});

// `note` says where the server keeps the turn and its conversation.
function finish(turn, note) {
  if (note) {
    turn.dataset.kept = note.dataset.kept;
    context.conversation = note.dataset.conversation;
  }
  pending.replaceWith(turn);
  asking(false);
  awaited = "";
  showEvidence(turn);
  follow(turn);
  tellOf("shown", turn, { conversation: note?.dataset.conversation || "" });
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
    else if (before.matches(".stage") && child.matches(".stage")) announceStage(before, child.textContent);
    else if (before.matches(".answer, ol, ul") && before.tagName === child.tagName) patch(before, child);
    else before.replaceWith(child);
  });
  for (const extra of old.slice(fresh.children.length)) extra.remove();
}

// Said once each, by those that read pages out: the element stays and its text changes.
function announceStage(line, text) {
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

function isSending(event) {
  return event.key === "Enter" && !event.shiftKey && event.target === input();
}

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// A second press comes too early to find its question taken: it must not ask again, with an empty box.
document.addEventListener("click", (event) => {
  if (sent && event.target.closest("#ask, .example")) swallow(event);
}, { capture: true });

// Enter waits with the question until the answer before is there; Escape stops that.
document.addEventListener("keydown", (event) => {
  if ((pending || sent) && isSending(event)) swallow(event);
  if (!pending) return;
  if (event.key === "Escape" && !reader.open && !event.target.closest?.("#choices, details")) {
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

if (window.matchMedia("(hover: hover)").matches) input()?.focus();
