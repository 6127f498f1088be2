'use strict';
// charts that answer the pointer and the arrow keys; joined with inspect.js into one script
const byId = id => document.getElementById(id);
const svgSpace = document.querySelector('svg').namespaceURI;
const dark = matchMedia('(prefers-color-scheme: dark)');
const redraws = new Map();

const show = value => {
  if (value === null || !Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-4 || size >= 1e6) ? String(+value.toPrecision(3)) : String(+value.toPrecision(4));
  return text.replace('-', '−');
};

function node(name, attributes = {}, parent = null, text = null) {
  const made = document.createElementNS(svgSpace, name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  if (text !== null) made.textContent = text;
  if (parent) parent.append(made);
  return made;
}

function element(name, className, parent, text = null) {
  const made = document.createElement(name);
  made.className = className;
  if (text !== null) made.textContent = text;
  parent.append(made);
  return made;
}

function ticks(low, high, most, logarithmic) {
  if (logarithmic) {
    const all = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      for (const factor of [1, 2, 5]) all.push(factor * 10 ** power);
    }
    const seen = all.filter(place => place >= low && place <= high);
    if (seen.length >= 2) return seen;
  }
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough * (1 - 1e-9));
  const places = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) places.push(+(k * step).toPrecision(12));
  return places;
}

function range(values, logarithmic, margin) {
  const finite = values.filter(value => value !== null && (!logarithmic || value > 0));
  let low = finite.reduce((a, b) => Math.min(a, b), Infinity), high = finite.reduce((a, b) => Math.max(a, b), -Infinity);
  if (low === high) { const half = Math.abs(low) / 2 || 1; low -= half; high += half; }
  if (logarithmic) return [low / (high / low) ** margin, high * (high / low) ** margin];
  return [low - (high - low) * margin, high + (high - low) * margin];
}

function clear(figure) {
  for (const old of figure.querySelectorAll('.legend, .readout, .empty')) old.remove();
}

/** lines: {name, x, y, kind: line|dashed|stems|points, color?, raw?}; the first is the one that the cursor follows. */
function chart(id, axes, lines, absent) {
  const figure = byId(id), plot = figure.querySelector('.plot');
  clear(figure);
  const drawn = lines.filter(line => line.y.some(value => value !== null));
  plot.hidden = drawn.length === 0;
  if (plot.hidden) { element('p', 'empty', figure, absent); return; }
  const legend = document.createElement('p');
  legend.className = 'legend';
  drawn.forEach(line => {
    line.color = 's' + lines.indexOf(line);
    const entry = element('span', '', legend);
    const swatch = node('svg', {'aria-hidden': 'true', viewBox: '0 0 26 12'}, entry);
    if (line.kind === 'stems') for (const x of [5, 13, 21]) node('path', {class: line.color, d: `M${x} 1V11`}, swatch);
    else node('path', {class: `line ${line.kind} ${line.color}`, d: 'M0 6H26'}, swatch);
    if (line.kind === 'points') node('circle', {class: `dot ${line.color}`, cx: 13, cy: 6, r: 3}, swatch);
    entry.append(line.name);
  });
  if (drawn.length > 1) plot.before(legend);
  const readout = element('output', 'readout', figure);
  redraws.set(id, () => paint(figure, plot, axes, drawn, readout));
  redraws.get(id)();
}

function paint(figure, plot, axes, lines, readout) {
  const width = plot.clientWidth, height = plot.clientHeight;
  if (width === 0) return;
  const svg = plot.querySelector('svg');
  svg.replaceChildren();
  const title = figure.querySelector('figcaption').textContent;
  for (const [key, value] of Object.entries({viewBox: `0 0 ${width} ${height}`, role: 'img', tabindex: 0,
    'aria-label': `${title}. ${lines.map(line => `${line.name}: ${line.y.length} points`).join(', ')}. Arrow keys read values.`})) {
    svg.setAttribute(key, value);
  }
  const stems = lines.some(line => line.kind === 'stems');
  const [x0, x1] = range(lines.flatMap(line => line.x), false, 0.01);
  const [y0, y1] = range(lines.flatMap(line => line.y).concat(stems ? [0] : []), axes.logarithmic, 0.05);
  const left = 64, right = width - 10, top = 8, bottom = height - 42;
  const across = x => left + (x - x0) / (x1 - x0) * (right - left);
  const share = y => axes.logarithmic ? Math.log(y / y0) / Math.log(y1 / y0) : (y - y0) / (y1 - y0);
  const up = y => bottom - share(y) * (bottom - top);
  const visible = y => y !== null && (!axes.logarithmic || y > 0);
  for (const tick of ticks(y0, y1, height / 50, axes.logarithmic)) {
    node('path', {class: tick === 0 ? 'zero' : 'grid', d: `M${left} ${up(tick)}H${right}`}, svg);
    node('text', {x: left - 6, y: up(tick) + 4, 'text-anchor': 'end'}, svg, show(tick));
  }
  for (const tick of ticks(x0, x1, width / 80, false)) {
    node('path', {class: tick === 0 ? 'zero' : 'grid', d: `M${across(tick)} ${top}V${bottom}`}, svg);
    node('text', {x: across(tick), y: bottom + 16, 'text-anchor': 'middle'}, svg, show(tick));
  }
  node('text', {class: 'label', x: (left + right) / 2, y: height - 6, 'text-anchor': 'middle'}, svg, axes.x);
  node('text', {class: 'label', 'text-anchor': 'middle', transform: `translate(13 ${(top + bottom) / 2}) rotate(-90)`}, svg, axes.y);
  for (const line of [...lines].sort((a, b) => (b.kind === 'stems') - (a.kind === 'stems'))) {
    let path = '', open = false;
    line.x.forEach((x, i) => {
      const y = line.y[i];
      if (line.kind === 'stems') path += y === null ? '' : `M${across(x).toFixed(1)} ${up(0).toFixed(1)}V${up(y).toFixed(1)}`;
      else { if (visible(y)) path += `${open ? 'L' : 'M'}${across(x).toFixed(1)} ${up(y).toFixed(1)}h0`; open = visible(y); }
      if (line.kind === 'points' && visible(y)) node('circle', {class: `dot ${line.color}`, cx: across(x), cy: up(y), r: 3}, svg);
    });
    node('path', {class: `line ${line.kind} ${line.color}`, d: path}, svg);
  }
  const cursor = node('g', {}, svg);
  const guide = lines[0].x;
  let place = Math.floor(guide.length / 2);
  const nearest = (places, x) => places.reduce((best, value, i) => Math.abs(value - x) < Math.abs(places[best] - x) ? i : best, 0);
  function read() {
    cursor.replaceChildren();
    const x = guide[place];
    node('path', {class: 'cursor', d: `M${across(x)} ${top}V${bottom}`}, cursor);
    const values = lines.map(line => {
      const i = nearest(line.x, x), aside = line.x[i] !== x ? ` at ${show(line.x[i])}` : '';
      if (visible(line.y[i])) node('circle', {class: `dot ${line.color}`, cx: across(line.x[i]), cy: up(line.y[i]), r: 4}, cursor);
      return `${line.name}${aside}: ${show((line.raw || line.y)[i])}`;
    });
    readout.value = `${axes.x}: ${show(x)} · ${values.join(' · ')}`;
  }
  svg.onpointermove = event => {
    const x = (event.clientX - svg.getBoundingClientRect().left) * width / svg.clientWidth;
    place = nearest(guide, x0 + (x - left) / (right - left) * (x1 - x0));
    read();
  };
  svg.onfocus = read;
  svg.onkeydown = event => {
    const move = {ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -Infinity, End: Infinity}[event.key];
    if (move === undefined) return;
    event.preventDefault();
    place = Math.max(0, Math.min(guide.length - 1, place + move));
    read();
  };
}

const ramps = {
  weights: () => dark.matches ? ['#181f27', '#173a5e', '#2b78b4', '#86c4ea', '#f4fbff'] : ['#f5f8fb', '#b5d3e7', '#5a9fcc', '#1d5e9c', '#08264e'],
  difference: () => dark.matches ? ['#8fd0ff', '#2b78b4', '#181f27', '#b3631a', '#ffc48a'] : ['#0b4f8a', '#7fb3d9', '#f7f7f7', '#eda968', '#9a4300'],
};

function colors(ramp) {
  const anchors = ramps[ramp]().map(hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)));
  return Array.from({length: 256}, (_, k) => {
    const place = k / 255 * (anchors.length - 1), i = Math.min(anchors.length - 2, Math.floor(place));
    return anchors[i].map((from, c) => Math.round(from + (place - i) * (anchors[i + 1][c] - from)));
  });
}

function raster(canvas, rows, columns, ramp, share) {
  canvas.width = columns; canvas.height = rows;
  const context = canvas.getContext('2d'), image = context.createImageData(columns, rows), table = colors(ramp);
  for (let k = 0; k < rows * columns; k++) {
    const level = Math.max(0, Math.min(255, Math.round(255 * share(Math.floor(k / columns), k % columns))));
    image.data.set([...table[level], 255], 4 * k);
  }
  context.putImageData(image, 0, 0);
}

function maps(attention, weightStep) {
  const {exact, implied, stride} = attention, names = ['exact', 'implied', 'difference'];
  for (const name of names) {
    clear(byId(name));
    byId(name).querySelectorAll('.axis, .bar').forEach(old => old.remove());
    byId(name).querySelector('.map').replaceChildren();
    byId(name).hidden = exact.length === 0;
  }
  byId('weights').value = '';
  byId('thinning').textContent = exact.length === 0 ? 'This head was not run on an example.'
    : stride === 1 ? '' : `Thinned to keep this page small: one in ${stride} of ${attention.queries} queries; of ${attention.keys} keys, the weights of ${stride} neighbors are added.`;
  if (exact.length === 0) return;
  const rows = exact.length, columns = exact[0].length;
  const difference = (i, j) => (implied[i][j] - exact[i][j]) * weightStep;
  const sizes = exact.flatMap((row, i) => row.map((_, j) => Math.abs(difference(i, j)))).filter(size => size > 0).sort((a, b) => a - b);
  const reach = sizes[Math.floor(0.98 * (sizes.length - 1))] || weightStep;
  const low = Math.max(weightStep, 0.1 / columns);
  const logarithmic = rowsOf => (i, j) => Math.log(rowsOf[i][j] * weightStep / low) / Math.log(1 / low);
  const shares = {exact: logarithmic(exact), implied: logarithmic(implied), difference: (i, j) => (difference(i, j) / reach + 1) / 2};
  let i = Math.floor(rows / 2), j = 0;
  const marks = [];
  const span = (k, total) => stride === 1 ? `${k}` : `${k * stride}–${Math.min(total, (k + 1) * stride) - 1}`;
  function read() {
    for (const mark of marks) {
      Object.assign(mark.style, {left: `${100 * j / columns}%`, top: `${100 * i / rows}%`, width: `${100 / columns}%`, height: `${100 / rows}%`});
      mark.hidden = false;
    }
    byId('weights').value = `query ${i * stride}, key ${span(j, attention.keys)} · exact ${show(exact[i][j] * weightStep)} · `
      + `implied ${show(implied[i][j] * weightStep)} · difference ${show(difference(i, j))}`;
  }
  for (const name of names) {
    const figure = byId(name), box = figure.querySelector('.map'), canvas = element('canvas', '', box);
    const ramp = name === 'difference' ? 'difference' : 'weights';
    raster(canvas, rows, columns, ramp, shares[name]);
    canvas.tabIndex = 0;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `${figure.querySelector('figcaption').textContent}. ${rows} queries by ${columns} keys. Arrow keys read values.`);
    marks.push(element('div', 'mark', box));
    marks.at(-1).hidden = true;
    const axis = element('div', 'axis', figure);
    for (const text of ['key 0, query 0 on top', `key ${attention.keys - 1} →`]) element('span', '', axis, text);
    const bar = element('div', 'bar', figure);
    element('span', '', bar, ramp === 'weights' ? `≤ ${show(+low.toPrecision(2))}` : `≤ ${show(-reach)}`);
    raster(element('canvas', '', bar), 1, 256, ramp, (_, k) => k / 255);
    element('span', '', bar, ramp === 'weights' ? '1 (by ratio)' : `≥ ${show(reach)}`);
    canvas.onpointermove = event => {
      const bounds = canvas.getBoundingClientRect();
      i = Math.max(0, Math.min(rows - 1, Math.floor((event.clientY - bounds.top) / bounds.height * rows)));
      j = Math.max(0, Math.min(columns - 1, Math.floor((event.clientX - bounds.left) / bounds.width * columns)));
      read();
    };
    canvas.onfocus = read;
    canvas.onkeydown = event => {
      const move = {ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0]}[event.key];
      if (!move) return;
      event.preventDefault();
      i = Math.max(0, Math.min(rows - 1, i + move[0]));
      j = Math.max(0, Math.min(columns - 1, j + move[1]));
      read();
    };
  }
}
