/**
 * The place field of the editor: a combobox over the list of publishable places, and a map that shows the choice.
 *
 * Everything is asked of our own server by POST, so that neither what is typed nor where is clicked ends in a log
 * of addresses. The text of the field is its only value; the server turns it into a key of the list.
 */
(() => {
  const DELAY_MS = 150;
  const STEPS_DEG = [0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6];
  const ARROWS = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const REGION = { center: [14, 108], zoom: 3 };
  const CLOSE_ZOOM = 5;
  const MAX_ZOOM = 6; // as deep as the tiles go

  const csrfToken = (element) => {
    const input = element.closest('form')?.querySelector('[name=csrfmiddlewaretoken]');
    if (input) return input.value;
    const config = document.getElementById('wagtail-config');
    return config ? JSON.parse(config.textContent).CSRF_TOKEN : '';
  };

  class PlaceField {
    constructor(root) {
      this.root = root;
      this.input = root.querySelector('input');
      this.country = root.querySelector('select');
      this.list = root.querySelector('[role=listbox]');
      this.status = root.querySelector('[data-place-status]');
      this.picture = root.querySelector('[data-place-picture]');
      this.mapElement = root.querySelector('[data-place-map]');
      this.texts = root.dataset;
      this.options = [];
      this.active = -1;
      this.place = root.dataset.place ? JSON.parse(root.dataset.place) : null;
      root.placeField = this;

      Object.entries({
        role: 'combobox',
        'aria-autocomplete': 'list',
        'aria-expanded': 'false',
        'aria-controls': this.list.id,
      }).forEach(([name, value]) => this.input.setAttribute(name, value));

      this.input.addEventListener('input', () => this.typed());
      this.input.addEventListener('keydown', (event) => this.pressed(event));
      this.input.addEventListener('blur', () => this.left());
      this.country.addEventListener('change', () => {
        if (!this.place || !this.isSettled) this.suggest();
      });
      root.addEventListener('focusout', (event) => {
        if (!root.contains(event.relatedTarget)) this.close();
      });
      this.list.addEventListener('pointerdown', (event) => event.preventDefault());
      this.list.addEventListener('click', (event) => {
        const option = event.target.closest('[role=option]');
        if (option) this.choose(this.options[Number(option.dataset.index)]);
      });
      this.showMapWhenSeen();
    }

    /** Whether the text stands for the place last chosen (or the field is empty, as is the choice). */
    get isSettled() {
      return this.input.value.trim() === (this.place ? this.place.text : '');
    }

    /** What drafts keep meanwhile: typed text goes to the server only when the editor saves on purpose. */
    get settledText() {
      return this.place ? this.place.text : '';
    }

    async post(url, values) {
      this.request?.abort();
      this.request = new AbortController();
      const response = await fetch(url, {
        method: 'POST',
        body: new URLSearchParams(values),
        headers: { 'X-CSRFToken': csrfToken(this.root), Accept: 'application/json' },
        signal: this.request.signal,
      });
      if (!response.ok || response.redirected) throw new Error(`places: ${response.status}`);
      return response.json();
    }

    say(text) {
      this.status.textContent = text;
    }

    typed() {
      if (!this.input.value.trim()) {
        this.place = null;
        this.drawPlace();
      }
      this.say('');
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.suggest(), DELAY_MS);
    }

    async suggest() {
      clearTimeout(this.timer);
      const q = this.isSettled && this.place ? '' : this.input.value.trim();
      if (!q && !this.country.value) {
        this.close();
        return;
      }
      try {
        const places = await this.post(this.root.dataset.searchUrl, { q, country: this.country.value });
        if (this.root.contains(document.activeElement)) this.open(places);
      } catch (error) {
        if (error.name === 'AbortError') return;
        this.close();
        this.say(this.texts.textFailed);
      }
    }

    open(places) {
      this.options = places;
      this.active = -1;
      this.list.replaceChildren(
        ...places.map((place, index) => {
          const option = document.createElement('li');
          option.id = `${this.list.id}-${index}`;
          option.className = 'place-field__option';
          option.dataset.index = index;
          option.setAttribute('role', 'option');
          option.setAttribute('aria-selected', 'false');
          option.append(place.text);
          if (place.native) {
            const native = document.createElement('bdi');
            native.className = 'place-field__native';
            native.textContent = place.native;
            option.append(' ', native);
          }
          return option;
        }),
      );
      const isOpen = places.length > 0;
      this.list.hidden = !isOpen;
      this.input.setAttribute('aria-expanded', String(isOpen));
      this.input.removeAttribute('aria-activedescendant');
      this.say(isOpen ? this.texts.textFound.replace('{count}', places.length) : this.texts.textNone);
    }

    close() {
      this.list.hidden = true;
      this.options = [];
      this.active = -1;
      this.input.setAttribute('aria-expanded', 'false');
      this.input.removeAttribute('aria-activedescendant');
    }

    activate(index) {
      const options = [...this.list.children];
      this.active = (index + options.length) % options.length;
      options.forEach((option, i) => option.setAttribute('aria-selected', String(i === this.active)));
      this.input.setAttribute('aria-activedescendant', options[this.active].id);
      options[this.active].scrollIntoView({ block: 'nearest' });
    }

    pressed(event) {
      if (event.isComposing) return;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault();
        const down = event.key === 'ArrowDown';
        if (this.list.hidden) this.suggest().then(() => !this.list.hidden && this.activate(down ? 0 : -1));
        else this.activate(this.active < 0 && !down ? -1 : this.active + (down ? 1 : -1));
      } else if (event.key === 'Enter' && !this.list.hidden) {
        event.preventDefault();
        if (this.active >= 0) this.choose(this.options[this.active]);
        else if (this.options.length === 1 || this.options[0].exact) this.choose(this.options[0]);
      } else if (event.key === 'Escape' && !this.list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
      }
    }

    /** Leaving the field: a full name counts as chosen, anything else is pointed out. */
    async left() {
      clearTimeout(this.timer);
      this.request?.abort();
      this.close();
      const q = this.input.value.trim();
      if (this.isSettled || !q) return;
      try {
        const [first] = await this.post(this.root.dataset.searchUrl, { q, country: this.country.value });
        if (this.input.value.trim() !== q || document.activeElement === this.input) return;
        if (first?.exact) this.choose(first);
        else this.say(this.texts.textUnchosen);
      } catch (error) {
        if (error.name !== 'AbortError') this.say(this.texts.textFailed);
      }
    }

    choose(place) {
      this.close();
      if (this.country.value !== place.country) this.country.value = '';
      this.show(place.text, place);
      this.say(this.texts.textChosen.replace('{place}', place.text));
      this.input.dispatchEvent(new Event('change', { bubbles: true }));
    }

    /** Show a text and the place it stands for, if any. */
    show(text, place) {
      this.place = place;
      this.input.value = text;
      this.drawPlace();
    }

    // The map: a picture of the choice. It is drawn when it is first seen; the text field works without it.

    showMapWhenSeen() {
      if (!window.L || !('IntersectionObserver' in window)) return;
      this.picture.hidden = false;
      this.seen = new IntersectionObserver((entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        this.seen.disconnect();
        this.drawMap();
      });
      this.seen.observe(this.mapElement);
    }

    drawMap() {
      const still = { animate: false };
      this.map = window.L.map(this.mapElement, {
        attributionControl: false,
        keyboard: false,
        scrollWheelZoom: false,
        doubleClickZoom: false,
        zoomControl: false,
        zoomAnimation: false,
        fadeAnimation: false,
        inertia: false,
        minZoom: 1,
        maxZoom: MAX_ZOOM,
        ...REGION,
      });
      window.L.control
        .zoom({ zoomInTitle: this.texts.textZoomIn, zoomOutTitle: this.texts.textZoomOut })
        .addTo(this.map);
      window.L.tileLayer(`${this.root.dataset.tilesUrl}{z}/{x}/{y}.svg`, { maxZoom: MAX_ZOOM }).addTo(this.map);
      this.map.on('click', ({ latlng }) => {
        const { lat, lng } = latlng.wrap();
        this.move(lat, lng);
      });
      this.mapElement.addEventListener('keydown', (event) => this.stepped(event));
      new ResizeObserver(() => this.map.invalidateSize(still)).observe(this.mapElement);
      this.drawPlace();
    }

    drawPlace() {
      if (!this.map) return;
      this.dot?.remove();
      this.dot = null;
      if (!this.place) return;
      const position = [this.place.lat, this.place.lng];
      const zoom = this.place.kind === 'country' ? CLOSE_ZOOM - 1 : CLOSE_ZOOM;
      this.dot = window.L.circleMarker(position, {
        radius: 9,
        className: 'place-field__dot',
        interactive: false,
      }).addTo(this.map);
      this.map.setView(position, Math.max(zoom, this.map.getZoom()), { animate: false });
    }

    /** Choose the listed place that stands for a point; the point is dropped by the server. */
    async move(lat, lng) {
      try {
        this.choose(await this.post(this.root.dataset.nearestUrl, { lat, lng }));
      } catch (error) {
        if (error.name !== 'AbortError') this.say(this.texts.textFailed);
      }
    }

    /** Arrow keys on the map: the next listed place in that direction, looked for in growing steps. */
    async stepped(event) {
      const direction = ARROWS[event.key];
      if (!direction || event.target !== this.mapElement || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const from = this.place || { lat: REGION.center[0], lng: REGION.center[1] };
      try {
        for (const step of STEPS_DEG) {
          const lat = Math.max(-85, Math.min(85, from.lat + direction[0] * step));
          const lng = from.lng + direction[1] * step;
          const place = await this.post(this.root.dataset.nearestUrl, { lat, lng });
          const ahead = (place.lat - from.lat) * direction[0] + (place.lng - from.lng) * direction[1];
          if (place.key !== from.key && ahead > 0) {
            this.choose(place);
            return;
          }
        }
      } catch (error) {
        if (error.name !== 'AbortError') this.say(this.texts.textFailed);
      }
    }
  }

  // In StreamFields, Wagtail builds the widget through telepath.
  const Widget = window.telepath?.constructors['wagtail.widgets.Widget'];
  if (Widget) {
    const BoundWidget = new Widget('').boundWidgetClass;

    class BoundPlaceWidget extends BoundWidget {
      constructor(element, name, capabilities) {
        super(element, name, capabilities);
        this.root = this.input.closest('[data-place-field]');
        this.field = this.root.placeField || new PlaceField(this.root);
      }

      getState() {
        return { text: this.input.value, place: this.field.isSettled ? this.field.place : null };
      }

      setState(state) {
        this.field.show(state?.text || '', state?.place || null);
      }
    }

    class PlaceWidget extends Widget {
      boundWidgetClass = BoundPlaceWidget;

      render(placeholder, name, id, initialState, capabilities, options = {}) {
        // Wagtail puts these on the outermost element; they belong to the text field.
        const { attributes = {}, ...others } = options;
        const bound = super.render(placeholder, name, id, initialState, capabilities, others);
        Object.entries(attributes).forEach(([key, value]) => bound.input.setAttribute(key, value));
        return bound;
      }
    }

    window.telepath.register('stories.PlaceWidget', PlaceWidget);
  }

  // Autosave runs while an editor is still typing: until a place is chosen, it keeps the one chosen last.
  document.addEventListener('w-autosave:save', (event) => {
    document.querySelectorAll('[data-place-field]').forEach((root) => {
      const field = root.placeField;
      if (field && !field.isSettled && event.detail?.formData?.has(field.input.name)) {
        event.detail.formData.set(field.input.name, field.settledText);
      }
    });
  });

  const enhance = () => {
    document.querySelectorAll('[data-place-field]').forEach((root) => root.placeField || new PlaceField(root));
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', enhance);
  else enhance();
})();
