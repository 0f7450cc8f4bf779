/** Lays the key beside each question of an answer sheet, and what a trial run scored. */
export class KeyBeside {
  #notes = new Map();
  #scores = new Map();
  #say;

  constructor(sheet, key, say) {
    this.#say = say;
    const byNumber = new Map(key.map((question) => [question.number, question]));
    for (const field of sheet.querySelectorAll('fieldset[data-question]')) {
      const number = Number(field.dataset.question);
      const note = document.createElement('p');
      note.className = 'key-note';
      note.dataset.role = 'key-note';
      note.textContent = this.#text(byNumber.get(number));
      note.classList.toggle('key-note-none', !byNumber.has(number));
      const score = document.createElement('p');
      score.className = 'key-score';
      score.hidden = true;
      const line = document.createElement('div');
      line.className = 'key-line';
      line.append(note, score);
      field.append(line);
      this.#notes.set(number, note);
      this.#scores.set(number, score);
    }
  }

  show(visible) {
    this.#notes.forEach((note) => {
      note.hidden = !visible;
    });
  }

  score(number, { earned, gradable, possible }) {
    const score = this.#scores.get(number);
    if (score) {
      score.hidden = false;
      score.dataset.state = gradable === 0 ? 'waits' : earned >= gradable ? 'right' : earned > 0 ? 'part' : 'wrong';
      score.textContent = gradable === 0 ? this.#say('sheet.waits') : this.#say('sheet.points', earned, possible);
    }
  }

  #text(question) {
    if (!question) {
      return this.#say('sheet.key-none');
    }
    const parts = question.parts.map((part) => {
      const text = part.choices.length > 0 ? part.choices.join(', ') : part.texts.map((one) => one.replaceAll('|', ' / ')).join(' / ');
      const shown = text || this.#say('sheet.key-long');
      return part.label ? `${part.label} ${shown}` : shown;
    });
    return this.#say('sheet.key', parts.join(' · '));
  }
}
