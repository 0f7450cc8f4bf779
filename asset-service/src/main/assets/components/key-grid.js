const LETTERS = 'ABCDEFGHIJ';
const SEVERAL = /^\s*[A-Ja-j](?:\s*[,;+/&]\s*[A-Ja-j])+\s*$/;
const CLEAR_AGAIN_MS = 4000;

/**
 * The answer key as a grid that is filled in by keyboard: a letter in a question of one choice goes to the next row,
 * arrows and Enter move, a pasted table fills it in. Without this script it is a plain form.
 *
 * Events: `change` {answered, dirty}.
 */
export class KeyGrid extends EventTarget {
  #form;
  #body;
  #questionCount;
  #options;
  #dirty = false;

  constructor(form, { questionCount, options }) {
    super();
    this.#form = form;
    this.#body = form.querySelector('[data-role=key-rows]');
    this.#questionCount = questionCount;
    this.#options = options;
    this.#body.addEventListener('keydown', (event) => this.#key(event));
    this.#body.addEventListener('input', (event) => this.#typed(event));
    this.#body.addEventListener('change', (event) => this.#changed(event.target));
    this.#body.addEventListener('click', (event) => this.#clicked(event));
    this.#body.addEventListener('focusin', ({ target }) => {
      if (target.matches('input:not([name=label])')) {
        target.select();
      }
    });
    for (const row of this.#rows()) {
      this.#dress(row);
    }
  }

  get dirty() {
    return this.#dirty;
  }

  /** Numbers of questions that have an answer, or need none. */
  answered() {
    const numbers = new Set();
    for (const row of this.#rows()) {
      if (field(row, 'type').value === 'LONG' || field(row, 'answer').value.trim() !== '') {
        numbers.add(row.dataset.number);
      }
    }
    return numbers;
  }

  /** What is in the grid is stored now. */
  saved() {
    this.#dirty = false;
    this.clearProblems();
    this.#tell();
  }

  /** Takes an answer key over, in place of what is there for its questions. */
  take(questions) {
    for (const question of questions) {
      const [first, ...others] = this.#rowsOf(question.number);
      others.forEach((row) => row.remove());
      let row = first;
      question.parts.forEach((part, index) => {
        row = index === 0 ? first : this.#addPart(row);
        field(row, 'type').value = part.kind;
        field(row, 'answer').value = part.choices.length > 0 ? part.choices.join(', ') : part.texts.join(' | ').replaceAll(/\s*\|\s*/g, ' | ');
        field(row, 'options').value = part.options > 0 ? String(part.options) : '';
        field(row, 'label').value = part.label ?? '';
        field(row, 'credit').value = part.credit ?? '';
        field(row, 'points').value = index === 0 ? String(question.points) : '';
        this.#dress(row);
      });
    }
    this.#touch();
  }

  clear() {
    for (const row of this.#rows()) {
      if (row.dataset.part !== '0') {
        row.remove();
      } else {
        field(row, 'type').value = 'ONE_CHOICE';
        field(row, 'answer').value = '';
        field(row, 'label').value = '';
        field(row, 'credit').value = '';
        field(row, 'options').value = String(this.#options);
        this.#dress(row);
      }
    }
    this.clearProblems();
    this.#touch();
  }

  /** Marks the rows that are wrong, by their place in the form; goes to the first of them. */
  showProblems(problems) {
    this.clearProblems();
    const rows = this.#rows();
    for (const { row: place, message } of problems) {
      const row = rows[place - 1];
      if (row) {
        row.classList.add('is-wrong');
        field(row, 'answer').setAttribute('aria-invalid', 'true');
        const text = document.createElement('p');
        text.className = 'field-error';
        text.textContent = message;
        row.querySelector('.key-answer').append(text);
      }
    }
    const first = this.#body.querySelector('.is-wrong');
    if (first) {
      field(first, 'answer').focus();
    }
  }

  clearProblems() {
    for (const row of this.#body.querySelectorAll('.is-wrong')) {
      this.#mend(row);
    }
  }

  #mend(row) {
    row.classList.remove('is-wrong');
    row.querySelectorAll('.field-error').forEach((text) => text.remove());
    field(row, 'answer').removeAttribute('aria-invalid');
  }

  #rows() {
    return [...this.#body.children];
  }

  #rowsOf(number) {
    return this.#rows().filter((row) => row.dataset.number === String(number));
  }

  #key(event) {
    const { target, key } = event;
    const row = target.closest('tr');
    if (event.altKey || event.ctrlKey || event.metaKey || !row || target.matches('button')) {
      return;
    }
    const list = target.matches('select');
    const step = key === 'ArrowDown' || (key === 'Enter' && !event.shiftKey) ? 1 : key === 'ArrowUp' || key === 'Enter' ? -1 : 0;
    if (step !== 0 && !(list && key.startsWith('Arrow'))) {
      event.preventDefault();
      this.#goTo(row, step, target.name);
      return;
    }
    const whole = list || target.selectionStart !== target.selectionEnd || target.value === '';
    if ((key === 'ArrowRight' && (whole || target.selectionEnd === target.value.length)) || (key === 'ArrowLeft' && (whole || target.selectionStart === 0))) {
      const cells = [...row.querySelectorAll('select, input:not([type=hidden])')].filter((cell) => cell.offsetParent !== null && !cell.disabled);
      const next = cells[cells.indexOf(target) + (key === 'ArrowRight' ? 1 : -1)];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
  }

  #goTo(row, step, name) {
    let next = row;
    do {
      next = step > 0 ? next.nextElementSibling : next.previousElementSibling;
    } while (next && (field(next, name).disabled || field(next, name).offsetParent === null));
    if (next) {
      field(next, name).focus();
    }
    return Boolean(next);
  }

  #typed(event) {
    const { target } = event;
    const row = target.closest('tr');
    this.#mend(row);
    if (target.name === 'answer' && field(row, 'type').value === 'ONE_CHOICE') {
      const letter = target.value.trim().toUpperCase();
      const offered = LETTERS.slice(0, Number(field(row, 'options').value) || this.#options);
      if (letter.length === 1 && offered.includes(letter)) {
        target.value = letter;
        if (event.inputType === 'insertText' && !this.#goTo(row, 1, 'answer')) {
          target.select();
        }
      }
    }
    this.#touch();
  }

  #changed(target) {
    const row = target.closest('tr');
    const several = target.name === 'answer' && SEVERAL.test(target.value) && field(row, 'type').value === 'ONE_CHOICE';
    if (several) {
      field(row, 'type').value = 'SELECT_ALL';
      target.value = target.value.toUpperCase();
    }
    // leaving a field that was typed in is no further change: that was told while it was typed
    if (several || target.name === 'type' || target.name === 'credit') {
      this.#dress(row);
      this.#touch();
    }
  }

  #clicked(event) {
    const action = event.target.closest('button')?.dataset.action;
    const row = event.target.closest('tr');
    if (action === 'add-part') {
      const rows = this.#rowsOf(row.dataset.number);
      const added = this.#addPart(rows[rows.length - 1]);
      field(added, 'type').value = 'SHORT';
      this.#dress(added);
      field(added, 'answer').focus();
      this.#touch();
    } else if (action === 'remove-part') {
      const before = row.previousElementSibling;
      row.remove();
      this.#number(row.dataset.number);
      field(before, 'answer').focus();
      this.#touch();
    }
  }

  #addPart(after) {
    const row = after.cloneNode(true);
    row.classList.remove('is-wrong');
    row.querySelectorAll('.field-error').forEach((text) => text.remove());
    for (const name of ['answer', 'label', 'points', 'credit']) {
      field(row, name).value = '';
    }
    after.after(row);
    this.#number(row.dataset.number);
    this.#dress(row);
    return row;
  }

  /** Parts of a question are counted again, and look like parts. */
  #number(number) {
    const rows = this.#rowsOf(number);
    rows.forEach((row, part) => {
      row.dataset.part = String(part);
      row.classList.toggle('is-part', part > 0);
      row.classList.toggle('has-parts', rows.length > 1);
      const head = row.querySelector('th');
      const hidden = head.querySelector('input');
      const text = document.createElement('span');
      text.className = part > 0 ? 'key-part' : '';
      text.textContent = part > 0 ? `${number}.${part + 1}` : String(number);
      head.replaceChildren(hidden, text);
    });
    rows.forEach((row) => this.#dress(row));
  }

  /** Shows the fields that its type has. */
  #dress(row) {
    const type = field(row, 'type').value;
    const choice = type === 'ONE_CHOICE' || type === 'SELECT_ALL';
    const part = row.dataset.part !== '0';
    const several = this.#rowsOf(row.dataset.number).length > 1;
    row.dataset.type = type;
    row.classList.toggle('has-parts', several);
    row.classList.toggle('is-part', part);
    field(row, 'options').readOnly = !choice;
    if (!choice) {
      field(row, 'options').value = '';
    } else if (field(row, 'options').value === '') {
      field(row, 'options').value = String(this.#options);
    }
    field(row, 'answer').readOnly = type === 'LONG';
    if (type === 'LONG') {
      field(row, 'answer').value = '';
    }
    field(row, 'points').readOnly = part;
    field(row, 'label').hidden = !several && field(row, 'label').value === '';
    row.querySelector('[data-action=add-part]').hidden = part;
    row.querySelector('[data-action=remove-part]').hidden = !part;
  }

  #touch() {
    this.#dirty = true;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new CustomEvent('change', { detail: { answered: this.answered().size, of: this.#questionCount, dirty: this.#dirty } }));
  }
}

function field(row, name) {
  return row.querySelector(`[name=${name}]`);
}

/** A button that does what it says when it is pressed twice. */
export function pressTwice(button, { ask, then }) {
  const text = button.textContent;
  let timer = 0;
  const calm = () => {
    clearTimeout(timer);
    delete button.dataset.asked;
    button.textContent = text;
  };
  button.addEventListener('click', () => {
    if (button.dataset.asked) {
      calm();
      then();
      return;
    }
    button.dataset.asked = 'true';
    button.textContent = ask;
    timer = setTimeout(calm, CLEAR_AGAIN_MS);
  });
  button.addEventListener('blur', calm);
}
