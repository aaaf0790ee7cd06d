/**
 * The crowd panel of the story editor: counts anew when a fact changes, and sets a field to its wider value.
 *
 * What is chosen goes to our own server in the body of a POST and is not kept there.
 */
(() => {
  const FIELDS = [
    'exploitation_type',
    'sector',
    'origin',
    'destination',
    'age_band',
    'gender',
    'period',
  ];
  const DELAY_MS = 300;

  const fieldNamed = (form, name) => form.elements.namedItem(name);

  const start = (root) => {
    const form = root.closest('form');
    const figures = root.querySelector('[data-crowd-figures]');
    if (!form || root.dataset.crowdStarted) return;
    root.dataset.crowdStarted = 'true';
    let timer;
    let request;

    const offer = () => {
      figures.querySelectorAll('[data-crowd-field]').forEach((button) => {
        button.hidden = false;
        button.nextElementSibling.hidden = true;
      });
    };

    const count = async () => {
      request?.abort();
      request = new AbortController();
      const body = new URLSearchParams({ page: root.dataset.crowdPage });
      FIELDS.forEach((name) => body.set(name, fieldNamed(form, name)?.value ?? ''));
      try {
        const response = await fetch(root.dataset.crowdUrl, {
          method: 'POST',
          body,
          headers: { 'X-CSRFToken': fieldNamed(form, 'csrfmiddlewaretoken').value },
          signal: request.signal,
        });
        if (!response.ok || response.redirected) throw new Error(`crowd: ${response.status}`);
        figures.innerHTML = await response.text();
        offer();
      } catch (error) {
        if (error.name !== 'AbortError') figures.textContent = root.dataset.crowdFailed;
      }
    };

    form.addEventListener('change', (event) => {
      if (!FIELDS.includes(event.target.name)) return;
      clearTimeout(timer);
      timer = setTimeout(count, DELAY_MS);
    });
    figures.addEventListener('click', (event) => {
      const button = event.target.closest('[data-crowd-field]');
      const field = button && fieldNamed(form, button.dataset.crowdField);
      if (!field) return;
      field.value = button.dataset.crowdValue;
      field.dispatchEvent(new Event('change', { bubbles: true }));
      field.focus();
    });
    offer();
  };

  const startAll = () => document.querySelectorAll('[data-crowd]').forEach(start);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', startAll);
  else startAll();
})();
