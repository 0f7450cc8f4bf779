import { AnswerStore, LEFT_BEHIND } from '/session/answer-store.js';
import { AnswerSync } from '/session/answer-sync.js';
import { equal, pause, truthy, until } from './expect.js';

const choice = (...choices) => [{ choices }];
const savedAt = '2026-01-01T10:00:00Z';

function fixture(respond = () => ({ status: 200 }), onDevice = () => Promise.resolve(true)) {
  const sent = [];
  const kept = [];
  const running = new Map();
  const most = new Map();
  const api = {
    async saveAnswer(number, body, options = {}) {
      sent.push({ number, ...structuredClone(body), at: performance.now(), keepalive: Boolean(options.keepalive) });
      running.set(number, (running.get(number) ?? 0) + 1);
      most.set(number, Math.max(most.get(number) ?? 0, running.get(number)));
      const answer = await respond(sent.length, number, body);
      running.set(number, running.get(number) - 1);
      return {
        ok: answer.status === 200,
        problem: answer.problem ?? null,
        retryAfterMs: 0,
        body: answer.status === 200 ? { savedAt } : (answer.body ?? {}),
        status: answer.status,
      };
    },
  };
  const store = { durable: true, put: (record) => (kept.push(structuredClone(record)), onDevice(record)) };
  const sync = new AnswerSync({ api, store, random: () => 0 });
  return { sync, sent, kept, most };
}

export const tests = {
  async 'a change is kept on the device at once and sent after a second of quiet'() {
    const { sync, sent, kept } = fixture();
    const begun = performance.now();
    sync.change(3, choice('B'));
    equal([kept.length, sync.status().state], [1, 'device']);
    await until(() => sent.length === 1, 'sent');
    truthy(sent[0].at - begun >= 950, `sent after ${sent[0].at - begun} ms`);
    await until(() => sync.status().state === 'saved', 'saved');
    equal([sent[0].revision, kept.at(-1).savedRevision, sync.status().savedAt], [1, 1, savedAt]);
  },
  async 'nothing is sent before this device holds it, so that a tab that dies never knows less than the server'() {
    let written;
    const { sync, sent } = fixture(undefined, () => new Promise((resolve) => (written = resolve)));
    sync.change(3, choice('B'));
    sync.hurry();
    await pause(300);
    equal(sent.length, 0);
    written(true);
    await until(() => sent.length === 1, 'sent');
  },
  async 'a device whose database hangs sends all the same'() {
    const { sync, sent } = fixture(undefined, () => new Promise(() => {}));
    sync.change(3, choice('B'));
    sync.hurry();
    await until(() => sent.length === 1, 'sent');
  },
  async 'somebody who keeps typing is saved every five seconds all the same'() {
    const { sync, sent } = fixture();
    const begun = performance.now();
    for (let letters = 1; sent.length === 0 && performance.now() - begun < 8000; letters += 1) {
      sync.change(1, [{ text: 'x'.repeat(letters) }]);
      await pause(200);
    }
    const after = sent[0].at - begun;
    truthy(after > 4000 && after < 6000, `sent after ${after} ms`);
  },
  async 'one request at a time for one question, and the last word wins'() {
    const { sync, sent, most } = fixture(async () => (await pause(300), { status: 200 }));
    for (const letter of ['A', 'B', 'C', 'D']) {
      sync.change(9, choice(letter));
      sync.hurry();
      await pause(50);
    }
    await until(() => sync.status().waiting === 0, 'all saved');
    equal([most.get(9), sent.at(-1).parts, sent.at(-1).revision], [1, choice('D'), 4]);
  },
  async 'a server that is away is asked again until it answers'() {
    const { sync, sent } = fixture((count) => ({ status: count < 3 ? (count === 1 ? 0 : 503) : 200 }));
    sync.change(1, choice('A'));
    sync.hurry();
    await until(() => sent.length === 1 && sync.status().failing, 'failing');
    await until(() => sync.status().state === 'saved', 'saved');
    equal([sent.length, sync.status().failing, new Set(sent.map(({ revision }) => revision)).size], [3, false, 1]);
  },
  async 'while the server is away one request probes, not one a question'() {
    let away = true;
    const { sync, sent } = fixture(() => ({ status: away ? 503 : 200 }));
    sync.change(1, choice('A'));
    sync.hurry();
    await until(() => sync.status().failing, 'failing');
    for (let number = 2; number <= 20; number += 1) {
      sync.change(number, choice('A'));
    }
    await pause(2000);
    truthy(sent.length < 8, `${sent.length} requests`);
    away = false;
    sync.hurry();
    await until(() => sync.status().waiting === 0, 'all saved');
  },
  async 'a stale answer is shown with the other one, and the student decides'() {
    const theirs = { revision: 7, parts: choice('C'), savedAt };
    const { sync, sent } = fixture((count) => (count === 1 ? { status: 409, problem: 'stale-answer', body: { current: theirs } } : { status: 200 }));
    const seen = [];
    sync.addEventListener('conflict', ({ detail }) => seen.push(detail));
    sync.change(4, choice('A'));
    sync.hurry();
    await until(() => seen.length === 1, 'conflict');
    equal(seen[0], { number: 4, mine: choice('A'), theirs: choice('C') });
    equal(sync.resolve(4, true), choice('A'));
    await until(() => sent.length === 2 && sync.status().waiting === 0, 'sent again');
    equal([sent[1].revision, sent[1].parts], [8, choice('A')]);
  },
  async 'taking the other answer sends nothing more'() {
    const theirs = { revision: 7, parts: choice('C'), savedAt };
    const { sync, sent, kept } = fixture(() => ({ status: 409, problem: 'stale-answer', body: { current: theirs } }));
    sync.change(4, choice('A'));
    sync.hurry();
    await until(() => sent.length === 1, 'sent');
    await until(() => sync.resolve(4, false), 'conflict');
    equal([sync.answers().get(4), kept.at(-1).revision, kept.at(-1).savedRevision, sync.status().waiting], [choice('C'), 7, 7, 0]);
  },
  async 'a conflict about the same answer is none'() {
    const { sync } = fixture(() => ({ status: 409, problem: 'stale-answer', body: { current: { revision: 5, parts: choice('A'), savedAt } } }));
    sync.addEventListener('conflict', () => {
      throw new Error('no conflict');
    });
    sync.change(4, choice('A'));
    sync.hurry();
    await until(() => sync.status().state === 'saved', 'saved');
  },
  async 'what another page’s turn put aside stays here, and is offered when the exam goes on here'() {
    const { sync, sent } = fixture((count, number, body) => (body.writer === 2 ? { status: 409, problem: 'not-the-writer', body: { writer: 3 } } : { status: 200 }));
    const elsewhere = [];
    const conflicts = [];
    sync.addEventListener('elsewhere', ({ detail }) => elsewhere.push(detail.writer));
    sync.addEventListener('conflict', ({ detail }) => conflicts.push(detail));
    sync.hold();
    sync.restore({ 4: { revision: 1, savedAt, parts: choice('D') } }, []);
    for (let times = 0; times < 5; times += 1) {
      sync.change(4, [{ text: `here ${times}` }]);
      sync.change(5, [{ text: `five ${times}` }]);
    }
    sync.change(6, choice('A'));
    sync.hurry();
    await pause(200);
    equal(sent.length, 0, 'nothing overtakes the claim');
    sync.release(2);
    await until(() => sync.aside() === 3, 'put aside');
    await sync.settled();
    equal([sent.length, elsewhere[0], sync.status().waiting], [3, 3, 0]);

    sync.hold();
    sync.offerAgain({ 4: { revision: 2, savedAt, parts: choice('B') }, 6: { revision: 1, savedAt, parts: choice('A') } });
    equal(conflicts, [{ number: 4, mine: [{ text: 'here 4' }], theirs: choice('B') }], 'a higher revision alone does not win');
    sync.release(4);
    await until(() => sync.status().waiting === 0, 'sent again');
    equal([sent.length, sent[3].number, sent[3].writer, sync.aside()], [4, 5, 4, 0]);
    sync.resolve(4, true);
    await until(() => sent.length === 5 && sync.status().waiting === 0, 'decided');
    equal([sent[4].parts, sent[4].revision, sent[4].writer], [[{ text: 'here 4' }], 7, 4]);
  },
  async 'after a reload an answer from elsewhere is not overwritten, and the one from here is put aside'() {
    const { sync, sent } = fixture((count, number, body) => (body.writer === 1 ? { status: 409, problem: 'not-the-writer' } : { status: 200 }));
    const conflicts = [];
    sync.addEventListener('conflict', ({ detail }) => conflicts.push(detail));
    sync.hold();
    sync.restore(
      { 1: { revision: 3, savedAt, parts: choice('B') }, 2: { revision: 2, savedAt, parts: choice('B') } },
      [
        { number: 1, revision: 9, savedRevision: 2, parts: choice('A') },
        { number: 2, revision: 9, savedRevision: 2, parts: choice('A') },
      ],
      1,
    );
    equal([conflicts.length, conflicts[0].number, sent.length, sent[0].writer], [1, 1, 1, 1]);
    sync.release(5);
    await until(() => sync.status().waiting === 0, 'the other one is sent');
    equal([sent.length, sent[1].number, sent[1].writer], [2, 2, 5]);
    sync.stop();
  },
  async 'an answer that is refused is not sent for ever, and the next change is sent'() {
    const { sync, sent } = fixture((count) => ({ status: count === 1 ? 413 : 200 }));
    let detail = null;
    sync.addEventListener('rejected', (event) => (detail = event.detail));
    sync.change(2, [{ text: 'long' }]);
    sync.hurry();
    await until(() => detail, 'rejected');
    await pause(300);
    equal([sent.length, detail.number], [1, 2]);
    sync.change(2, [{ text: 'short' }]);
    await until(() => sync.status().state === 'saved', 'saved');
  },
  async 'after a reload what only this device has is sent, and the rest is the server’s'() {
    const { sync, sent } = fixture();
    sync.restore(
      { 1: { revision: 3, savedAt, parts: choice('A') }, 2: { revision: 4, savedAt, parts: choice('B') } },
      [
        { number: 1, revision: 5, savedRevision: 3, parts: choice('E') },
        { number: 2, revision: 4, savedRevision: 4, parts: choice('B') },
        { number: 3, revision: 1, savedRevision: 0, parts: [{ text: 'only here' }] },
      ],
    );
    equal([sync.answers().get(1), sync.answers().get(2), [...sync.answeredNumbers()]], [choice('E'), choice('B'), [1, 2, 3]]);
    await until(() => sync.status().waiting === 0 && sent.length === 2, 'sent');
    equal(sent.map(({ number, revision }) => [number, revision]).sort(), [[1, 5], [3, 1]]);
  },
  async 'a page that goes away sends what waits by requests that outlive it'() {
    const { sync, sent } = fixture();
    sync.change(1, choice('A'));
    sync.change(2, choice('B'));
    sync.sendLastWords();
    equal(sent.map(({ number, keepalive }) => [number, keepalive]), [[1, true], [2, true]]);
  },
  async 'the device keeps the newest answer of each question, by session'() {
    const session = crypto.randomUUID();
    const store = await AnswerStore.open(session);
    const other = await AnswerStore.open(crypto.randomUUID());
    truthy(store.durable, 'IndexedDB');
    await store.put({ number: 1, revision: 3, savedRevision: 3, parts: choice('C') });
    await store.put({ number: 1, revision: 2, savedRevision: 2, parts: choice('A') });
    await other.put({ number: 1, revision: 9, savedRevision: 0, parts: choice('E') });
    equal((await store.all()).map(({ number, revision, parts }) => ({ number, revision, parts })), [{ number: 1, revision: 3, parts: choice('C') }]);
    await store.clear();
    equal([(await store.all()).length, (await other.all()).length], [0, 1]);
  },
  async 'what a page could not write before it went away is there for the page that comes next'() {
    const session = crypto.randomUUID();
    const record = (number, revision, letter) => ({ number, revision, savedRevision: 0, savedAt: null, parts: choice(letter) });
    const answers = async (store) => (await store.all()).map(({ number, parts }) => [number, parts]);
    const store = await AnswerStore.open(session);
    await store.put(record(1, 3, 'C'));
    await store.put(record(2, 1, 'A'));

    // the database of a page that goes away takes nothing more
    const going = new AnswerStore(null, session);
    equal(await going.put(record(1, 2, 'B')), false);
    await going.put(record(2, 2, 'B'));
    await going.put(record(2, 3, 'D'));
    await going.put(record(5, 1, 'E'));
    going.keepNow();

    const expected = [[1, choice('C')], [2, choice('D')], [5, choice('E')]];
    equal(await answers(await AnswerStore.open(session)), expected, 'older ones do not win');
    equal(localStorage.getItem(LEFT_BEHIND + session), null, 'is in the database now');
    equal(await answers(await AnswerStore.open(session)), expected, 'again');

    await going.clear();
    going.keepNow();
    equal(localStorage.getItem(LEFT_BEHIND + session), null, 'nothing stays');
  },
};
