/**
 * What is still open before answers are handed in, and the question whether to do it.
 * Events: `jump` {number}, `submit`.
 */
export class ReviewDialog extends EventTarget {
  #dialog;
  #say;

  constructor(dialog, { say }) {
    super();
    this.#dialog = dialog;
    this.#say = say;
    dialog.addEventListener('click', (event) => {
      const link = event.target.closest('[data-question]');
      if (link) {
        dialog.close();
        this.dispatchEvent(new CustomEvent('jump', { detail: { number: Number(link.dataset.question) } }));
      }
    });
    this.#part('review-back').addEventListener('click', () => dialog.close());
    this.#part('review-submit').addEventListener('click', () => {
      dialog.close();
      this.dispatchEvent(new Event('submit'));
    });
  }

  show({ unanswered, flagged, online }) {
    this.#part('review-complete').hidden = unanswered.length > 0;
    this.#part('review-offline').hidden = online;
    this.#list('unanswered', unanswered);
    this.#list('flagged', flagged);
    this.#dialog.showModal();
  }

  #list(name, numbers) {
    this.#part(`review-${name}`).hidden = numbers.length === 0;
    this.#part(`review-${name}-count`).textContent =
      numbers.length === 1 ? this.#say(`review.one-${name}`) : this.#say(`review.${name}`, numbers.length);
    this.#part(`review-${name}-list`).replaceChildren(
      ...numbers.map((number) => {
        const item = document.createElement('li');
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'button button-small';
        button.dataset.question = String(number);
        button.setAttribute('aria-label', this.#say('review.go', number));
        button.textContent = String(number);
        item.append(button);
        return item;
      }),
    );
  }

  #part(name) {
    return this.#dialog.querySelector(`[data-role=${name}]`);
  }
}
