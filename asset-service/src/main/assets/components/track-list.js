import { rangesText } from '../base/ranges.js';
import { acceptDrops, putFiles } from './file-drop.js';

const MOST_TRACKS = 20;

/**
 * What a file's name says: the questions (`Part 2 Q11-15.mp3`, `7번.mp3`, `track 3 (1-5)`), and what is left as its
 * name. Without questions, `first` is null.
 */
export function readTrackName(fileName) {
  const name = fileName.replace(/\.[a-z0-9]{1,5}$/i, '').trim();
  const range = /(?<![\d-])(\d{1,3})\s*(?:-|–|~|_?to_?)\s*q?(\d{1,3})(?![\d-])/i.exec(name);
  if (range && Number(range[1]) <= Number(range[2])) {
    return { name, first: Number(range[1]), last: Number(range[2]) };
  }
  const one = /\bq(?:uestion)?\.?\s*(\d{1,3})\b|(\d{1,3})\s*번/i.exec(name);
  const number = one ? Number(one[1] ?? one[2]) : null;
  return { name, first: number, last: number };
}

/** Numbers that are in two ranges, rising. */
export function overlaps(ranges) {
  const times = new Map();
  for (const { first, last } of ranges) {
    for (let number = first; number <= last; number += 1) {
      times.set(number, (times.get(number) ?? 0) + 1);
    }
  }
  return [...times].filter(([, count]) => count > 1).map(([number]) => number).sort((a, b) => a - b);
}

/** Tracks of an exam that is being made: files become rows, and a map shows which questions have one. */
export class TrackList {
  #list;
  #pattern;
  #next;
  #say;
  #questionCount;
  #map;

  constructor({ list, drop, input, map, say, questionCount }) {
    this.#list = list;
    this.#map = map;
    this.#say = say;
    this.#questionCount = questionCount;
    this.#pattern = list.querySelector('[data-role=track]').cloneNode(true);
    this.#next = list.children.length;
    // rows without a file are for browsers without scripts
    list.replaceChildren();
    drop.hidden = false;
    acceptDrops(drop, (files) => this.add(files));
    input.addEventListener('change', () => {
      this.add([...input.files]);
      input.value = '';
    });
    list.addEventListener('click', (event) => {
      if (event.target.closest('[data-action=remove-track]')) {
        event.target.closest('[data-role=track]').remove();
        input.focus();
        this.check();
      }
    });
    list.addEventListener('input', () => this.check());
  }

  add(files) {
    const free = MOST_TRACKS - this.#list.children.length;
    for (const file of files.slice(0, Math.max(0, free)).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))) {
      const { name, first, last } = readTrackName(file.name);
      const row = this.#row();
      const begins = first ?? this.#afterLast();
      field(row, 'track-name').value = name;
      field(row, 'track-first').value = String(begins);
      field(row, 'track-last').value = String(last ?? begins);
      this.#list.append(row);
      putFiles(field(row, 'track-file'), [file]);
    }
    this.check();
  }

  /** Shows what overlaps; whether all ranges are good. */
  check() {
    const count = this.#questionCount();
    const rows = [...this.#list.children].map((row) => ({
      row,
      first: Number(field(row, 'track-first').value),
      last: Number(field(row, 'track-last').value),
    }));
    const good = rows.filter(({ first, last }) => first >= 1 && last >= first && last <= count);
    const twice = overlaps(good);
    for (const { row, first, last } of rows) {
      const inside = first >= 1 && last >= first && last <= count;
      const shared = inside ? twice.filter((number) => number >= first && number <= last) : [];
      showProblem(row, !inside ? this.#say('track.range', count) : shared.length > 0 ? this.#say('track.overlap', rangesText(shared)) : '');
    }
    this.#draw(good, twice, count);
    return good.length === rows.length && twice.length === 0;
  }

  #draw(ranges, twice, count) {
    const { box, bar, text } = this.#map;
    box.hidden = ranges.length === 0;
    bar.style.setProperty('--questions', String(Math.max(1, count)));
    bar.replaceChildren(
      ...ranges.map(({ first, last }, index) => {
        const piece = document.createElement('span');
        piece.style.gridColumn = `${first} / ${last + 1}`;
        piece.dataset.tone = String(index % 4);
        piece.textContent = first === last ? String(first) : `${first}–${last}`;
        return piece;
      }),
      ...twice.map((number) => {
        const piece = document.createElement('span');
        piece.className = 'is-overlap';
        piece.style.gridColumn = `${number}`;
        return piece;
      }),
    );
    const covered = new Set(ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)));
    text.textContent = twice.length > 0 ? this.#say('track.map-overlap', rangesText(twice)) : this.#say('track.map', covered.size, count);
    box.classList.toggle('has-overlap', twice.length > 0);
  }

  #row() {
    const row = this.#pattern.cloneNode(true);
    const index = this.#next % MOST_TRACKS;
    this.#next += 1;
    row.dataset.index = String(index);
    for (const element of row.querySelectorAll('[id], [for], [name], [data-error], [aria-describedby]')) {
      for (const attribute of ['id', 'for', 'name', 'data-error', 'aria-describedby']) {
        const value = element.getAttribute(attribute);
        if (value) {
          element.setAttribute(attribute, value.replace(/track\d+/, `track${index}`));
        }
      }
    }
    row.querySelectorAll('input').forEach((input) => {
      input.value = '';
      input.removeAttribute('aria-invalid');
    });
    row.querySelector('[data-action=remove-track]').hidden = false;
    return row;
  }

  #afterLast() {
    const last = Math.max(0, ...[...this.#list.children].map((row) => Number(field(row, 'track-last').value) || 0));
    return Math.min(last + 1, this.#questionCount());
  }
}

function field(row, role) {
  return row.querySelector(`[data-role=${role}]`);
}

function showProblem(row, text) {
  const place = row.querySelector('.field-error');
  place.hidden = text === '';
  if (place.textContent !== text) {
    place.textContent = text;
  }
  for (const role of ['track-first', 'track-last']) {
    field(row, role).toggleAttribute('aria-invalid', false);
    if (text) {
      field(row, role).setAttribute('aria-invalid', 'true');
    }
  }
}
