// One small module for each behaviour, bound by a data- attribute; every page works without it.
const behaviours = { find: "./find.js", map: "./map.js", toc: "./toc.js", menu: "./menu.js" };

for (const [name, module] of Object.entries(behaviours)) {
  const places = document.querySelectorAll(`[data-${name}]`);
  if (places.length) import(module).then(({ default: improve }) => places.forEach(improve));
}
