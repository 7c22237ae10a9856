// Two views in one page, each with an address of its own: #/ask, or #/ask/ID of a conversation, and #/archive.
// Below: what conversations.js and archive.js share. Goes on in the scope of page.js.

const VIEWS = { ask: "Citewire", archive: "Archive · Citewire" };

// Ask the server for something; what it says is wrong is thrown, for people to read.
async function fetched(path, given) {
  const headers = { "X-Requested-With": "citewire", "Content-Type": "application/json" };
  const body = given === undefined ? {} : { method: "POST", body: JSON.stringify(given) };
  let answer;
  try {
    answer = await fetch(`citewire/${path}`, { cache: "no-store", headers, ...body });
  } catch {
    lookAfterServer();
    throw new Error("The server can’t be reached: is it still running?");
  }
  if (!answer.ok) throw new Error("Something went wrong here; the terminal says more. Reload the page.");
  return answer;
}

async function told(path, given) {
  const answer = await (await fetched(path, given)).json();
  if (answer.error) throw new Error(sentence(answer.error));
  return answer;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}

// Let the browser save a file that the server makes.
async function saveFile(path) {
  const answer = await fetched(path);
  const named = answer.headers.get("content-disposition")?.match(/filename\*=UTF-8''(.+)$/)?.[1];
  if (!named) throw new Error(sentence((await answer.json()).error));
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(named);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function textButton(className, text, pressed) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

// Call once it has been quiet for a moment.
function settled(call, milliseconds = 180) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, milliseconds);
  };
}

// What `call` throws, said in an element; what was said there before goes.
async function saidIn(place, call) {
  place.textContent = "";
  try {
    return await call();
  } catch (error) {
    place.textContent = error.message;
  }
}

// The line below an entry of a list, or a turn, that says what went wrong with it.
function noteOf(item) {
  let note = item.querySelector(":scope > .failure");
  if (!note) {
    note = element("p", "failure");
    note.setAttribute("role", "alert");
    item.append(note);
  }
  return note;
}

// What stands in a list where an entry was, with the way to bring it back.
function goneLine(what, title, bringBack) {
  const line = element("li", "gone");
  const said = element("span", "", `${what}: `);
  said.setAttribute("role", "status");
  said.append(element("bdi", "", title));
  const undo = textButton("plain-button undo", "Undo", () => saidIn(noteOf(line), bringBack));
  undo.setAttribute("aria-label", `Undo: bring back ${title}`);
  line.append(said, " ", undo);
  return line;
}

// --- which view ----------------------------------------------------------------------------------

function place() {
  const [, view, id] = location.hash.match(/^#\/(ask|archive)(?:\/([0-9a-f]+))?$/) || [];
  return { view: view || "ask", id: (view === "ask" && id) || "" };
}

// How far each view is scrolled where the page scrolls as a whole.
const scrolledTo = {};

function showView({ byHand = false } = {}) {
  const { view, id } = place();
  const before = document.body.dataset.view;
  const changes = before !== view;
  scrolledTo[before] = window.scrollY;
  document.body.dataset.view = view;
  if (changes && before) window.scrollTo(0, scrolledTo[view] || 0);
  document.title = VIEWS[view];
  for (const link of document.querySelectorAll(".views a")) {
    if (link.dataset.view === view) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (view === "archive") {
    if (byHand) document.getElementById("archive-title").focus({ preventScroll: true });
    showHoldings();
    showTakenOut();
    return;
  }
  // Coming back from the archive: the conversation that is open may have got its id meanwhile.
  if (changes && !id) nowOpen(context.conversation);
  else if (id !== context.conversation) showConversation(id);
  if (changes && byHand && window.matchMedia("(hover: hover)").matches) input()?.focus({ preventScroll: true });
}

// The link to Ask leads back to the conversation that is open.
document.addEventListener("click", (event) => {
  if (!event.target.closest('.views a[data-view="ask"]') || !context.conversation) return;
  event.preventDefault();
  location.hash = `#/ask/${context.conversation}`;
});
