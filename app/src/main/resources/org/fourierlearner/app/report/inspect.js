// what the page does: choose a head, sort the table
const data = JSON.parse(byId('data').textContent);
let chosen = 0;

function choose(index) {
  chosen = index;
  const head = data.heads[index], {encoding, spectrum} = head;
  for (const row of byId('heads').tBodies[0].rows) row.classList.toggle('chosen', row.querySelector('input').checked);
  byId('chosen').textContent = head.name[0].toUpperCase() + head.name.slice(1);
  const none = 'This head has no relative positional encoding.';
  chart('encoding', {x: data.labels.offset, y: 'encoding (nats)'}, [
    {name: 'learned', x: encoding.offsets, y: encoding.closedForm, kind: 'line'},
    {name: 'estimate', x: encoding.offsets, y: encoding.sampled, kind: 'dashed'}], none);
  chart('spectrum', {x: data.labels.frequency, y: 'density g'}, [
    {name: 'density', x: spectrum.frequencies, y: spectrum.density, kind: 'line'},
    {name: 'drawn amplitude', x: spectrum.drawn, y: spectrum.amplitudes.map(a => a === null ? null : a * spectrum.stemScale),
      raw: spectrum.amplitudes, kind: 'stems'}], none);
  maps(head.attention, data.labels.weightStep);
}

function sparkline(cell, encoding) {
  const y = encoding.closedForm;
  if (y.length === 0) return;
  const [low, high] = range(y, false, 0.05), every = Math.max(1, Math.floor(y.length / 110));
  const d = y.map((v, i) => i % every ? '' : `${i ? 'L' : 'M'}${(110 * i / Math.max(1, y.length - 1)).toFixed(1)} ${(24 - 24 * (v - low) / (high - low)).toFixed(1)}`).join('');
  node('path', {class: 'line s0', d}, node('svg', {width: 110, height: 24, viewBox: '0 0 110 24', 'aria-hidden': 'true'}, cell));
}

function sortBy(button) {
  const header = button.parentElement, column = +button.dataset.column, body = byId('heads').tBodies[0];
  const descending = header.getAttribute('aria-sort') === 'ascending';
  for (const other of header.parentElement.children) other.removeAttribute('aria-sort');
  header.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
  const value = row => +row.cells[column].dataset.value;
  body.append(...[...body.rows].sort((a, b) => (value(a) - value(b)) * (descending ? -1 : 1)));
}

const {curve} = data;
chart('loss', {x: 'step', y: curve.logarithmic ? 'loss (nats, log scale)' : 'loss (nats)', logarithmic: curve.logarithmic}, [
  {name: 'training', x: curve.step, y: curve.train, kind: 'line'},
  {name: 'validation', x: curve.validationStep, y: curve.validation, kind: 'points'}], 'This run has no training log.');
chart('rate', {x: 'step', y: 'rate'}, [{name: 'learning rate', x: curve.step, y: curve.learningRate, kind: 'line'}], 'This run has no training log.');
const rows = [...byId('heads').tBodies[0].rows];
rows.forEach((row, index) => {
  sparkline(row.cells[2], data.heads[index].encoding);
  row.onclick = () => { row.querySelector('input').checked = true; choose(index); };
  row.querySelector('input').onchange = () => choose(index);
});
for (const button of document.querySelectorAll('button[data-column]')) button.onclick = () => sortBy(button);
byId('detail').hidden = rows.length === 0;
if (rows.length) { rows[0].querySelector('input').checked = true; choose(0); }
addEventListener('resize', () => redraws.forEach(redraw => redraw()));
dark.onchange = () => { if (rows.length) maps(data.heads[chosen].attention, data.labels.weightStep); };
