// One small module for each behaviour, bound by a data- attribute; every page works without it.
import advance from "./advance.js";
import editor from "./editor.js";
import find from "./find.js";
import layer from "./layer.js";
import map from "./map.js";
import menu from "./menu.js";
import suggest from "./suggest.js";
import toc from "./toc.js";

for (const [name, improve] of Object.entries({ advance, editor, find, layer, map, menu, suggest, toc })) {
  document.querySelectorAll(`[data-${name}]`).forEach(improve);
}

// What only some pages need is fetched there: forms for writing, and the workplace of staff.
// The editor’s own words must be there before the editor is.
const WHERE_NEEDED = {
  draft: () => import("./draft.js"),
  fold: () => import("./fold.js"),
  keep: () => import("./keep.js"),
  leave: () => import("./leave.js"),
  remember: () => import("./remember.js"),
  slash: () => import("./slash.js"),
};
for (const [name, fetched] of Object.entries(WHERE_NEEDED)) {
  const places = document.querySelectorAll(`[data-${name}]`);
  if (places.length) fetched().then((module) => places.forEach((place) => module.default(place)));
}
