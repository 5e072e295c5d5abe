// One small module for each behaviour, bound by a data- attribute; every page works without it.
import editor from "./editor.js";
import map from "./map.js";
import menu from "./menu.js";
import suggest from "./suggest.js";

for (const [name, improve] of Object.entries({ editor, map, menu, suggest })) {
  document.querySelectorAll(`[data-${name}]`).forEach(improve);
}

// What only some pages need is fetched there: charts, the layers of the map, forms for writing, and
// the workplace of staff. The editor’s own words must be there before the editor is.
const WHERE_NEEDED = {
  chart: () => import("./chart.js"),
  draft: () => import("./draft.js"),
  find: () => import("./find.js"),
  fold: () => import("./fold.js"),
  keep: () => import("./keep.js"),
  layer: () => import("./layer.js"),
  leave: () => import("./leave.js"),
  live: () => import("./live.js"),
  passkey: () => import("./passkey.js"),
  remember: () => import("./remember.js"),
  slash: () => import("./slash.js"),
  toc: () => import("./toc.js"),
};
for (const [name, fetched] of Object.entries(WHERE_NEEDED)) {
  const places = document.querySelectorAll(`[data-${name}]`);
  if (places.length) fetched().then((module) => places.forEach((place) => module.default(place)));
}
