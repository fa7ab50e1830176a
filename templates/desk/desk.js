"use strict";
/* Sends dropped files with their progress, and shows what has changed without a reload. */
(() => {
  const token = document.body.dataset.token;
  const main = document.getElementById("main");

  let sending = false; // what is shown anew meanwhile would cut it off

  const drop = document.getElementById("drop");
  if (drop) {
    const [bar, checking] = ["sent", "checking"].map((each) => document.getElementById(each));
    const send = (files) => {
      if (!files.length) return;
      const body = new FormData();
      for (const file of files) body.append("files", file, file.name);
      const call = new XMLHttpRequest();
      call.open("POST", drop.action);
      call.setRequestHeader("X-Desk-Token", token);
      call.setRequestHeader("Accept", "application/json");
      call.upload.onprogress = (event) => { bar.hidden = false; bar.value = 100 * event.loaded / event.total; };
      call.upload.onload = () => { bar.hidden = true; checking.hidden = false; };
      call.onload = () => {
        if (call.status < 300) location = JSON.parse(call.responseText).address;
        else document.documentElement.innerHTML = call.responseText;
      };
      call.onerror = () => { sending = false; bar.hidden = checking.hidden = true; alert("没有传完：与程序的连接断了。请看它是不是还开着，再放一次。"); };
      sending = true;
      call.send(body);
    };
    drop.addEventListener("submit", (event) => { event.preventDefault(); send(drop.elements.files.files); });
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", async (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry());
      const dropped = [...event.dataTransfer.files];
      const found = await Promise.all(entries.map((entry, at) => entry ? below(entry) : [dropped[at]]));
      send(found.flat());
    });
  }

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
