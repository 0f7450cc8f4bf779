import { rangesText } from '/base/ranges.js';
import { overlaps, readTrackName } from '/components/track-list.js';
import { equal } from './expect.js';

const questions = (name) => {
  const { first, last } = readTrackName(name);
  return [first, last];
};

export const tests = {
  'numbers are written as ranges'() {
    equal([[], [3], [3, 4], [1, 2, 3, 7, 9, 10, 11]].map(rangesText), ['', '3', '3, 4', '1–3, 7, 9–11']);
  },
  'a track says in its name which questions it is for'() {
    equal(['Part 2 Q11-15.mp3', '1~5.m4a', 'track Q6 to Q10.wav', 'listening (12–12).mp3', '7번.mp3', 'Q3.mp3'].map(questions), [
      [11, 15], [1, 5], [6, 10], [12, 12], [7, 7], [3, 3],
    ]);
  },
  'a date or a plain name is no range'() {
    equal(['2026-03-09 unit.mp3', 'Track 4.mp3', 'Unit 9-4.mp3'].map(questions), [[null, null], [null, null], [null, null]]);
    equal(readTrackName('At the library.mp3').name, 'At the library');
  },
  'questions with two tracks are found'() {
    equal(overlaps([{ first: 1, last: 5 }, { first: 5, last: 7 }, { first: 7, last: 9 }]), [5, 7]);
    equal(overlaps([{ first: 1, last: 5 }, { first: 6, last: 7 }]), []);
  },
};
