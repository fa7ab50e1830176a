"use strict";
/* Sends dropped files with their progress, and shows what has changed, everything where it was. */
(() => {
  const token = document.body.dataset.token;
  const main = document.getElementById("main");

  let sending = false; // what is shown anew meanwhile would cut it off

  document.documentElement.classList.add("scripted"); // files go as soon as they are chosen: no button
  const frame = () => document.getElementById("drop");
  const send = (files) => {
    const form = frame();
    if (!form) { refuse(); return; }
    if (sending) { alert("前面的文件还没有传完，刚才的没有放入。请等它传完再放。"); return; }
    const [bar, checking, took] = ["sent", "checking", "took"].map((each) => document.getElementById(each));
    let counting = 0;
    const body = new FormData();
    for (const file of files) body.append("files", file, file.name);
    const call = new XMLHttpRequest();
    call.open("POST", form.action);
    call.setRequestHeader("X-Desk-Token", token);
    call.setRequestHeader("Accept", "application/json");
    call.upload.onprogress = (event) => { bar.value = 100 * event.loaded / event.total; };
    call.upload.onload = () => {
      const arrived = Date.now();
      counting = setInterval(() => { took.textContent = Math.floor((Date.now() - arrived) / 1000); }, 1000);
      bar.hidden = true;
      checking.hidden = false;
    };
    call.onload = () => {
      if (call.status < 300) { location = JSON.parse(call.responseText).address; return; }
      sending = false;
      document.documentElement.innerHTML = call.responseText;
    };
    call.onerror = () => {
      sending = false;
      clearInterval(counting);
      bar.hidden = checking.hidden = true;
      light(false);
      form.reset();
      alert("没有传完：与程序的连接断了。请看它是不是还开着，再放一次。");
    };
    sending = true;
    bar.value = 0;
    bar.hidden = form.hidden = false;
    call.send(body);
  };
  document.addEventListener("change", ({ target }) => { if (target.id === "files" && target.files.length) send([...target.files]); });
  const light = (on) => {
    const form = frame();
    if (!form) return;
    form.classList.toggle("over", on);
    if (form.matches(".news")) form.hidden = !on && !sending; // on pages where nothing else is about files
  };
  const refuse = () => { document.getElementById("frameless").hidden = false; };
  const early = document.getElementById("files"); // chosen while this script was on its way
  if (early && early.files.length) send([...early.files]);
  const anywhere = (name, act) => document.addEventListener(name, (event) => {
    if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // the browser would leave the page and open the file
    act(event);
  });
  anywhere("dragover", (event) => {
    light(true);
    if (frame()) return;
    event.dataTransfer.dropEffect = "none";
    refuse();
  });
  anywhere("dragleave", (event) => { if (!event.relatedTarget) light(false); });
  anywhere("drop", async (event) => {
    light(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const dropped = [...event.dataTransfer.files];
    const found = await Promise.all(entries.map((entry, at) => entry ? below(entry) : [dropped[at]]));
    const files = found.flat().filter((file) => typeof file !== "string");
    const unread = found.flat().filter((file) => typeof file === "string");
    if (unread.length || !files.length) alert(`没有放入：${unread.join("、") || "里面没有文件"}。读不出来的，请先存到这台电脑上再放。`);
    if (files.length) send(files);
  });

  /* The files of an entry, and the names of what in it cannot be read. */
  const below = (entry) => new Promise((done) => {
    if (entry.isFile) { entry.file((file) => done([file]), () => done([entry.name])); return; }
    const reader = entry.createReader();
    const all = [];
    const more = () => reader.readEntries(async (entries) => {
      if (!entries.length) { done((await Promise.all(all.map(below))).flat()); return; }
      all.push(...entries);
      more();
    }, () => done([entry.name]));
    more();
  });

  const ask = (address) => fetch(address, { headers: { Accept: "text/html" } }).catch(() => null);
  const pageOf = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");

  const chosen = document.getElementById("chosen");
  if (chosen) chosen.addEventListener("change", async () => {
    const ticked = [...new FormData(chosen)].filter(([name]) => name === "city" || name === "parts");
    const address = `${chosen.action}?${new URLSearchParams(ticked)}`;
    history.replaceState(null, "", address);
    const answer = await ask(address);
    const fresh = answer && answer.ok && (await pageOf(answer)).getElementById("looks");
    if (fresh && location.href === address) document.getElementById("looks").innerHTML = fresh.innerHTML;
  });

  /* Where things stand: names and heights of what is in view; first what was clicked, then rows, the middle first. */
  const nameOf = (each) => `${each.getAttribute("href") || ""} ${each.textContent.trim()}`;
  const heightOf = (each) => each.getBoundingClientRect().top;
  const marks = () => [...main.querySelectorAll("h2, h3, a[href], summary")].filter((each) => each.getClientRects().length);
  const folds = () => [...main.querySelectorAll("details")].map((each) => [nameOf(each.querySelector("summary")), each]);
  const place = () => {
    const far = (each) => each === document.activeElement ? -1
      : Math.abs(heightOf(each) - innerHeight / 2) + (each.closest("tr") ? 0 : innerHeight);
    const seen = marks().filter((each) => heightOf(each) >= 0 && heightOf(each) < innerHeight);
    return {
      seen: seen.sort((one, other) => far(one) - far(other)).map((each) => [nameOf(each), heightOf(each)]),
      open: folds().map(([name, each]) => [name, each.open]),
      focus: main.contains(document.activeElement) && nameOf(document.activeElement),
    };
  };
  /* Bring back the place; with `still`, leave room where something above has gone. Returns what is new above. */
  const keep = ({ seen, open, focus, away }, still) => {
    const [was, now] = [new Map(open), new Map(marks().reverse().map((each) => [nameOf(each), each]))];
    for (const [name, each] of folds()) if (was.has(name) && !(away && each.matches(".more"))) each.open = was.get(name);
    if (now.has(focus)) now.get(focus).focus({ preventScroll: true });
    const [name, height] = seen.find(([each]) => now.has(each)) || [];
    if (!name) return 0;
    const moved = heightOf(now.get(name)) - height;
    const gone = -moved - scrollY;
    if (still && gone > 0) main.style.marginTop = `${gone}px`;
    scrollBy(0, moved);
    return moved;
  };

  const again = async () => {
    const answer = await ask(location.href);
    if (answer && answer.status === 401) { location.reload(); return; }
    if (!answer || !answer.ok) return;
    if (answer.redirected) { location = answer.url; return; }
    const page = await pageOf(answer);
    const fresh = page.getElementById("main");
    const [head, top] = [document, page].map((each) => each.querySelector("header.top"));
    if (head && top) head.innerHTML = top.innerHTML;
    const before = place();
    if (fresh) { main.innerHTML = fresh.innerHTML; Object.assign(main.dataset, fresh.dataset); }
    if (fresh) keep(before, true);
    if (fresh && !("work" in fresh.dataset)) { // it is done: its outcome stands at the top
      delete main.dataset.work;
      scrollTo(0, 0);
    }
  };

  document.addEventListener("invalid", ({ target }) => { // the browser would say it in its own language
    target.setCustomValidity(target.type === "checkbox" ? "请先打勾。" : "请先填写。");
    target.addEventListener("input", () => target.setCustomValidity(""), { once: true });
  }, true);

  const measure = () => {
    for (const each of main.querySelectorAll(".scroll")) each.classList.toggle("wider", each.scrollWidth > each.clientWidth);
  };
  addEventListener("resize", measure);
  measure();

  /* A browser shows a date in the way of its own country: beside it stands what it means, as offices write it. */
  const meant = ({ target }) => {
    const said = target.type === "date" && main.querySelector(`output[for="${target.id}"]`);
    if (said) said.textContent = target.value.replace(/^0*(\d+)-0?(\d+)-0?(\d+)$/, "即 $1年$2月$3日");
  };
  document.addEventListener("input", meant);
  for (const each of main.querySelectorAll("[type=date]")) meant({ target: each });

  const ends = Number(document.body.dataset.ends);
  if (ends) setTimeout(() => location.reload(), (ends + 5) * 1000);

  let touched = false; // what was typed, ticked or chosen would be gone
  main.addEventListener("input", () => { touched = true; });
  let anew = false;
  const busy = () => touched || (main.contains(document.activeElement) && document.activeElement.matches("input, select, textarea"));
  const look = async () => {
    if (document.hidden || sending) return;
    if ("work" in main.dataset) { await again(); return; }
    if (!main.dataset.ask) return;
    const answer = await fetch(main.dataset.ask).catch(() => null);
    if (answer && answer.status === 401) { location.reload(); return; }
    if (!answer || !answer.ok) return;
    const told = await answer.json();
    if (String(told.version) === main.dataset.version || sending) return;
    if (busy()) news.hidden = false;
    else { anew = true; location.reload(); }
  };
  const news = document.getElementById("news");
  /* A page begins at its top. Only one that shows itself anew, or to which somebody goes back, is where it was. */
  const back = sessionStorage.getItem("back") === location.pathname;
  sessionStorage.removeItem("back");
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[data-back]");
    if (link) sessionStorage.setItem("back", link.pathname);
  });
  if (main.dataset.ask) {
    const here = `place ${location.pathname}`;
    const kept = JSON.parse(sessionStorage.getItem(here));
    const returns = back || performance.getEntriesByType("navigation")[0].type !== "navigate";
    const before = kept && (kept.anew || returns) ? { ...kept, away: !kept.anew } : null;
    history.scrollRestoration = "manual";
    sessionStorage.removeItem(here);
    if (before && !location.hash && keep(before, before.anew) > 0 && before.anew) {
      news.hidden = false;
      Object.assign(news.querySelector("a"), { href: "#main", textContent: "在上面", onclick: () => { news.hidden = true; } });
    }
    addEventListener("pagehide", () => { sessionStorage.setItem(here, JSON.stringify({ ...place(), anew })); });
  }
  setInterval(look, "work" in main.dataset ? 700 : 3000);
})();
