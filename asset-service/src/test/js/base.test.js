import { withHyphens } from '/base/phone.js';
import { clockText } from '/base/time-text.js';
import { words } from '/base/words.js';
import { isAnswered, sameParts } from '/session/answers.js';
import { backoff } from '/session/backoff.js';
import { equal, truthy } from './expect.js';

export const tests = {
  'phone numbers get their hyphens while they are typed'() {
    equal(['0', '010', '0101', '01012345678', '010-1234-56789999', '0212345678', '023456789', '0311234567'].map(withHyphens), [
      '0', '010', '010-1', '010-1234-5678', '010-1234-5678', '02-1234-5678', '02-345-6789', '031-123-4567',
    ]);
  },
  'time is shown with hours only when there are any'() {
    equal([0, 59.9, 60, 3599, 3600, 36061, -5].map(clockText), ['0:00', '0:59', '1:00', '59:59', '1:00:00', '10:01:01', '0:00']);
  },
  'words fill in their values and show an unknown key as itself'() {
    const say = words({ count: '{0} / {1}' });
    equal([say('count', 0, 50), say('missing')], ['0 / 50', 'missing']);
  },
  'blank texts are no answer'() {
    equal([[{ text: '  ' }], [{ choices: [] }, {}], [{ choices: [] }, { text: 'a' }], [{ choices: ['A'] }]].map(isAnswered), [false, false, true, true]);
  },
  'answers are the same whatever order letters were ticked in and whatever JSON leaves out'() {
    truthy(sameParts([{ choices: ['B', 'A'] }], [{ choices: ['A', 'B'] }]), 'order');
    truthy(sameParts([{ choices: [] }, { text: '' }], [{}, {}]), 'empty');
    truthy(!sameParts([{ text: 'a' }], [{ text: 'A' }]), 'case of a text');
  },
  'retries wait longer each time, at most four seconds, and as long as the server asks'() {
    equal([1, 2, 3, 4, 20].map((failures) => backoff(failures, 0, () => 1)), [600, 1200, 2400, 4000, 4000]);
    equal([backoff(20, 0, () => 0), backoff(1, 9000, () => 1)], [2000, 9000]);
  },
};
