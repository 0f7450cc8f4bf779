import { byteRange } from '/base/byte-range.js';
import { equal } from './expect.js';

export const tests = {
  'a range is cut to what is there'() {
    equal(byteRange('bytes=0-99', 1000), { start: 0, end: 99 });
    equal(byteRange('bytes=900-', 1000), { start: 900, end: 999 });
    equal(byteRange('bytes=900-5000', 1000), { start: 900, end: 999 });
    equal(byteRange('bytes=-10', 1000), { start: 990, end: 999 });
    equal(byteRange('bytes=-5000', 1000), { start: 0, end: 999 });
  },
  'a range behind the end cannot be had'() {
    equal([byteRange('bytes=1000-', 1000), byteRange('bytes=-0', 1000), byteRange('bytes=0-', 0)], ['unsatisfiable', 'unsatisfiable', 'unsatisfiable']);
  },
  'what is no single range is answered with everything'() {
    for (const header of [null, '', 'bytes=', 'bytes=-', 'bytes=5-2', 'items=0-1', 'bytes=0-1,4-5', 'bytes=a-b']) {
      equal(byteRange(header, 1000), 'whole', header);
    }
  },
};
