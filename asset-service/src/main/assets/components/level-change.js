import { worthRetrying } from '../session/api.js';

/**
 * Easier or harder: this part of the exam ends, and the neighbouring level's exam begins with its own full
 * time. It asks before, and waits until all answers of this part are saved. Event: `moved` {url}.
 */
export class LevelChange extends EventTarget {
  #root;
  #dialog;
  #api;
  #say;
  #before;
  #direction = null;

  constructor(root, { api, say, before }) {
    super();
    this.#root = root;
    this.#dialog = document.querySelector('[data-role=level-dialog]');
    this.#api = api;
    this.#say = say;
    this.#before = before;
    root.hidden = false;
    root.addEventListener('click', (event) => {
      const direction = event.target.closest('[data-direction]')?.dataset.direction;
      if (direction) {
        this.#ask(direction);
      }
    });
    this.#part('level-back').addEventListener('click', () => this.#dialog.close());
    this.#part('level-go').addEventListener('click', () => void this.#change());
  }

  #ask(direction) {
    this.#direction = direction;
    this.#part('level-question').textContent = this.#say(direction === 'EASIER' ? 'level.easier' : 'level.harder');
    this.#part('level-message').textContent = '';
    this.#part('level-go').disabled = false;
    this.#dialog.showModal();
  }

  async #change() {
    const go = this.#part('level-go');
    go.disabled = true;
    await this.#before();
    const answer = await this.#api.changeLevel(this.#direction);
    if (answer.ok && answer.body.moved) {
      this.dispatchEvent(new CustomEvent('moved', { detail: { url: answer.body.url } }));
      return;
    }
    // at the end of the levels the server says so; without it the student can try again
    this.#part('level-message').textContent = answer.ok
      ? (answer.body.message ?? this.#say(this.#direction === 'EASIER' ? 'level.easiest' : 'level.hardest'))
      : worthRetrying(answer) || !answer.body?.detail
        ? this.#say('level.failed')
        : answer.body.detail;
    go.disabled = answer.ok;
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-role=${name}]`);
  }
}
