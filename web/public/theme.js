// Runs before the first drawing: the theme that src/actions/appearance.ts keeps, else the system's.
(function () {
  var theme = null;
  try { theme = localStorage.getItem('sluice.theme'); } catch (refused) { /* as the system has it */ }
  if (theme !== 'light' && theme !== 'dark') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  document.documentElement.dataset.theme = theme;
})();
