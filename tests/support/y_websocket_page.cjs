// The unmodified y-websocket client under Node. Takes orders as JSON lines, and answers each with what its document holds.
// Arguments: package.json beside whose modules it is to use, address of the consultation's routes, API token.
'use strict';
const { createRequire } = require('node:module');
const { createInterface } = require('node:readline');

const [packages, address, token] = process.argv.slice(2);
const load = createRequire(packages);
const Y = load('yjs');
const { WebsocketProvider } = load('y-websocket');

const doc = new Y.Doc();
const marks = doc.getMap('marks');
const undo = new Y.UndoManager(marks, { captureTimeout: 0 });
const provider = new WebsocketProvider(address, 'board', doc, {
  disableBc: true,
  protocols: { headers: { Authorization: `Bearer ${token}` } },
});

const orders = {
  draw: ({ id, mark }) => marks.set(id, new Y.Map(Object.entries(mark))),
  label: ({ id, label }) => marks.get(id).set('label', label),
  undo: () => undo.undo(),
  show: ({ state }) => provider.awareness.setLocalState(state),
  offline: () => provider.disconnect(),
  online: () => provider.connect(),
  look: () => undefined,
};

createInterface({ input: process.stdin }).on('line', (line) => {
  const { order, ...details } = JSON.parse(line);
  orders[order](details);
  const others = [...provider.awareness.getStates()].filter(([client]) => client !== doc.clientID).map(([, state]) => state);
  console.log(JSON.stringify({ synced: provider.synced, marks: marks.toJSON(), others }));
}).on('close', () => process.exit(0));
