// What can be done with a turn: copy it, edit its question, rate it, save it. The server's part of the last
// three is left to whoever listens to "citewire:edit", "citewire:rate" and "citewire:pack".

// What is done is said beside what was pressed, and read out.
function sayBeside(turn, text) {
  const said = turn.querySelector(".said");
  if (said) said.textContent = text;
}

turns.addEventListener("click", (event) => {
  const turn = event.target.closest(".turn");
  const pressed = (name) => event.target.closest(name);
  if (pressed(".copy")) copyAnswer(turn, pressed(".copy").dataset.copy);
  else if (pressed(".edit-reading")) editReading(turn);
  else if (pressed(".edit-question")) editQuestion(turn);
  else if (pressed(".thumb")) rateAnswer(turn, pressed(".thumb"));
  else if (pressed(".pack")) saveAnswer(turn, pressed(".pack"));
});

// --- copying --------------------------------------------------------------------------------------

async function copyAnswer(turn, form) {
  const text = turn.querySelector(`template.copy-${form}`).content.textContent;
  const copied = await intoClipboard(text);
  sayBeside(turn, copied ? "Copied" : "The browser doesn’t let this page copy: select the words instead");
}

async function intoClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedTheOldWay(text);
  }
}

// A page that is not from this machine, nor by https, has no clipboard but this.
function copiedTheOldWay(text) {
  const held = document.activeElement;
  const box = element("textarea", "unseen");
  box.value = text;
  document.querySelector(".gradio-container").append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  held?.focus({ preventScroll: true });
  return copied;
}

// --- asking again ---------------------------------------------------------------------------------

// The turn whose question is being edited: with the next question it goes, and all that follow it.
let editing = null;

const editingNotice = element("p", "editing-notice");
editingNotice.hidden = true;
editingNotice.setAttribute("role", "status");
editingNotice.addEventListener("click", (event) => event.target.closest("button") && stopEditing());

function editReading(turn) {
  stopEditing();
  putIntoBox(turn.querySelector(".standalone").textContent);
}

function editQuestion(turn) {
  const text = turn.querySelector(".asked").textContent;
  stopEditing();
  editing = turn;
  turn.classList.add("edited");
  const later = turnsFrom(turn).length > 1 ? " and what follows it" : "";
  const cancel = element("button", "plain-button", "Leave it as it is");
  cancel.type = "button";
  editingNotice.replaceChildren(`Asking again replaces this answer${later}. `, cancel);
  editingNotice.hidden = false;
  document.getElementById("ask-row").before(editingNotice);
  putIntoBox(text);
  tellOf("edit", turn, { text });
}

function putIntoBox(text) {
  setQuestion(text);
  const box = input();
  box.focus();
  box.setSelectionRange(text.length, text.length);
}

function stopEditing() {
  editing?.classList.remove("edited");
  editing = null;
  editingNotice.hidden = true;
}

function turnsFrom(turn) {
  const all = [...turns.children];
  return all.slice(all.indexOf(turn));
}

// Take away what is asked anew; returns what the server keeps the first of it as, "" if nothing.
function dropEdited() {
  if (!editing?.isConnected) return "";
  const going = turnsFrom(editing);
  stopEditing();
  for (const turn of going) turn.remove();
  return going.find((turn) => turn.dataset.kept)?.dataset.kept || "";
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && editing && event.target === input()) stopEditing();
});

// --- rating and saving ----------------------------------------------------------------------------

// A thumb that is pressed again is taken back: `good` is then null.
function rateAnswer(turn, thumb) {
  const isPressed = thumb.getAttribute("aria-pressed") !== "true";
  for (const other of turn.querySelectorAll(".thumb")) other.setAttribute("aria-pressed", "false");
  thumb.setAttribute("aria-pressed", String(isPressed));
  delete turn.querySelector(".rate").dataset.reason;
  turn.querySelector(".why")?.remove();
  sayBeside(turn, "");
  const good = thumb.classList.contains("up");
  tellOf("rate", turn, { good: isPressed ? good : null, reason: "" });
  if (isPressed) askWhy(turn, good);
}

function askWhy(turn, good) {
  const form = element("form", "why");
  const label = element("label", "", good ? "What was good about it? (optional) " : "What was wrong with it? (optional) ");
  const reason = element("input", "reason-given");
  reason.type = "text";
  reason.maxLength = 500;
  const send = element("button", "plain-button", "Send");
  label.append(reason);
  form.append(label, send);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = reason.value.trim();
    const thumb = turn.querySelector('.thumb[aria-pressed="true"]');
    if (given) {
      turn.querySelector(".rate").dataset.reason = given;
      tellOf("rate", turn, { good, reason: given });
    }
    form.remove();
    thumb?.focus();
  });
  turn.querySelector(".actions").after(form);
  form.scrollIntoView({ block: "nearest" });
}

function saveAnswer(turn, button) {
  button.closest("details").open = false;
  tellOf("pack", turn, { kind: button.dataset.kind });
}

// A menu that would stick out of the page moves in.
turns.addEventListener("toggle", (event) => {
  const items = event.target.matches(".save-as[open]") && event.target.querySelector(".save-as-items");
  if (!items) return;
  items.style.translate = "none";
  const outside = items.getBoundingClientRect().right - document.documentElement.clientWidth + 8;
  if (outside > 0) items.style.translate = `${-outside}px 0`;
}, { capture: true });

// An open menu closes when something else is pressed, and with Escape.
document.addEventListener("click", (event) => {
  for (const menu of turns.querySelectorAll(".save-as[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
turns.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".save-as[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
