"use strict";
// Filters: hide the rows, files and cities that do not match. Without this script everything is shown.
(() => {
  const form = document.getElementById("filters");
  const result = document.getElementById("result");
  const all = (within, selector) => [...within.querySelectorAll(selector)];
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  const sections = all(document, "[data-section]").map((element) => ({
    element,
    name: plain(element.querySelector("[data-name]").textContent),
    files: all(element, "[data-file]").map((file) => ({
      element: file,
      head: plain(file.querySelector("h3").textContent),
      groups: all(file, "[data-group]").map((group) => ({
        element: group,
        rows: all(group, "[data-row]"),
        count: group.querySelector("[data-count]"),
      })),
    })),
  }));
  const mirrors = all(document, "[data-shows]").map((row) => [row, document.getElementById(row.dataset.shows)]);
  const folds = all(document, "details.folded").map((element) => ({ element, open: element.open }));

  function wanted() {
    const given = new FormData(form);
    const list = (name) => (given.get(name) || "").split(/\s+/).filter(Boolean);
    const want = {
      state: given.get("state"),
      severity: given.get("severity"),
      indicators: list("indicators"),
      words: list("text").map(plain),
    };
    const chosen = all(form, "[data-word]:checked").map((each) => each.dataset.word);
    const topic = want.indicators.length ? [form.elements.indicators.selectedOptions[0].text] : [];
    want.said = [...chosen, ...topic, ...list("text")].join("、");
    want.rows = Boolean(want.severity || want.indicators.length); // only some rows are asked for
    want.active = Boolean(want.state || want.rows || want.words.length);
    return want;
  }

  const holds = (words, text) => words.every((word) => text.includes(word));

  function matches(row, want, head) {
    if (want.severity && row.dataset.severity !== want.severity) return false;
    if (want.indicators.length && !want.indicators.includes(row.dataset.indicator)) return false;
    return !want.words.length || holds(want.words, head + " " + plain(row.textContent));
  }

  function showFile(file, want, name, tally) {
    const head = name + " " + file.head;
    const ofState = !want.state || file.element.dataset.state === want.state;
    let rows = 0;
    for (const group of file.groups) {
      let inside = 0;
      for (const row of group.rows) {
        row.hidden = !(ofState && matches(row, want, head));
        if (row.hidden) continue;
        inside += 1;
        tally[row.dataset.row] += 1;
      }
      group.count.textContent = inside === group.rows.length ? inside : `${inside}/${group.rows.length}`;
      group.element.hidden = !inside && (group.rows.length > 0 || want.active);
      rows += inside;
    }
    const byItself = !want.rows && holds(want.words, head);
    file.element.hidden = !(ofState && (rows || byItself));
    if (!file.element.hidden) tally.file += 1;
    return !file.element.hidden;
  }

  function apply() {
    const want = wanted();
    const tally = { city: 0, file: 0, problem: 0, difference: 0 };
    for (const section of sections) {
      const files = section.files.filter((file) => showFile(file, want, section.name, tally));
      const ofState = !want.state || section.element.dataset.state === want.state;
      const byItself = ofState && !want.rows && holds(want.words, section.name);
      section.element.hidden = !files.length && !byItself;
      if (!section.element.hidden && "city" in section.element.dataset) tally.city += 1;
    }
    for (const [row, target] of mirrors) row.hidden = target.hidden;
    for (const fold of folds) {
      const shown = all(fold.element, "[data-file], [data-shows]").some((each) => !each.hidden);
      fold.element.hidden = !shown;
      fold.element.open = want.active || fold.open;
    }
    const found = tally.city + tally.file
      ? `${tally.city} 个${result.dataset.level}，${tally.file} 份文件，${tally.problem} 条问题，${tally.difference} 处改动`
      : "没有符合条件的内容，请放宽条件或清除筛选。";
    result.textContent = want.active ? `筛选“${want.said}”：${found}` : "";
  }

  function reveal() {
    const target = document.getElementById(location.hash.slice(1));
    const fold = target && target.closest("details");
    if (fold) {
      fold.open = true;
      target.scrollIntoView();
    }
  }

  const controls = form.querySelector("details"); // folded on a phone, where they would fill the screen
  const narrow = matchMedia("screen and (max-width: 760px)");
  const fit = () => { controls.open = !narrow.matches; };

  narrow.addEventListener("change", fit);
  form.addEventListener("input", apply);
  form.querySelector("button").addEventListener("click", () => {
    form.reset();
    apply();
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", reveal);
  form.hidden = false;
  fit();
  apply();
  reveal();
})();
