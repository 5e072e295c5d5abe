// One small module for each behaviour, bound by a data- attribute; every page works without it.
import advance from "./advance.js";
import draft from "./draft.js";
import editor from "./editor.js";
import find from "./find.js";
import layer from "./layer.js";
import map from "./map.js";
import menu from "./menu.js";
import toc from "./toc.js";

for (const [name, improve] of Object.entries({ advance, draft, editor, find, layer, map, menu, toc })) {
  document.querySelectorAll(`[data-${name}]`).forEach(improve);
}
