import { AnswerSync } from '/session/answer-sync.js';
import { ClockAnchor } from '/session/clock-anchor.js';
import { DeviceNotes } from '/session/device-notes.js';
import { LiveState } from '/session/live-state.js';
import { PlayLedger } from '/session/plays.js';
import { PositionSync } from '/session/position.js';
import { QuestionTime } from '/session/question-time.js';
import { ServerClock } from '/session/server-clock.js';
import { Writer } from '/session/writer.js';
import { equal, pause, truthy, until } from './expect.js';

const ok = (body = {}) => ({ ok: true, status: 200, body, retryAfterMs: 0 });
const away = { ok: false, status: 0, body: null, retryAfterMs: 0 };
const freshNotes = () => DeviceNotes.open(crypto.randomUUID());

/** A source of pushes in a test's hands. */
function pushes() {
  const sources = [];
  const connect = (url) => {
    const source = new EventTarget();
    source.url = url;
    source.close = () => (source.closed = true);
    source.push = (state) => source.dispatchEvent(new MessageEvent('state', { data: JSON.stringify(state) }));
    sources.push(source);
    return source;
  };
  return { sources, connect };
}

export const tests = {
  async 'notes are there again after a reload, by session, until they are cleared'() {
    const session = crypto.randomUUID();
    const notes = await DeviceNotes.open(session);
    equal(await notes.put('submission', { reason: 'asked' }), true);
    await (await freshNotes()).put('submission', { reason: 'expired' });
    const again = await DeviceNotes.open(session);
    equal([again.get('submission'), again.get('nothing')], [{ reason: 'asked' }, undefined]);
    await again.clear();
    equal((await DeviceNotes.open(session)).get('submission'), undefined);
  },
  async 'flags and what was seen wait for the connection and survive a reload'() {
    const session = crypto.randomUUID();
    const notes = await DeviceNotes.open(session);
    const server = { position: { question: 1, page: 1 }, seen: [1], flagged: [9] };
    const first = new PositionSync({ api: { savePosition: async () => away }, notes, session: server });
    first.see([1, 2, 3]);
    equal([first.toggleFlag(7), first.toggleFlag(9)], [true, false]);
    first.moved({ question: 3 });
    await pause(50);
    first.stop();

    const sent = [];
    const api = { savePosition: async (body) => (sent.push(structuredClone(body)), ok()) };
    const second = new PositionSync({ api, notes: await DeviceNotes.open(session), session: server });
    equal([[...second.seen].sort(), [...second.flagged], second.question], [[1, 2, 3], [7], 3]);
    second.hurry();
    await until(() => sent.length === 1, 'sent');
    equal(sent[0], { question: 3, page: 1, seen: [2, 3], flagged: [7] });
    await pause(50);
    second.moved({ page: 4 });
    second.hurry();
    await until(() => sent.length === 2, 'sent again');
    equal(sent[1], { question: 3, page: 4 }, 'nothing is sent twice');
  },
  async 'time by question is a running total that survives a reload and goes along with other calls'() {
    const session = crypto.randomUUID();
    let now = 0;
    const pass = (time, seconds) => {
      for (let i = 0; i < seconds; i += 1) {
        now += 1000;
        time.settle();
      }
    };
    const server = { position: { question: 1, page: 1 }, seen: [], flagged: [] };
    const first = new QuestionTime({ notes: await DeviceNotes.open(session), now: () => now });
    first.at(2);
    pass(first, 60);
    equal(first.unsent(), null, 'before the clock runs nothing counts');
    first.run(true);
    pass(first, 40);
    first.at(1);
    pass(first, 3);
    now += 3_600_000; // asleep: not an hour of work
    first.settle();
    first.run(false);
    pass(first, 60);
    equal(first.unsent().seconds, [13, 40]);
    await pause(50);

    const sent = [];
    const notes = await DeviceNotes.open(session);
    const second = new QuestionTime({ notes, now: () => now });
    const position = new PositionSync({ api: { savePosition: async (body) => (sent.push(structuredClone(body)), ok()) }, notes, session: server, time: second });
    second.at(1);
    second.run(true);
    pass(second, 7);
    position.moved({ question: 3 });
    position.hurry();
    await until(() => sent.length === 1, 'sent');
    equal([sent[0].question, sent[0].time.seconds, sent[0].time.device], [3, [20, 40], first.unsent().device]);
    await pause(50);
    pass(second, 10);
    position.moved({ question: 4 });
    position.hurry();
    await until(() => sent.length === 2, 'sent again');
    equal(sent[1].time, undefined, 'not with each call');
    position.sendLastWords();
    equal([sent[2].question, sent[2].time.seconds], [4, [30, 40]], 'the last words have all');
    // their answer comes when nothing of the session is to stay here any more
    second.stop();
    await notes.clear();
    second.sent(sent[2].time);
    await pause(50);
    equal((await DeviceNotes.open(session)).get('time'), undefined);
  },
  async 'a state is pushed, and who connects anew asks no poll'() {
    const { sources, connect } = pushes();
    let reads = 0;
    const live = new LiveState({ api: { eventsUrl: '/events', read: async () => ((reads += 1), ok({})) }, connect });
    const seen = [];
    live.addEventListener('state', ({ detail }) => seen.push(detail));
    live.start();
    sources[0].push({ state: 'RUNNING', addedSeconds: 60 });
    equal([sources[0].url, live.pushed, reads, seen.map(({ body, pushed }) => [body.addedSeconds, pushed])], ['/events', true, 0, [[60, true]]]);
    live.stop();
    equal(sources[0].closed, true);
  },
  async 'a lost push connection is noticed, the state asked for, and those who ask at once share an answer'() {
    const { sources, connect } = pushes();
    let reads = 0;
    const live = new LiveState({ api: { eventsUrl: '/events', read: async () => ((reads += 1), await pause(20), ok({})) }, connect });
    live.start();
    sources[0].push({});
    sources[0].dispatchEvent(new Event('error'));
    equal([live.pushed, sources[0].closed, reads], [false, true, 1]);
    await Promise.all([live.read(), live.read()]);
    equal(reads, 1);
    live.wake();
    equal(sources.length, 2, 'waking connects again');
    live.stop();
  },
  async 'a connection that says nothing does not count as one'() {
    const { connect } = pushes();
    const live = new LiveState({ api: { eventsUrl: '/events', read: async () => ok({}) }, connect });
    live.start();
    await pause(5200);
    equal(live.pushed, false);
    live.stop();
  },
  async 'the clock goes on from the device after a reload without network'() {
    const notes = await freshNotes();
    const device = { mono: 1000, wall: 5_000_000 };
    const parts = { mono: () => device.mono, wall: () => device.wall };
    const before = new ServerClock(parts);
    before.sync(900_000, 1000, 1000);
    new ClockAnchor({ notes, clock: before, wall: parts.wall }).note({ deadline: 'D' }, { changed: true });

    device.wall += 30_000;
    device.mono = 10;
    const after = new ServerClock(parts);
    const time = new ClockAnchor({ notes, clock: after, wall: parts.wall }).restore();
    equal([time, after.now(), after.approximate], [{ deadline: 'D' }, 930_000, true]);
    after.sync(931_000, 10, 10);
    equal([after.now(), after.approximate], [931_000, false]);
  },
  async 'a device clock that was set back while the page was closed gives no time away'() {
    const notes = await freshNotes();
    const wall = { now: 5_000_000 };
    const clock = new ServerClock({ mono: () => 0, wall: () => wall.now });
    clock.sync(900_000, 0, 0);
    new ClockAnchor({ notes, clock, wall: () => wall.now }).note({}, { changed: true });
    wall.now -= 3_600_000;
    new ClockAnchor({ notes, clock, wall: () => wall.now }).restore();
    equal(clock.now(), 900_000);
  },
  async 'a play is asked for, counted, and goes on after a crash without being counted again'() {
    const session = crypto.randomUUID();
    const begun = [];
    const saved = [];
    const api = {
      beginPlay: async (play) => (begun.push(play), ok({ id: play.id, used: begun.length, limit: 2 })),
      savePlay: async (id, progress) => (saved.push([id, progress]), ok()),
    };
    const plays = new PlayLedger({ api, notes: await DeviceNotes.open(session), plays: {} });
    plays.add('t', 2);
    equal([await plays.begin('t'), plays.leftOf('t')], [true, 1]);
    plays.heard('t', 12.5, { tell: true });
    equal(saved.at(-1), [begun[0].id, { positionSeconds: 12.5, ended: false }]);
    await pause(50);

    const server = { t: { used: 1, limit: 2, current: { id: begun[0].id, positionSeconds: 10 } } };
    const again = new PlayLedger({ api, notes: await DeviceNotes.open(session), plays: server });
    again.add('t', 2);
    equal([again.currentOf('t').positionSeconds, again.leftOf('t'), begun.length], [12.5, 1, 1], 'the device knows the place best');
    again.ended('t', 60);
    equal([again.currentOf('t'), saved.at(-1)], [null, [begun[0].id, { positionSeconds: 60, ended: true }]]);
    equal([await again.begin('t'), again.leftOf('t')], [true, 0]);
    again.ended('t', 60);
    equal([await again.begin('t'), begun.length], [false, 2], 'no third play is even asked for');
  },
  async 'a play that the server refuses does not begin'() {
    const api = { beginPlay: async () => ({ ok: false, status: 409, body: { used: 2, limit: 2 }, problem: 'no-plays-left' }) };
    const plays = new PlayLedger({ api, notes: await freshNotes(), plays: { t: { used: 0, limit: 2, current: null } } });
    plays.add('t', 2);
    equal([await plays.begin('t'), plays.leftOf('t'), plays.currentOf('t')], [false, 0, null]);
  },
  async 'plays without a connection count on the device, and are told when it is back'() {
    const session = crypto.randomUUID();
    const offline = { beginPlay: async () => away, savePlay: async () => away };
    const first = new PlayLedger({ api: offline, notes: await DeviceNotes.open(session), plays: {} });
    first.add('t', 1);
    equal([await first.begin('t'), first.leftOf('t')], [true, 0]);
    first.ended('t', 30);
    equal(await first.begin('t'), false, 'the limit holds offline');
    await pause(50);

    const told = [];
    const api = { beginPlay: async (play) => (told.push(play), ok({ used: 1, limit: 1 })), savePlay: async (id, body) => (told.push(body), ok()) };
    const second = new PlayLedger({ api, notes: await DeviceNotes.open(session), plays: { t: { used: 0, limit: 1, current: null } } });
    second.add('t', 1);
    equal(second.leftOf('t'), 0, 'before the server knows');
    await until(() => told.length === 2, 'told');
    equal([told[0].offline, told[1].ended, second.leftOf('t')], [true, true, 0]);
  },
  async 'answers given elsewhere are taken over, but not over what is being written here'() {
    const savedAt = '2026-01-01T10:00:00Z';
    const store = { durable: true, put: async () => true };
    const sync = new AnswerSync({ api: { saveAnswer: async () => away }, store, random: () => 0 });
    sync.restore({ 1: { revision: 2, savedAt, parts: [{ choices: ['A'] }] } }, []);
    sync.change(2, [{ text: 'mine' }]);
    const changed = sync.catchUp({
      1: { revision: 3, savedAt, parts: [{ choices: ['B'] }] },
      2: { revision: 5, savedAt, parts: [{ text: 'theirs' }] },
      3: { revision: 1, savedAt, parts: [{ choices: ['C'] }] },
    });
    equal(changed.map(([number]) => number), [1, 3]);
    equal([sync.answers().get(1), sync.answers().get(2)], [[{ choices: ['B'] }], [{ text: 'mine' }]]);
    equal(sync.catchUp({ 1: { revision: 2, savedAt, parts: [{ choices: ['A'] }] } }), [], 'an older state changes nothing');
    truthy(sync.status().waiting === 1, 'what was written here is still to be sent');
    sync.stop();
  },
  async 'a page asks until it may write, and hears when another page does'() {
    const claims = [];
    const states = [];
    const api = { session: 's', claimWriter: async (claim) => (claims.push(claim), claims.length < 3 ? away : ok({ writer: 5 })) };
    const notes = await freshNotes();
    const tab = { get: () => 'before', set: () => {} };
    const writer = new Writer({ api, notes, known: 4, tab, random: () => 0 });
    writer.addEventListener('elsewhere', () => states.push('elsewhere'));
    equal([writer.number, writer.before, writer.state], [4, 0, 'asking']);
    const asked = writer.claim();
    writer.heard(5);
    equal([await asked, writer.number, writer.state, claims.length], [true, 5, 'here', 3]);
    equal([claims[0].known, claims[0].replaces, claims[0].page === claims[2].page], [4, 'before', true]);
    writer.heard(4);
    writer.heard(5);
    equal(states, []);
    writer.heard(6);
    equal([states, writer.state, notes.get('writer')], [['elsewhere'], 'elsewhere', 5]);
  },
  async 'a page that was away does not take the exam from the one that went on, until its student says so'() {
    const session = crypto.randomUUID();
    const notes = await DeviceNotes.open(session);
    await notes.put('writer', 3);
    const api = { session, claimWriter: async ({ takeOver }) => (takeOver ? ok({ writer: 9 }) : { ok: false, status: 409, body: { writer: 8 } }) };
    const writer = new Writer({ api, notes: await DeviceNotes.open(session), known: 2 });
    equal([writer.number, writer.before], [3, null]);
    equal([await writer.claim(), writer.state, writer.number], [false, 'elsewhere', 3]);
    equal([await writer.claim({ takeOver: true }), writer.state, writer.number], [true, 'here', 9]);
  },
  async 'a server that knows nothing of writers is no hindrance'() {
    const api = { session: 's', claimWriter: async () => ({ ok: false, status: 404, body: null }) };
    const writer = new Writer({ api, notes: await freshNotes(), known: undefined });
    equal([await writer.claim(), writer.number], [true, null]);
    writer.heard(undefined);
    equal(writer.state, 'here');
  },
};
