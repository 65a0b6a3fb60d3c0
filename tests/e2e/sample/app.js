// Stands for the compiled application: the same export, the same attributes and events.
export default async function init({ module_or_path }) {
  const bytes = await (await module_or_path).arrayBuffer();
  await WebAssembly.instantiate(bytes);
  document.querySelectorAll('live-part[data-part=lab]').forEach(enliven);
}

function enliven(part) {
  const section = part.querySelector('[data-lab]');
  const slider = section.querySelector('input');
  const readout = section.querySelector('.value');
  const note = section.querySelector('.sample-note');
  const worker = globalThis.tradeoffsWorker;
  let asked = 0;

  const show = (p99) => {
    readout.textContent = `${p99} ms`;
    const detail = { state: { max_batch: Number(slider.value) }, readings: { p99 } };
    document.dispatchEvent(new CustomEvent('tradeoffs:change', { detail }));
  };
  const run = () => {
    asked += 1;
    slider.setAttribute('aria-valuetext', `${slider.value} requests`);
    history.replaceState(null, '', `#max_batch=${slider.value}`);
    if (worker) worker.postMessage({ asked, batch: Number(slider.value) });
    else show(2 * Number(slider.value));
  };
  const take = (text) => {
    slider.value = new URLSearchParams(text).get('max_batch') ?? '8';
    run();
  };

  section.dataset.worker = worker ? 'yes' : 'no';
  worker?.addEventListener('message', ({ data }) => data.asked === asked && show(data.p99));
  slider.addEventListener('input', run);
  document.addEventListener('tradeoffs:set-state', ({ detail }) => take(detail.state));
  section.querySelector('form').addEventListener('submit', (event) => {
    event.preventDefault();
    document.dispatchEvent(new CustomEvent('tradeoffs:answer', { detail: { correct: true } }));
  });
  section.querySelector('.sample-more').addEventListener('click', () => {
    note.hidden = !note.hidden;
  });
  take(location.hash.slice(1));
}
