// The theme of the page, set before the first paint.
// A classic script in <head>: a module would run after the page had flashed in the wrong colours.
(() => {
  'use strict';
  const KEY = 'tradeoffs:theme';
  const page = document.documentElement;
  const embedded = 'embed' in page.dataset;

  // The page around an embed decides for its frame, in the query or in the fragment.
  function asked() {
    if (!embedded) return null;
    const query = new URLSearchParams(location.search);
    const fragment = new URLSearchParams(location.hash.slice(1));
    return query.get('theme') ?? fragment.get('theme');
  }

  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      // Sandboxed frames and private windows may refuse storage.
      return null;
    }
  }

  // Without the attribute the style sheet follows the system.
  function apply() {
    const theme = asked() ?? stored();
    if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;
    else delete page.dataset.theme;
  }

  apply();
  if (!embedded) {
    // Another tab has changed the theme, or cleared the storage (then the key is null).
    addEventListener('storage', (event) => {
      if (event.key === KEY || event.key === null) apply();
    });
  }
})();
