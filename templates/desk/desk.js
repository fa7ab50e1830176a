"use strict";
/* Sends dropped files with their progress, and shows what has changed without a reload. */
(() => {
  const token = document.body.dataset.token;
  const main = document.getElementById("main");

  let sending = false; // what is shown anew meanwhile would cut it off

  document.documentElement.classList.add("scripted"); // files go as soon as they are chosen: no button
  const frame = () => document.getElementById("drop");
  const send = (files) => {
    const form = frame();
    if (!form || sending || !files.length) return;
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
      form.reset();
      alert("没有传完：与程序的连接断了。请看它是不是还开着，再放一次。");
    };
    sending = true;
    bar.value = 0;
    bar.hidden = false;
    call.send(body);
  };
  document.addEventListener("change", (event) => { if (event.target.id === "files") send([...event.target.files]); });
  const early = document.getElementById("files"); // chosen while this script was on its way
  if (early) send([...early.files]);
  const light = (on) => { if (frame()) frame().classList.toggle("over", on); };
  const anywhere = (name, act) => document.addEventListener(name, (event) => {
    if (!event.dataTransfer || !event.dataTransfer.types.includes("Files")) return;
    event.preventDefault(); // the browser would leave the page and open the file
    act(event);
  });
  anywhere("dragover", (event) => { light(true); if (!frame()) event.dataTransfer.dropEffect = "none"; });
  anywhere("dragleave", (event) => { if (!event.relatedTarget) light(false); });
  anywhere("drop", async (event) => {
    light(false);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
    const dropped = [...event.dataTransfer.files];
    const found = await Promise.all(entries.map((entry, at) => entry ? below(entry) : [dropped[at]]));
    send(found.flat());
  });

  const below = (entry) => new Promise((done) => {
    if (entry.isFile) { entry.file((file) => done([file]), () => done([])); return; }
    const reader = entry.createReader();
    const all = [];
    const more = () => reader.readEntries(async (entries) => {
      if (!entries.length) { done((await Promise.all(all.map(below))).flat()); return; }
      all.push(...entries);
      more();
    }, () => done([]));
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

  const again = async () => {
    const answer = await ask(location.href);
    if (answer && answer.status === 401) { location.reload(); return; }
    if (!answer || !answer.ok) return;
    if (answer.redirected) { location = answer.url; return; }
    const page = await pageOf(answer);
    const fresh = page.getElementById("main");
    const [head, top] = [document, page].map((each) => each.querySelector("header.top"));
    if (head && top) head.innerHTML = top.innerHTML;
    if (fresh) { main.innerHTML = fresh.innerHTML; Object.assign(main.dataset, fresh.dataset); }
    if (fresh && !("work" in fresh.dataset)) delete main.dataset.work;
  };

  const ends = Number(document.body.dataset.ends);
  if (ends) setTimeout(() => location.reload(), (ends + 5) * 1000);

  let touched = false; // what was typed, ticked or chosen would be gone
  main.addEventListener("input", () => { touched = true; });
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
    if (busy()) document.getElementById("news").hidden = false;
    else location.reload();
  };
  setInterval(look, "work" in main.dataset ? 700 : 3000);
})();
