// The search of a take-away copy, from a disk: no server, no module, no fetch. The indexes beside
// it were folded as `folded` folds (registry/takeaway/finding.py).
(() => {
  const MOST = 100;
  const list = document.getElementById("found");
  const count = document.getElementById("found-count");
  const top = "../../";
  const typed = new URLSearchParams(location.search).get("q") || "";

  const folded = (text) => text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  const wordsOf = (text) => folded(text).match(/[\p{L}\p{N}]+/gu) || [];
  // Russian and English endings: what is left still begins the other forms of a longer word
  const stem = (word) =>
    word.length > 6 ? word.slice(0, -2) : word.length > 4 ? word.slice(0, -1) : word;

  function pagesWith(index, word) {
    const scores = new Map();
    const note = (page, score) => scores.set(page, Math.max(scores.get(page) || 0, score));
    for (const line of index.words.split("\n")) {
      const colon = line.indexOf(":");
      const known = line.slice(0, colon);
      if (!known.startsWith(stem(word))) continue;
      const score = known === word ? 3 : known.startsWith(word) ? 2 : 1;
      let page = 0;
      for (const distance of line.slice(colon + 1).split(",")) {
        page += parseInt(distance, 36);
        note(page, score);
      }
    }
    index.pages.forEach(([, title], page) => {
      for (const known of wordsOf(title)) {
        if (known === word) note(page, 12);
        else if (known.startsWith(word)) note(page, 8);
        else if (known.startsWith(stem(word))) note(page, 6);
      }
    });
    return scores;
  }

  function find(index, words) {
    const each = words.map((word) => pagesWith(index, word));
    const found = [];
    index.pages.forEach(([place, title], page) => {
      if (!each.every((scores) => scores.has(page))) return;
      const score = each.reduce((sum, scores) => sum + scores.get(page), 0);
      found.push({
        place,
        title,
        score: score - place.split("/").length / 10 - title.length / 1000,
      });
    });
    return found.sort((one, other) => other.score - one.score);
  }

  function show(hit) {
    const item = document.createElement("li");
    const heading = document.createElement("h2");
    const link = document.createElement("a");
    const place = document.createElement("p");
    link.href = top + hit.place;
    link.textContent = hit.title;
    link.lang = hit.place.slice(0, 2);
    place.className = "small quiet";
    place.textContent = hit.place;
    heading.append(link);
    item.append(heading, place);
    list.append(item);
  }

  const words = wordsOf(typed);
  for (const field of document.querySelectorAll('input[name="q"]')) field.value = typed;
  if (!words.length) return;
  const hits = (window.registryIndex || []).flatMap((index) => find(index, words));
  count.textContent = hits.length
    ? count.dataset.words.replace("{count}", hits.length)
    : count.dataset.label;
  hits.slice(0, MOST).forEach(show);
})();
