import '../base/report-errors.js';
import { readJson } from '../base/page-data.js';
import { dayAndTime } from '../base/time-text.js';
import { words } from '../base/words.js';

const LIMIT = 200;
const config = readJson('session-config');
const say = words(config.words);
const role = (name) => document.querySelector(`[data-role="${name}"]`);

const kind = document.getElementById('kind');
if (kind) {
  const show = () => (role('minutes').hidden = kind.value !== 'EXTRA_TIME');
  kind.addEventListener('change', show);
  show();
}

/** Saves that follow one another are one line. */
function lines(activities) {
  const all = [];
  for (const activity of activities) {
    const last = all.at(-1);
    if (activity.verb === 'answer-saved' && last?.verb === 'answer-saved') {
      last.count += 1;
      last.until = activity.at;
    } else {
      all.push({ ...activity, count: 1, until: activity.at });
    }
  }
  return all;
}

function line(activity) {
  const item = document.createElement('li');
  const time = document.createElement('time');
  time.dateTime = activity.at;
  time.textContent = dayAndTime(new Date(activity.until), document.documentElement.lang);
  const what = document.createElement('strong');
  what.textContent = activity.count > 1 ? say('saves', activity.count) : say(`verb.${activity.verb}`).replace(/^verb\./, '');
  const who = document.createElement('span');
  who.className = 'muted';
  who.textContent = [activity.actor?.name, activity.details?.reason, activity.message].filter(Boolean).join(' · ');
  item.append(time, what, who);
  return item;
}

/** From the activity log itself, which knows who may read it; the page does not wait for it. */
async function timeline() {
  const state = role('timeline-state');
  state.textContent = say('loading');
  try {
    const response = await fetch(`/api/v1/activities?session=${encodeURIComponent(config.session)}&order=oldest&limit=${LIMIT}`, {
      credentials: 'same-origin',
      signal: AbortSignal.timeout(8000),
    });
    if (response.status === 403) {
      state.textContent = say('refused');
      return;
    }
    if (!response.ok) {
      throw new Error(String(response.status));
    }
    const page = await response.json();
    const activities = page.items;
    state.textContent = activities.length === 0 ? say('none') : page.next ? say('more') : '';
    state.hidden = state.textContent === '';
    role('timeline-list').replaceChildren(...lines(activities).map(line));
    role('timeline-list').hidden = activities.length === 0;
  } catch {
    state.textContent = say('away');
  }
}

if (role('timeline')) {
  void timeline();
}
