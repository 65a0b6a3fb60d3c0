// Starts the simulation worker.
//
// The page creates this worker before its own application has loaded, so that both load at once.
// Requests may therefore arrive while the simulators are still being compiled. A worker drops a
// message that nobody listens to, so the early ones are kept here and given again, in order,
// when the start function has set its handler. No event can slip in between: from the start
// function to the end of the loop below there are only microtasks.
import init from './worker.js';

const early = [];
const keep = (event) => early.push(event);
self.addEventListener('message', keep);

try {
  await init({ module_or_path: new URL('worker_bg.wasm', import.meta.url) });
  self.removeEventListener('message', keep);
  for (const { data, ports } of early) {
    self.dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
  }
} catch (error) {
  // A rejected promise stays inside the worker; a reported error reaches the page's `error`
  // listener, which then computes without a worker.
  self.reportError(error);
  self.close();
}
