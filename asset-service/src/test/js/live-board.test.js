import { LiveSessions } from '/components/live-sessions.js';
import { WindowList } from '/components/window-list.js';
import { equal, truthy, until } from './expect.js';

const session = (id, more = {}) => ({
  id,
  examId: 'one',
  student: `Student ${id}`,
  school: null,
  level: 'Core 1',
  state: 'RUNNING',
  deadline: '2026-11-23T02:00:00Z',
  incidents: [],
  ...more,
});
const change = (sessions, more = {}) => ({ whole: false, sessions, gone: [], ...more });

/** A list of so many rows, 300 pixels high, in the page. */
function listOf(count) {
  const box = document.createElement('div');
  box.style.cssText = '--row-height: 60; block-size: 300px; overflow: auto; position: relative';
  document.body.append(box);
  const make = () => {
    const row = document.createElement('div');
    row.style.cssText = 'position: absolute; block-size: 60px';
    return row;
  };
  const list = new WindowList(box, { make, fill: (row, id) => (row.textContent = id) });
  list.show(Array.from({ length: count }, (_, index) => `row ${index}`));
  const rows = () => [...box.querySelectorAll('[data-id]')];
  return { box, list, rows };
}

export const tests = {
  'sessions come in the order in which somebody should look at them'() {
    const board = new LiveSessions();
    board.take(
      change(
        [
          session('calm'),
          session('waits', { state: 'MATCHED', deadline: null }),
          session('short', { incidents: ['LITTLE_TIME'] }),
          session('sooner', { deadline: '2026-11-23T01:00:00Z' }),
          session('lost', { incidents: ['CONNECTION_LOST'] }),
          session('lost and unsent', { incidents: ['CONNECTION_LOST', 'UNSENT_ANSWERS'] }),
        ],
        { whole: true },
      ),
    );
    equal(board.ids(), ['lost and unsent', 'lost', 'short', 'sooner', 'calm', 'waits']);
  },
  'a change is taken by id, and news are incidents that were not there before'() {
    const board = new LiveSessions();
    equal(board.take(change([session('a'), session('b', { incidents: ['PAUSED'] })], { whole: true })), []);
    const news = board.take(change([session('a', { incidents: ['NO_SAVE'] }), session('b', { incidents: ['PAUSED'] })]));
    equal(news.map(([who, what]) => [who.id, what]), [['a', 'NO_SAVE']]);
    board.take(change([], { gone: ['b'] }));
    equal(board.ids(), ['a']);
    board.take(change([session('c')], { whole: true }));
    equal(board.ids(), ['c']);
  },
  'a change that the order does not depend on does not sort anew'() {
    const board = new LiveSessions();
    board.take(change([session('a'), session('b')], { whole: true }));
    const before = board.ids();
    board.take(change([session('a', { answered: 7 })]));
    truthy(board.ids() === before, 'it was sorted again');
    equal(board.get('a').answered, 7);
  },
  'filters by exam, words and incidents, and counts by exam'() {
    const board = new LiveSessions();
    board.take(
      change([session('a', { school: '한빛초' }), session('b', { examId: 'two' }), session('c', { incidents: ['PAUSED'] }), session('d', { state: 'MATCHED' })], { whole: true }),
    );
    board.filter({ exam: 'one' });
    equal(board.totals(), { underWay: 2, waiting: 1, withIncidents: 1 });
    board.filter({ text: ' 한빛 ' });
    equal(board.ids(), ['a']);
    board.filter({ text: '', onlyIncidents: true });
    equal(board.ids(), ['c']);
  },
  'the order can be kept while somebody works with it'() {
    const board = new LiveSessions();
    board.take(change([session('a'), session('b')], { whole: true }));
    equal(board.ids(), ['a', 'b']);
    board.keepOrder = true;
    board.take(change([session('b', { incidents: ['PAUSED'] }), session('c', { incidents: ['PAUSED'] })]));
    equal(board.ids(), ['a', 'b', 'c']);
    board.keepOrder = false;
    board.filter({});
    equal(board.ids(), ['b', 'c', 'a']);
  },
  async 'of thousands of rows only those in sight are in the document'() {
    const { box, list, rows } = listOf(3000);
    await until(() => rows().length > 0, 'rows');
    truthy(rows().length < 25, `there were ${rows().length} rows`);
    equal([box.getAttribute('aria-rowcount'), box.scrollHeight], ['3001', 180_000]);
    box.scrollTop = 90_000;
    await until(() => rows().some((row) => row.dataset.id === 'row 1500'), 'the middle');
    equal(rows().find((row) => row.dataset.id === 'row 1500').getAttribute('aria-rowindex'), '1502');
    list.show(['row 7']);
    await until(() => rows().length === 1, 'one row');
    box.remove();
  },
  async 'keys move through all rows, and the row with the focus stays in the document'() {
    const { box, list, rows } = listOf(1000);
    const wishes = [];
    list.addEventListener('toggle', ({ detail }) => wishes.push(['toggle', detail.id]));
    list.addEventListener('open', ({ detail }) => wishes.push(['open', detail.id]));
    list.addEventListener('all', () => wishes.push(['all']));
    const press = (key, more = {}) => (document.activeElement ?? box).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    await until(() => rows().length > 0, 'rows');
    list.focus('row 0');
    press('ArrowDown');
    equal(document.activeElement.dataset.id, 'row 1');
    press('End');
    equal(document.activeElement.dataset.id, 'row 999');
    press(' ');
    press('Enter');
    press('a', { ctrlKey: true });
    equal(wishes, [['toggle', 'row 999'], ['open', 'row 999'], ['all']]);
    box.scrollTop = 0;
    await until(() => rows().some((row) => row.dataset.id === 'row 0'), 'the top');
    truthy(rows().some((row) => row.dataset.id === 'row 999' && row === document.activeElement), 'the focus is lost');
    press('ArrowUp');
    equal(document.activeElement.dataset.id, 'row 998');
    box.remove();
  },
};
