/** Most urgent first; the order in which the server lists a session's incidents. */
export const URGENCY = ['CONNECTION_LOST', 'UNSENT_ANSWERS', 'PAUSED', 'LOADING', 'PLAYS_OVER', 'NO_SAVE', 'LITTLE_TIME'];

/**
 * The sessions of a live board: takes whole boards and changes, and gives those that fit the filter in the order in
 * which they should be looked at. It sorts only when something changed that the order depends on.
 */
export class LiveSessions {
  #sessions = new Map();
  #order = [];
  #filter = { exam: '', text: '', onlyIncidents: false };
  #stale = true;
  keepOrder = false;

  /**
   * @param {{whole: boolean, sessions: object[], gone: string[]}} change
   * @returns {[object, string][]} sessions with an incident that they had not before
   */
  take(change) {
    const news = [];
    if (change.whole) {
      const now = new Set(change.sessions.map((session) => session.id));
      for (const id of this.#sessions.keys()) {
        if (!now.has(id)) {
          this.#sessions.delete(id);
          this.#stale = true;
        }
      }
    }
    for (const session of change.sessions) {
      const before = this.#sessions.get(session.id);
      const text = [session.student, session.school, session.level].filter(Boolean).join(' ').toLowerCase();
      this.#sessions.set(session.id, { ...session, text });
      if (!before || key(before) !== key(session)) {
        this.#stale = true;
      }
      if (before) {
        session.incidents.filter((incident) => !before.incidents.includes(incident)).forEach((incident) => news.push([session, incident]));
      }
    }
    for (const id of change.gone) {
      this.#stale = this.#sessions.delete(id) || this.#stale;
    }
    return news;
  }

  filter(change) {
    this.#filter = { ...this.#filter, ...change };
    this.#filter.text = this.#filter.text.trim().toLowerCase();
    this.#stale = true;
  }

  get(id) {
    return this.#sessions.get(id);
  }

  /** Ids of what fits the filter, in order. */
  ids() {
    if (this.#stale) {
      this.#stale = false;
      const fitting = [...this.#sessions.values()].filter((session) => this.#fits(session));
      const place = this.keepOrder ? new Map(this.#order.map((id, index) => [id, index])) : null;
      fitting.sort((a, b) => (place ? (place.get(a.id) ?? Infinity) - (place.get(b.id) ?? Infinity) || 0 : 0) || compare(a, b));
      this.#order = fitting.map((session) => session.id);
    }
    return this.#order;
  }

  /** Numbers of all that are in the exam that was chosen, whatever else is searched for. */
  totals() {
    const totals = { underWay: 0, waiting: 0, withIncidents: 0 };
    for (const session of this.#sessions.values()) {
      if (this.#filter.exam && session.examId !== this.#filter.exam) {
        continue;
      }
      totals[session.state === 'MATCHED' ? 'waiting' : 'underWay'] += 1;
      totals.withIncidents += session.incidents.length > 0 ? 1 : 0;
    }
    return totals;
  }

  #fits(session) {
    const { exam, text, onlyIncidents } = this.#filter;
    return (!exam || session.examId === exam) && (!onlyIncidents || session.incidents.length > 0) && (!text || session.text.includes(text));
  }
}

function urgency(session) {
  return session.incidents.length === 0 ? URGENCY.length + (session.state === 'MATCHED' ? 1 : 0) : URGENCY.indexOf(session.incidents[0]);
}

function compare(a, b) {
  return (
    urgency(a) - urgency(b) ||
    b.incidents.length - a.incidents.length ||
    (a.deadline ?? '9').localeCompare(b.deadline ?? '9') ||
    a.student.localeCompare(b.student) ||
    a.id.localeCompare(b.id)
  );
}

function key(session) {
  return [session.incidents.join(), session.state, session.deadline, session.examId, session.student].join('|');
}
