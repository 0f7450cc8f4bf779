import { Timer } from '/components/timer.js';
import { equal } from './expect.js';

function timer(secondsLeft) {
  const root = document.createElement('div');
  root.dataset.warningMinutes = '10';
  root.innerHTML = '<span data-role="value"></span><span data-role="announcement"></span>';
  const time = { now: 0, approximate: false };
  const clock = { now: () => time.now, jumped: () => false, get approximate() { return time.approximate; } };
  const shown = new Timer(root, { clock, say: (key) => key });
  return { time, root, shown, text: () => root.querySelector('[data-role=value]').textContent, deadline: secondsLeft * 1000 };
}

export const tests = {
  'never more is shown than the server said, however long its answer took'() {
    const { time, shown, text, deadline } = timer(3600);
    time.now = -1400; // half of a slow round trip: the clock is behind
    shown.run(deadline, 3600);
    equal(text(), '1:00:00');
    shown.stop();
  },
  'more time that is given is shown'() {
    const { time, shown, text, deadline } = timer(60);
    shown.run(deadline, 60);
    equal(text(), '1:00');
    time.now = 20_000;
    shown.run(deadline + 300_000, 340);
    equal(text(), '5:40');
    shown.stop();
  },
};
