// Offers what the course has saved in this browser as a file, without the application: for browsers in
// which that cannot be loaded, and for bytes that it cannot read. It reads and changes nothing.

/** The rows of this copy of the course in local storage. */
function quickRows(prefix) {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => ({ store: 'quick', key, text: localStorage.getItem(key) }));
  } catch {
    return [];
  }
}

/** The rows of its journal; none if there is no journal or it cannot be read. */
function journalRows(name) {
  return new Promise((done) => {
    const none = () => done([]);
    try {
      const request = indexedDB.open(name);
      // A journal that is not there must not be made here.
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = none;
      request.onsuccess = () => {
        const transaction = request.result.transaction('rows');
        const keys = transaction.objectStore('rows').getAllKeys();
        const texts = transaction.objectStore('rows').getAll();
        transaction.onabort = none;
        transaction.oncomplete = () => {
          request.result.close();
          done(keys.result.map((key, i) => ({ store: 'journal', key, text: texts.result[i] })));
        };
      };
    } catch {
      none();
    }
  });
}

/** Everything that is saved, as the text of a file that the page on progress takes back. */
export async function saved(root) {
  const prefix = `tradeoffs:${root.pathname.replaceAll(':', '%3A')}:`;
  const rows = quickRows(prefix).concat(await journalRows(prefix.slice(0, -1)));
  return JSON.stringify({ app: 'tradeoffs', kind: 'rescue', schema: 2, rows }, null, 2);
}

/** Downloads it. */
export async function rescue(root) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await saved(root)], { type: 'application/json' }));
  link.download = 'tradeoffs-rescued.json';
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
