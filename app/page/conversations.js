// Conversations that the server keeps: the list, the one that is open, asking again, ratings, what is saved.

const panel = document.getElementById("conversations");
const keptList = document.getElementById("kept-conversations");
const searchBox = document.getElementById("search-conversations");
const showsPanel = document.getElementById("show-conversations");

// `context.conversation` is the id of the one that is open, "" before its first answer is kept, and
// `context.thread` counts those that this page has begun or opened.
Object.assign(context, { conversation: "", thread: "0" });

// --- the list -------------------------------------------------------------------------------------

// The first answer brings the cookie by which the server knows this browser: no question goes before it.
const known = listConversations();

async function listConversations() {
  try {
    keptList.innerHTML = (await told(`conversations?search=${encodeURIComponent(searchBox.value)}`)).html;
    markOpen();
  } catch (error) {
    keptList.replaceChildren(element("li", "failure", error.message));
  }
}

function markOpen() {
  for (const item of keptList.querySelectorAll(".kept-conversation")) {
    const isOpen = item.dataset.conversation === context.conversation;
    item.querySelector(".open")?.[isOpen ? "setAttribute" : "removeAttribute"]("aria-current", "true");
  }
}

searchBox.addEventListener("input", settled(listConversations));

// On a wide screen the panel stands beside the desk; elsewhere it is a drawer.
const wide = window.matchMedia("(min-width: 1500px)");

function togglePanel(open) {
  document.body.classList.toggle("panel-open", open);
  showsPanel.setAttribute("aria-expanded", String(open));
  if (wide.matches) panelChoice(open ? "open" : "closed");
}

// What was chosen last time; a browser that stores nothing has none.
function panelChoice(chosen) {
  try {
    if (chosen) localStorage.setItem("citewire.panel", chosen);
    return localStorage.getItem("citewire.panel");
  } catch {
    return null;
  }
}

function fitPanel() {
  togglePanel(wide.matches && panelChoice() !== "closed");
}
wide.addEventListener("change", fitPanel);
fitPanel();

showsPanel.addEventListener("click", () => {
  const open = place().view !== "ask" || !document.body.classList.contains("panel-open");
  if (place().view !== "ask") location.hash = context.conversation ? `#/ask/${context.conversation}` : "#/ask";
  togglePanel(open);
  if (open) panel.focus({ preventScroll: true });
});

function closeDrawer() {
  if (wide.matches || !document.body.classList.contains("panel-open")) return;
  const held = panel.contains(document.activeElement);
  togglePanel(false);
  if (held) showsPanel.focus();
}

document.getElementById("hide-conversations").addEventListener("click", () => {
  togglePanel(false);
  showsPanel.focus();
});
document.addEventListener("pointerdown", (event) => {
  if (!event.target.closest("#conversations, #show-conversations")) closeDrawer();
  for (const menu of keptList.querySelectorAll("details[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
panel.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const menu = event.target.closest("details[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else closeDrawer();
});

keptList.addEventListener("click", (event) => {
  const item = event.target.closest(".kept-conversation");
  const button = event.target.closest("button");
  if (!item || !button) return;
  const menu = button.closest("details");
  if (menu) menu.open = false;
  const id = item.dataset.conversation;
  if (button.matches(".open")) openFromList(id);
  else if (button.matches(".rename")) rename(item, id);
  else if (button.matches(".delete")) remove(item, id);
  else if (button.matches(".save")) {
    saidIn(noteOf(item), () => saveFile(`pack?conversation=${id}&kind=${button.dataset.kind}`));
  }
});

function openFromList(id) {
  closeDrawer();
  if (location.hash === `#/ask/${id}`) showView({ byHand: true });
  else location.hash = `#/ask/${id}`;
}

function rename(item, id) {
  const shown = item.querySelector(".open");
  const box = element("input", "new-title");
  box.value = shown.querySelector(".title").textContent;
  box.maxLength = 200;
  box.dir = "auto";
  box.setAttribute("aria-label", "New title");
  let done = false;
  const finish = async (save) => {
    if (done) return;
    done = true;
    const given = box.value;
    box.replaceWith(shown);
    shown.focus();
    if (!save || given === shown.querySelector(".title").textContent) return;
    await saidIn(noteOf(item), async () => {
      await told(`conversations/${id}/rename`, { title: given });
      await listConversations();
      keptList.querySelector(`[data-conversation="${id}"] .open`)?.focus();
    });
  };
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") finish(true);
    if (event.key === "Escape") {
      event.preventDefault();
      finish(false);
    }
  });
  box.addEventListener("blur", () => finish(true));
  shown.replaceWith(box);
  box.select();
}

async function remove(item, id) {
  const title = item.querySelector(".title").textContent;
  await saidIn(noteOf(item), async () => {
    await told(`conversations/${id}/delete`, {});
    if (id === context.conversation) showConversation("");
    const gone = goneLine("Deleted", title, async () => {
      await told(`conversations/${id}/restore`, {});
      await listConversations();
      keptList.querySelector(`[data-conversation="${id}"] .open`)?.focus();
    });
    item.replaceWith(gone);
    gone.querySelector(".undo").focus();
  });
}

document.getElementById("begin").addEventListener("click", () => {
  closeDrawer();
  document.getElementById("clear").click();
  location.hash = "#/ask";
});

document.getElementById("save-ratings").addEventListener("click", (event) => {
  saidIn(noteOf(event.target.closest("p")), () => saveFile("ratings.jsonl"));
});

// --- the one that is open -------------------------------------------------------------------------

// Its address tells which one it is: a reload, a bookmark and the way back find it again.
function nowOpen(id) {
  context.conversation = id;
  if (id) history.replaceState(null, "", `#/ask/${id}`);
  else if (place().id) history.replaceState(null, "", "#/ask");
  markOpen();
}

function otherThread(id) {
  context.thread = String(Number(context.thread) + 1);
  delete context.replaces;
  nowOpen(id);
}

document.addEventListener("click", (event) => event.target.closest("#clear") && otherThread(""));

// Settled when the turns of the conversation that is being opened are there.
let opening = Promise.resolve();

function showConversation(id) {
  otherThread(id);
  window.citewire.open("");
  if (id) opening = fetchTurns(id);
}

async function fetchTurns(id) {
  document.body.classList.add("conversing");
  turns.append(element("p", "stage", "Opening…"));
  const { thread } = context;
  try {
    const opened = await told(`conversations/${id}?first=${number + 1}`);
    if (context.thread === thread) window.citewire.open(opened.turns.join(""));
  } catch (error) {
    if (context.thread !== thread) return;
    const line = element("p", "failure", error.message);
    line.setAttribute("role", "alert");
    turns.replaceChildren(line);
    context.conversation = "";
  }
}

// What an answer that failed should have replaced, the next one does.
window.citewire.askKept = async (question, unkept) => {
  hear();
  await opening;
  for (const line of turns.querySelectorAll(":scope > :not(.turn)")) line.remove();
  const [text, fields, state] = window.citewire.ask(question, unkept);
  if (fields.replaces) context.replaces = fields.replaces;
  await known;
  return [text, fields, state];
};

document.addEventListener("citewire:shown", ({ detail }) => {
  if (!detail.kept) return;
  delete context.replaces;
  if (place().view === "ask") nowOpen(context.conversation);
});

// Also what was answered for a conversation that isn't open any more stands in the list.
watch("value", () => {
  if (props.value?.startsWith('<template class="kept"')) listConversations();
});

// --- what readers think, and what they save ---------------------------------------------------------

document.addEventListener("citewire:rate", ({ detail }) => {
  if (!detail.kept) return;
  saidIn(noteOf(detail.element), () => told(`turns/${detail.kept}/rating`, { good: detail.good, reason: detail.reason }));
});

document.addEventListener("citewire:pack", ({ detail }) => {
  if (!detail.kept) return;
  saidIn(noteOf(detail.element), () => saveFile(`pack?turn=${detail.kept}&kind=${detail.kind}`));
});
