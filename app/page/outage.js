// The server while it can’t be reached, and what has to outlast that. Goes on in the scope of the others.
//
// Gradio notices only where something of its own breaks off. It then says so in a note that vanishes, sends
// nothing any more, whatever is pressed, and loads the page again once the server is back. Here the page says
// in place what has become of a question, and keeps what would be lost when it is loaded again.

const LOOK_EVERY = 2000;
const PATIENCE = 15_000;
const UNREACHABLE = "The server can’t be reached. Nothing is lost: this page goes on when it is back.";
const UNANSWERED = {
  lost: "Not answered: the server can’t be reached.",
  reloaded: "Not answered: the page had to be loaded again before the answer was there.",
  failed: "Not answered: something went wrong here; the terminal says more.",
};

const serverLine = element("p", "server-line");
serverLine.setAttribute("role", "status");
document.querySelector(".masthead").append(serverLine);

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// --- whether it is there --------------------------------------------------------------------------

// A name that the server takes anew whenever it starts; null where it can't be reached.
async function serverRun() {
  try {
    const answer = await fetch("citewire/run", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

let begun = null;
let isLost = false;
let isLooking = false;
// Whether only loading the page again mends what has broken.
let isBroken = false;

serverRun().then((run) => (begun ??= run));

// Goes on for as long as an answer is awaited, or the server is away.
async function lookAfterServer() {
  if (isLooking) return;
  isLooking = true;
  do {
    const run = await serverRun();
    begun ??= run;
    if (run === null) sayLost();
    else if (isBroken || (pending && run !== begun)) location.reload();
    else sayFound();
    await pause(LOOK_EVERY);
  } while (pending || isLost || isBroken);
  isLooking = false;
}

function awaitServer() {
  setTimeout(() => pending && lookAfterServer(), LOOK_EVERY);
}

function sayLost() {
  isLost = true;
  serverLine.textContent = UNREACHABLE;
  if (!pending) return;
  isBroken = true;
  giveUp(pending, UNANSWERED.lost);
}

function sayFound() {
  isLost = false;
  serverLine.textContent = "";
}

window.addEventListener("offline", lookAfterServer);

// --- a question that gets no answer ---------------------------------------------------------------

function giveUp(turn, why) {
  const line = turn.querySelector(".stage");
  line.className = "failure";
  line.setAttribute("role", "alert");
  line.textContent = `${why} `;
  if (awaited.trim()) line.append(putBack(awaited));
  if (turn === pending) asking(false);
}

// What Gradio calls where it got no answer but a fault: the server fails, or has just ended.
window.citewire.fail = async () => {
  const turn = pending;
  const run = await serverRun();
  if (run === null || run !== begun) lookAfterServer();
  else if (turn && turn === pending) giveUp(turn, UNANSWERED.failed);
};

// Put a question back into the box, unless something else stands there; say so, or return the button that does.
function putBack(question) {
  if (!input().value) setQuestion(question);
  if (input().value === question) return "The question is back in the box.";
  return textButton("plain-button", "Put the question into the box", () => putIntoBox(question));
}

// A question that Gradio doesn't take, for it has noticed that the server is gone, gets its turn all the same.
let heard = 0;

function hear() {
  heard += 1;
}

function expectTurn() {
  if (pending) return;
  sent = true;
  const before = heard;
  setTimeout(() => {
    if (heard !== before || pending) return;
    isBroken = true;
    showPending(input().value);
    lookAfterServer();
  }, 1000);
}

document.addEventListener("keypress", (event) => {
  if (isSending(event)) expectTurn();
}, { capture: true });
document.addEventListener("click", (event) => {
  if (event.target.closest("#ask")) expectTurn();
  // Gradio may notice with these that the server is gone.
  else if (event.target.closest("#clear, #stop")) setTimeout(lookAfterServer, 1000);
}, { capture: true });

// --- what outlasts loading the page again ---------------------------------------------------------

const DRAFT = "citewire.draft";
const pasteForm = document.getElementById("paste");

function draft() {
  const text = input()?.value || "";
  const isPasted = Boolean(pasteForm.elements.text.value);
  return {
    text,
    asked: awaited,
    standing: keptTurns().length,
    wishes: text || awaited ? wishes : {},
    files: unsettledFiles(),
    pasted: isPasted ? Object.fromEntries(new FormData(pasteForm)) : null,
  };
}

const keptTurns = () => [...turns.querySelectorAll(".turn[data-kept]")];

window.addEventListener("pagehide", () => {
  const unsent = draft();
  const { text, asked, files, pasted } = unsent;
  try {
    sessionStorage.removeItem(DRAFT);
    if (text || asked || pasted || files.length) sessionStorage.setItem(DRAFT, JSON.stringify(unsent));
  } catch {
    // A browser that stores nothing, or too long a text.
  }
});

function takeDraft() {
  try {
    const kept = sessionStorage.getItem(DRAFT);
    sessionStorage.removeItem(DRAFT);
    return JSON.parse(kept);
  } catch {
    return null;
  }
}

async function bringBack({ text, asked, standing, wishes: wished, files, pasted }) {
  showUnsettled(files);
  for (const [name, value] of Object.entries(pasted || {})) pasteForm.elements[name].value = value;
  pasteForm.closest("details").open = Boolean(pasted);
  Object.assign(wishes, wished);
  applyWishes();
  while (!input()) await pause(50);
  if (text) setQuestion(text);
  input().setSelectionRange(text.length, text.length);
  await opening;
  if (asked && !pending && !isAnswered(asked, standing)) showUnanswered(asked);
}

// The answer may have been kept just before its page went.
function isAnswered(question, standing) {
  const kept = keptTurns();
  return kept.length > standing && kept.at(-1).querySelector(".asked")?.textContent === question.trim();
}

function showUnanswered(question) {
  document.body.classList.add("conversing");
  awaited = question;
  const turn = pendingTurn(question);
  turns.append(turn);
  giveUp(turn, UNANSWERED.reloaded);
  turn.scrollIntoView({ block: "start" });
}

const kept = takeDraft();
if (kept) bringBack(kept);
