// Put into a page before its own scripts: how long after a key or a click what it is for has been painted.
// Times are in ms of performance.now(), from when the browser got the event.
(() => {
  const GIVE_UP = 30_000;
  const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

  // Looked at in each frame before it is painted; the message that is posted then comes after the painting.
  function painted(isThere, from) {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (isThere()) {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - from);
          port2.postMessage(null);
        } else if (performance.now() - from > GIVE_UP) reject(new Error("not on screen after 30 s"));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
  }

  // Whether the first line of `words` is within `frame`, a box that scrolls, and within the window.
  function isInView(words, frame) {
    const line = words?.getClientRects()[0];
    if (!line || !line.height) return false;
    const box = frame.getBoundingClientRect();
    const first = Math.min(line.bottom, line.top + 20);
    return line.top >= Math.max(box.top, 0) - 1 && first <= Math.min(box.bottom, window.innerHeight) + 1;
  }

  function answerOf(turn) {
    const answer = document.querySelectorAll("#turns .turn")[turn]?.querySelector(".answer");
    return answer?.textContent.trim() ? answer.firstElementChild || answer : null;
  }

  function spanOf(chip) {
    if (!chip.closest(".turn").matches(".shown")) return null;
    return document.querySelector(`#evidence .card.on[data-number="${chip.dataset.number}"] .cited-span`);
  }

  let due = null;
  let longest = 0;
  let opens = false;
  let opened = null;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.closest?.("#question")) return;
    const turn = document.querySelectorAll("#turns .turn").length;
    speed.answer = painted(() => isInView(answerOf(turn), document.documentElement), due ?? event.timeStamp);
    due = null;
  }, { capture: true });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.(".citation");
    const pane = document.getElementById("evidence");
    if (chip) speed.citation = painted(() => isInView(spanOf(chip), pane), event.timeStamp);
    if (!event.target.closest?.("#evidence .read")) return;
    const quote = () => document.querySelector("#reader[open] .cited-span.here");
    speed.article = painted(() => isInView(quote(), document.getElementById("reader")), event.timeStamp);
  }, { capture: true });

  new PerformanceObserver((list) => {
    longest = Math.max(longest, ...list.getEntries().map((task) => task.duration));
  }).observe({ type: "longtask" });

  const speed = window.speed = {
    // Each is the last one's time, once what was wanted has been painted.
    answer: null,
    citation: null,
    article: null,
    // Press Enter in the question box at `instant`, in ms since the epoch; waiting counts from then.
    enterAt(instant) {
      const wait = instant - Date.now();
      const from = performance.now() + wait;
      speed.answer = pause(wait).then(() => {
        due = from;
        const box = document.querySelector("#question textarea");
        for (const type of ["keydown", "keypress"]) {
          box.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true }));
        }
        return speed.answer;
      });
    },
    // Open a kept conversation by its address; resolves when the last of its `turns` is in view.
    open(conversation, turns) {
      const last = () => document.querySelectorAll("#turns .turn")[turns - 1]?.querySelector(".asked");
      location.hash = `#/ask/${conversation}`;
      return painted(() => isInView(last(), document.documentElement), performance.now());
    },
    // Until `stopOpening`, which tells the times: click a chip, open its article, go on with the next chip.
    keepOpening() {
      const chips = [...document.querySelectorAll("#turns .citation")];
      opens = true;
      opened = (async () => {
        const times = { citations: [], articles: [] };
        for (let at = 0; opens; at += 1) {
          chips[at % chips.length].click();
          times.citations.push(await speed.citation);
          document.querySelector("#evidence .card.on .read").click();
          times.articles.push(await speed.article);
          document.getElementById("reader").close();
          await pause(50);
        }
        return times;
      })();
    },
    stopOpening() {
      opens = false;
      return opened;
    },
    // The longest task of the main thread since this was last asked, 0 where none took 50 ms.
    longestTask() {
      const found = longest;
      longest = 0;
      return found;
    },
  };
})();
