// Stands for the compiled worker: its start function sets the handler, after some time.
export default async function init({ module_or_path }) {
  const bytes = await (await fetch(module_or_path)).arrayBuffer();
  await WebAssembly.instantiate(bytes);
  await new Promise((done) => setTimeout(done, 100));
  self.onmessage = ({ data }) => self.postMessage({ asked: data.asked, p99: 2 * data.batch });
}
