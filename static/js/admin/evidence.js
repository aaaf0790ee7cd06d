/**
 * What the rules find in the words of a story, under the field they stand in, while they are written.
 *
 * Only forms that have a pseudonym are looked at. Texts are sent by POST to our own server, which keeps nothing. When
 * nothing is found nothing is shown: rules miss things, and no word here may be read as "safe".
 */
(() => {
  const TYPING_MS = 700;
  const SPEAK_MS = 1500;
  const PLAIN = 'input[type=text], textarea';
  const RICH = '[data-draftail-editor-wrapper]';
  const { url, textHeading, textFound, textNone } = document.currentScript.dataset;

  const csrfToken = (form) => form.querySelector('[name=csrfmiddlewaretoken]')?.value || '';

  /** Where rich text is typed; its value is in a hidden field beside it. Null for a plain field. */
  const editorOf = (field) =>
    field.type === 'hidden' ? field.parentElement.querySelector('[contenteditable=true]') : null;

  /** The text of a field as the reviewer's checks read it: rich text a line for each paragraph, links after it. */
  const textOf = (field) => {
    if (field.type !== 'hidden') return field.value;
    try {
      const content = JSON.parse(field.value);
      const links = Object.values(content?.entityMap || {}).map((entity) => entity.data?.url || '');
      return [...(content?.blocks || []).map((block) => block.text), ...links].join('\n').trim();
    } catch {
      return field.value;
    }
  };

  class Words {
    constructor(form) {
      this.form = form;
      this.known = new Map(); // text -> findings; forgotten when the pseudonym changes
      this.boxes = new WeakMap(); // field -> its chips
      this.count = 0;
      this.status = document.createElement('div');
      this.status.className = 'evidence-status';
      this.status.setAttribute('aria-live', 'polite');
      form.append(this.status);
      ['input', 'change', 'keyup', 'paste', 'cut'].forEach((name) =>
        form.addEventListener(name, () => this.soon()),
      );
      // Blocks are added, moved and removed without an event of their own.
      new MutationObserver((changes) => {
        if (changes.some((change) => !change.target.closest?.('.evidence, .evidence-status'))) this.soon();
      }).observe(form, { childList: true, subtree: true });
      this.soon();
    }

    get pseudonym() {
      return this.form.querySelector('[name=pseudonym]').value.trim();
    }

    get fields() {
      const rich = [...this.form.querySelectorAll(RICH)].map((wrapper) =>
        wrapper.parentElement.querySelector('input[type=hidden]'),
      );
      return [...this.form.querySelectorAll(PLAIN), ...rich].filter(
        (field) =>
          field?.name &&
          field.name !== 'pseudonym' &&
          !field.disabled &&
          !field.closest('[data-place-field], [hidden], template, [aria-hidden=true]') &&
          !/(^|-)(comment|slug|csrf|amount_minor|id|ORDER|DELETE)/.test(field.name),
      );
    }

    soon() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), TYPING_MS);
    }

    async look() {
      if (this.pseudonym !== this.pseudonymKnown) {
        this.pseudonymKnown = this.pseudonym;
        this.known.clear();
      }
      const { pseudonym } = this;
      const texts = new Map(this.fields.map((field) => [field, textOf(field)]));
      const asked = [...new Set(texts.values())].filter((text) => text.trim() && !this.known.has(text));
      if (asked.length) {
        try {
          const answers = await this.ask(asked, pseudonym);
          if (pseudonym !== this.pseudonymKnown) return;
          answers.forEach((answer, index) => this.known.set(asked[index], answer.findings));
        } catch {
          return; // Aborted by the next look, or the server is away: what is shown stays until it answers.
        }
      }
      texts.forEach((text, field) => field.isConnected && this.show(field, this.known.get(text) || []));
    }

    async ask(asked, pseudonym) {
      this.request?.abort();
      this.request = new AbortController();
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({
          texts: asked.map((text, index) => ({ where: String(index), text })),
          allowed: pseudonym ? [pseudonym] : [],
        }),
        headers: {
          'X-CSRFToken': csrfToken(this.form),
          'Content-Type': 'application/json',
          Accept: 'application/json',
        },
        signal: this.request.signal,
      });
      if (!response.ok || response.redirected) throw new Error(`words: ${response.status}`);
      return (await response.json()).texts;
    }

    show(field, findings) {
      let box = this.boxes.get(field);
      if (!box && !findings.length) return;
      if (!box) {
        box = this.makeBox(field);
        this.boxes.set(field, box);
      }
      const key = findings.map((finding) => `${finding.kind} ${finding.start} ${finding.excerpt}`).join('\n');
      if (box.dataset.key === key) return;
      const before = box.querySelectorAll('.evidence__chip').length;
      box.dataset.key = key;
      box.hidden = !findings.length;
      box.querySelector('ul').replaceChildren(...findings.map((finding) => this.chip(field, finding)));
      this.describe(field, box, findings.length > 0);
      if (before !== findings.length) this.speak(field, findings.length);
    }

    makeBox(field) {
      this.count += 1;
      const box = document.createElement('div');
      box.className = 'evidence';
      box.id = `evidence-${this.count}`;
      const heading = document.createElement('p');
      heading.className = 'evidence__heading';
      heading.textContent = textHeading;
      const list = document.createElement('ul');
      list.className = 'evidence__chips';
      box.append(heading, list);
      (field.closest('[data-field], .w-field') || field.parentElement).append(box);
      return box;
    }

    chip(field, finding) {
      const item = document.createElement('li');
      const button = document.createElement('button');
      button.type = 'button';
      button.className = `evidence__chip evidence__chip--${finding.level === 'block' ? 'block' : 'flag'}`;
      button.textContent = finding.message; // it quotes the words
      button.addEventListener('click', () => this.go(field, finding));
      item.append(button);
      return item;
    }

    /** To the words themselves; in rich text to the editor they stand in. */
    go(field, finding) {
      const editor = editorOf(field);
      if (editor) {
        editor.focus();
        return;
      }
      field.focus();
      field.setSelectionRange?.(finding.start, finding.end);
    }

    /** Who comes to the field by keyboard hears that something is marked below it. */
    describe(field, box, isShown) {
      const target = editorOf(field) || field;
      const id = `${box.id}-heading`;
      box.querySelector('.evidence__heading').id = id;
      const ids = (target.getAttribute('aria-describedby') || '').split(/\s+/).filter((one) => one && one !== id);
      if (isShown) ids.push(id);
      if (ids.length) target.setAttribute('aria-describedby', ids.join(' '));
      else target.removeAttribute('aria-describedby');
    }

    /** One sentence after a pause, of the field last changed: nobody is interrupted at each letter. */
    speak(field, count) {
      clearTimeout(this.speaking);
      const label = (field.labels?.[0] || field.closest('[data-field], .w-field')?.querySelector('label'))?.textContent;
      this.speaking = setTimeout(() => {
        this.status.textContent = (count ? textFound : textNone)
          .replace('{field}', (label || '').replace('*', '').trim())
          .replace('{count}', count);
      }, SPEAK_MS);
    }
  }

  const begin = () => {
    const form = document.querySelector('[name=pseudonym]')?.form;
    if (form) new Words(form);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', begin);
  else begin();
})();
