'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const element = id => document.getElementById(id);
  const viewer = window.$3Dmol.createViewer(element('viewer'), { backgroundColor: 'white' });
  const shown = value => value.toFixed(4).replace('-', '−');

  const xyz = [data.symbols.length, '', ...data.symbols.map((symbol, i) => symbol + ' ' + data.places[i].join(' '))];
  viewer.addModel(xyz.join('\n'), 'xyz');

  const distance = atom => Math.hypot(...data.places[atom].map((x, axis) => x - data.places[data.atom][axis]));

  // from blue by pale gray to orange
  function color(share) {
    const end = share < 0 ? [0x3d, 0x8b, 0xd4] : [0xf5, 0x8a, 0x1f];
    const mixed = [0xf4, 0xf4, 0xf4].map((pale, i) => Math.round(pale + Math.abs(share) * (end[i] - pale)));
    return '#' + mixed.map(part => part.toString(16).padStart(2, '0')).join('');
  }

  function fill(select, count, chosen) {
    for (let i = 0; i < count; i++) {
      select.add(new Option(String(i), String(i), false, i === chosen));
    }
    select.addEventListener('change', show);
  }

  function cell(row, tag, text) {
    const made = document.createElement(tag);
    made.textContent = text;
    row.append(made);
  }

  function show() {
    const layer = Number(element('layer').value);
    const head = Number(element('head').value);
    const weights = data.weights[layer][head];
    const largest = Math.max(...weights.map(Math.abs)) || 1;
    viewer.removeAllLabels();
    weights.forEach((weight, atom) => {
      const radius = atom === data.atom ? 0.5 : 0.32;
      viewer.setStyle({ index: atom }, {
        stick: { radius: 0.08, color: '#9aa4ae' },
        sphere: { radius, color: color(weight / largest) },
      });
      const [x, y, z] = data.places[atom];
      viewer.addLabel(data.symbols[atom] + (atom + 1), {
        position: { x, y, z }, fontSize: 12, fontColor: 'black', showBackground: false, alignment: 'center', inFront: true,
      });
    });
    viewer.render();
    element('chosen').textContent =
      `Layer ${layer}, head ${head}: what atom ${data.atom + 1}, ${data.symbols[data.atom]}, attends to`;
    element('weights').replaceChildren(...weights.map((weight, atom) => {
      const row = document.createElement('tr');
      cell(row, 'th', String(atom + 1));
      cell(row, 'td', data.symbols[atom]);
      cell(row, 'td', distance(atom).toFixed(2));
      cell(row, 'td', shown(weight));
      row.firstChild.scope = 'row';
      return row;
    }));
  }

  fill(element('layer'), data.weights.length, data.layer);
  fill(element('head'), data.weights[0].length, data.head);
  show();
  viewer.zoomTo();
  viewer.zoom(1.6);
  viewer.render();
})();
