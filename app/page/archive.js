// The archive's view: what it holds, a page of the list at a time, and what is added and removed.

const shelfList = document.getElementById("holdings");
const arrivals = document.getElementById("arrivals");
const added = document.getElementById("added");
const chooser = document.getElementById("upload");
const finder = { search: document.getElementById("search-archive"), order: document.getElementById("order") };
const pages = document.querySelector("#archive .pages");
const PAGE = 50;

// --- the list -------------------------------------------------------------------------------------

let offset = 0;
let asked = 0;

// `keepLines`: what is on screen stays, such as the line that offers to undo; only the count is told anew.
async function showHoldings({ keepLines = false } = {}) {
  const mine = (asked += 1);
  const says = document.getElementById("shelf-says");
  const search = finder.search.value;
  const query = new URLSearchParams({ search, order: finder.order.value, offset });
  try {
    const listed = await told(`articles?${query}`);
    if (mine !== asked) return;
    says.textContent = listed.says;
    if (keepLines) return;
    if (offset && offset >= listed.total) {
      offset = Math.max(0, Math.floor((listed.total - 1) / PAGE) * PAGE);
      showHoldings();
      return;
    }
    const isEmpty = !listed.total && !search.trim();
    document.getElementById("archive-empty").hidden = !isEmpty;
    document.getElementById("finder").hidden = isEmpty;
    shelfList.innerHTML = listed.html;
    pages.hidden = listed.total <= PAGE;
    document.getElementById("earlier-page").disabled = offset === 0;
    document.getElementById("later-page").disabled = offset + PAGE >= listed.total;
  } catch (error) {
    if (mine === asked) says.textContent = error.message;
  }
}

function fromTheStart() {
  offset = 0;
  showHoldings();
}

finder.search.addEventListener("input", settled(fromTheStart));
finder.order.addEventListener("change", fromTheStart);

function turnPage(by) {
  offset = Math.max(0, offset + by);
  showHoldings();
  document.getElementById("finder").scrollIntoView({ block: "start" });
}
document.getElementById("earlier-page").addEventListener("click", () => turnPage(-PAGE));
document.getElementById("later-page").addEventListener("click", () => turnPage(PAGE));

shelfList.addEventListener("click", (event) => {
  const item = event.target.closest(".holding");
  const button = event.target.closest("button");
  if (!item || !button) return;
  if (button.matches(".open")) openReader(item.dataset.article);
  else if (button.matches(".remove")) removeArticle(item);
});

async function removeArticle(item) {
  await saidIn(noteOf(item), async () => {
    const gone = await told("articles/remove", { id: item.dataset.article });
    const line = goneLine("Removed", gone.title, async () => {
      await told("articles/restore", { removed: gone.removed });
      line.replaceWith(item);
      item.querySelector(".remove").focus();
      showHoldings({ keepLines: true });
      archiveChanged();
    });
    item.replaceWith(line);
    line.querySelector(".undo").focus();
    showHoldings({ keepLines: true });
    archiveChanged();
  });
}

// --- what was taken out -----------------------------------------------------------------------------

const bin = document.querySelector("#archive .bin");
const takenOut = document.getElementById("taken-out");

async function showTakenOut() {
  try {
    takenOut.innerHTML = (await told("articles/removed")).html;
  } catch {
    takenOut.replaceChildren();
  }
  bin.hidden = !takenOut.children.length;
}

takenOut.addEventListener("click", (event) => {
  const item = event.target.closest(".taken-out");
  if (!item || !event.target.closest(".bring-back")) return;
  saidIn(noteOf(item), async () => {
    await told("articles/restore", { removed: item.dataset.removed });
    bin.querySelector("summary").focus();
    showHoldings();
    archiveChanged();
  });
});

// The masthead, the examples and the filters follow.
function archiveChanged() {
  showTakenOut();
  document.getElementById("refresh").click();
}

// What was chosen in the filters stays chosen when they are told anew what there is.
const askingBox = document.getElementById("asking");
const wishes = {};

askingBox.addEventListener("change", ({ target }) => {
  if (target.closest("#choices")) wishes[target.name] = target.value;
});
new MutationObserver(applyWishes).observe(askingBox, { childList: true, subtree: true, characterData: true });

function applyWishes() {
  const summary = askingBox.querySelector(".filters summary");
  for (const field of askingBox.querySelectorAll("#choices input, #choices select")) {
    const wish = wishes[field.name];
    if (!wish) continue;
    const isTold = field.name === "engine" || summary?.textContent !== summary?.dataset.unset;
    if (field.value === wish && isTold) continue;
    field.value = wish;
    // An outlet that has gone can't be chosen any more.
    if (field.value !== wish) wishes[field.name] = field.value = "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

// --- adding files ---------------------------------------------------------------------------------

chooser.addEventListener("change", () => {
  addFiles([...chooser.files]);
  chooser.value = "";
});

const archiveView = document.getElementById("archive");
for (const kind of ["dragover", "drop"]) {
  // A file that is dropped beside the box must not replace the page.
  document.addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    archiveView.classList.toggle("dropping", kind === "dragover");
    if (kind !== "drop") return;
    if (place().view !== "archive") location.hash = "#/archive";
    addFiles([...event.dataTransfer.files]);
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) archiveView.classList.remove("dropping");
});

// One batch after the other.
let adding = Promise.resolve();

function addFiles(files) {
  if (!files.length) return;
  const batch = files.map(arrivalLine);
  added.textContent = "";
  adding = adding.then(() => addBatch(batch));
}

// A line for a file: its name, how far it is, and why it failed if it does.
function arrivalLine(file) {
  const item = element("li", "arrival");
  const name = element("bdi", "name", file.name);
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Progress of ${file.name}`);
  const state = element("span", "state", "waiting");
  item.append(name, bar, state);
  arrivals.append(item);
  return { file, item, bar, state, token: "" };
}

const FARES = { waiting: "waiting", sending: "sending", reading: "being read", done: "added", failed: "not added" };

function fare(line, state, reason = "") {
  Object.assign(line.item.dataset, { state, reason });
  const both = reason && state !== "done" ? `${FARES[state]}: ${reason}` : reason;
  line.state.textContent = both || FARES[state];
  if (isSettled(line.item)) line.bar.remove();
  else if (state === "reading") line.bar.removeAttribute("value");
}

// What can't be known of a file whose page or server went while it was on its way.
const UNSETTLED = "the connection broke off: if it isn’t in the list below, choose it again";

function isSettled(item) {
  return ["done", "failed"].includes(item.dataset.state);
}

function unsettledFiles() {
  const left = [...arrivals.children].filter((item) => !isSettled(item) || item.dataset.reason === UNSETTLED);
  return left.map((item) => item.querySelector(".name").textContent);
}

function showUnsettled(names) {
  for (const name of names) fare(arrivalLine({ name }), "failed", UNSETTLED);
}

async function addBatch(batch) {
  for (const line of batch) {
    try {
      line.token = await send(line);
    } catch (error) {
      fare(line, "failed", error.message);
    }
  }
  const sent = batch.filter((line) => line.token);
  if (sent.length) await takeIn(sent);
  const failed = batch.length - sent.length;
  if (failed) added.textContent = [added.textContent, `${failed} could not be sent.`].filter(Boolean).join(" ");
  showHoldings();
  archiveChanged();
}

// Send a file to where it waits, and return its token. A request of this kind tells how far it is.
function send(line) {
  const most = Number(chooser.dataset.mostMegabytes);
  if (line.file.size > most * 1e6) {
    return Promise.reject(new Error(`larger than ${most.toLocaleString("en")} MB, the most a file may have here`));
  }
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `citewire/arrivals?name=${encodeURIComponent(wellFormed(line.file.name))}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.addEventListener("progress", (event) => {
      fare(line, "sending");
      if (event.lengthComputable) line.bar.value = event.loaded / event.total;
    });
    request.addEventListener("error", () => {
      lookAfterServer();
      reject(new Error(UNSETTLED));
    });
    request.addEventListener("load", () => {
      try {
        const answer = JSON.parse(request.responseText);
        if (answer.error) reject(new Error(answer.error));
        else resolve(answer.token);
      } catch {
        reject(new Error("the server could not take it"));
      }
    });
    request.send(line.file);
  });
}

// Half of a character in a name has no place in an address.
function wellFormed(name) {
  return name.toWellFormed?.() ?? name.replace(/[\ud800-\udfff]/g, "�");
}

// Have what was sent taken into the archive, and show as it is told how each file fares.
async function takeIn(sent) {
  const settle = (reason) => {
    for (const line of sent) if (!isSettled(line.item)) fare(line, "failed", reason);
  };
  for (const line of sent) fare(line, "waiting");
  try {
    const answer = await fetched("articles/files", { tokens: sent.map((line) => line.token) });
    for await (const told of linesOf(answer.body)) {
      if (told.error || told.summary) added.textContent = sentence(told.error || told.summary);
      if (told.error) settle("");
      else if (sent[told.place]) fare(sent[told.place], told.state, told.reason);
    }
  } catch {
    lookAfterServer();
  }
  settle(UNSETTLED);
}

async function* linesOf(body) {
  const chunks = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await chunks.read();
    rest += value || "";
    const lines = rest.split("\n");
    rest = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
    if (done) return;
  }
}

// --- pasting a text -------------------------------------------------------------------------------

document.getElementById("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const said = form.querySelector(".said");
  saidIn(said, async () => {
    const { summary } = await told("articles/text", Object.fromEntries(new FormData(form)));
    form.reset();
    said.textContent = sentence(summary);
    showHoldings();
    archiveChanged();
  });
});

window.addEventListener("hashchange", () => showView({ byHand: true }));
showView();
