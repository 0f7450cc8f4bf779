const byId = (id) => document.getElementById(id);
const TONES = { UP: 'good', DEGRADED: 'warn', DOWN: 'bad', UNKNOWN: 'quiet' };
const WORDS = { UP: 'Up', DEGRADED: 'Limited', DOWN: 'Down', UNKNOWN: 'Unknown' };
const OVERALL = {
  healthy: ['good', 'Everything works'],
  degraded: ['warn', 'Works with limits'],
  unhealthy: ['bad', 'Something critical does not work'],
};

/** An element; text is text and never markup: messages come from anywhere. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'class') element.className = value;
    else if (value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function svg(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const pad = (number) => String(number).padStart(2, '0');

function clock(iso) {
  const at = new Date(iso);
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
  const today = new Date().toDateString() === at.toDateString();
  return today ? time : `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${time}`;
}

function lasting(from, to = Date.now()) {
  const seconds = Math.max(0, Math.round((new Date(to) - new Date(from)) / 1000));
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} d`;
}

const time = (iso, text) => make('time', { datetime: iso, title: iso }, text);

/** Replaces what is there only when it changed, so that nothing flickers, and open details stay open. */
function show(parent, children) {
  const open = new Set([...parent.querySelectorAll('details[open]')].map((one) => one.dataset.key));
  const next = make('div', {}, ...children);
  for (const one of next.querySelectorAll('details')) one.open = open.has(one.dataset.key);
  if (next.innerHTML !== parent.innerHTML) parent.replaceChildren(...next.childNodes);
}

let order = [];

function showNow({ health, alerts, maintenance, duty }) {
  order = health.services.map((service) => service.id);
  const [tone, words] = OVERALL[health.status];
  byId('headline').className = `headline ${tone}`;
  byId('status').textContent = words;
  byId('explanation').textContent = explain(health, alerts);
  byId('connection').textContent = `This monitor is ${duty}. Seen at ${clock(health.timestamp)}.`;
  const ring = byId('ring');
  ring.setAttribute('aria-label', `Score ${health.score.value} of 100`);
  ring.querySelector('.value').setAttribute('stroke-dasharray', `${health.score.value} 100`);
  ring.querySelector('text').textContent = health.score.value;
  document.title = `${health.score.value} · Operations · Examhall`;
  showAlerts(alerts, maintenance);
  const shares = new Map(health.score.parts.map((part) => [part.service, part]));
  show(byId('services'), health.services.map((service) => card(service, shares.get(service.id))));
}

function explain({ score, services }, alerts) {
  const down = services.filter((service) => service.state !== 'UP').length;
  const parts = [down === 0 ? 'All services are up' : `${down} of ${services.length} services are not up`];
  parts.push(alerts.length === 0 ? 'no alert is open' : `${alerts.length} ${alerts.length === 1 ? 'alert is' : 'alerts are'} open`);
  if (score.cappedBy.length > 0) parts.push(`the score is held down by ${score.cappedBy.join(', ')}`);
  return `${parts.join('; ')}.`;
}

function showAlerts(alerts, maintenance) {
  const entries = alerts.map((alert) =>
    make('article', { class: `panel alert ${alert.severity === 'CRITICAL' ? 'bad' : 'warn'}` },
      make('h3', {}, alert.summary),
      make('p', { class: 'soft' }, `${alert.severity.toLowerCase()}, for ${lasting(alert.since)}, told at ${clock(alert.raisedAt)}`),
      alert.dependants.length === 0 ? null
        : make('p', {}, 'Suffering from it: ', ...alert.dependants.map((one) => make('span', { class: 'chip' }, one)))));
  const windows = maintenance.map((window) =>
    make('article', { class: 'panel quiet' },
      make('h3', {}, `Maintenance: ${window.reason}`),
      make('p', { class: 'soft' }, `${window.subjects.length === 0 ? 'everything' : window.subjects.join(', ')}, ${clock(window.from)} to ${clock(window.until)}, by ${window.createdBy}`)));
  show(byId('alerts'), entries.length + windows.length > 0 ? [...entries, ...windows]
    : [make('p', { class: 'panel soft' }, 'No alert is open, and nothing is being worked on.')]);
}

function card(service, part) {
  const checks = Object.entries(service.components).map(([name, component]) =>
    make('li', { class: TONES[component.state] },
      make('span', { class: 'dot' }),
      make('span', {}, name),
      make('span', { class: 'soft' }, component.message || WORDS[component.state])));
  return make('article', { class: `panel card ${TONES[service.state]}` },
    make('header', {}, make('h3', {}, service.id), make('strong', {}, WORDS[service.state])),
    make('p', { class: 'soft' },
      `since ${clock(service.since)}`,
      service.latencyMillis === null ? '' : `, answers in ${service.latencyMillis} ms`,
      part === undefined || part.share === null ? ', not counted in the score'
        : `, ${Math.round(part.share * part.weight)} of ${part.weight} points`),
    service.state === 'UP' ? null : make('p', { class: 'message' }, service.message),
    make('ul', { class: 'checks' }, ...checks));
}

const COLUMNS = [
  ['requests', 'Requests/s', (value) => number(value)],
  ['errors', 'Failed', (value) => `${number(value * 100)} %`],
  ['latency', 'Answer', (value) => `${number(value * 1000)} ms`],
  ['hits', 'Cache hits', (value) => `${Math.round(value * 100)} %`],
  ['queries', 'Queries/s', (value) => number(value)],
  ['heap', 'Heap', (value) => `${Math.round(value / 1048576)} MB`],
];

const number = (value) => value >= 100 ? String(Math.round(value)) : value >= 10 ? value.toFixed(1) : value.toFixed(2).replace(/\.?0+$/, '');

function showMetrics(all) {
  const place = ([service]) => order.indexOf(service);
  const rows = Object.entries(all).sort((one, other) => place(one) - place(other)).map(([service, series]) =>
    make('article', { class: 'panel metric' }, make('h3', {}, service),
      ...COLUMNS.map(([key, label, text]) => {
        const values = series[key];
        const known = values.filter((value) => value !== null);
        const last = known.at(-1);
        const words = last === undefined ? 'none' : text(last);
        return make('div', { class: 'reading' },
          make('span', { class: 'soft' }, label), make('strong', {}, words), sparkline(values, `${label} of ${service}: ${words}`));
      })));
  show(byId('metrics'), rows.length > 0 ? rows : [make('p', { class: 'panel soft' }, 'Nothing has been measured yet.')]);
}

function sparkline(values, label) {
  const width = 120;
  const height = 28;
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 0) || 1;
  const step = width / Math.max(1, values.length - 1);
  let path = '';
  let pen = false;
  values.forEach((value, index) => {
    if (value === null) { pen = false; return; }
    path += `${pen ? 'L' : 'M'}${(index * step).toFixed(1)} ${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`;
    pen = true;
  });
  return svg('svg', { viewBox: `0 0 ${width} ${height}`, class: 'spark', role: 'img', 'aria-label': label, preserveAspectRatio: 'none' },
    svg('path', { d: `M0 ${height - 1}H${width}`, class: 'axis' }), svg('path', { d: path, class: 'line' }));
}

function showPast({ days, incidents }) {
  const services = [...new Set(days.map((day) => day.service))];
  show(byId('uptime'), services.length === 0 ? [make('p', { class: 'soft' }, 'Nothing is known yet; the first minute is summed up soon.')]
    : services.map((service) => uptimeRow(service, days.filter((day) => day.service === service))));
  show(byId('incidents'), incidents.length === 0 ? [make('p', { class: 'panel soft' }, 'There was none.')] : incidents.map(incident));
}

function uptimeRow(service, days) {
  const known = days.filter((day) => day.uptime !== null);
  const mean = known.length === 0 ? null : known.reduce((sum, day) => sum + day.uptime, 0) / known.length;
  const bars = days.slice(-30).map((day) => {
    const tone = day.uptime === null ? 'quiet' : day.uptime >= 0.9995 ? 'good' : day.uptime >= 0.99 ? 'warn' : 'bad';
    const words = `${day.at.slice(0, 10)}: ${day.uptime === null ? 'not known' : percent(day.uptime)}${day.maintained ? ', with maintenance' : ''}`;
    return make('span', { class: `bar ${tone}`, title: words, role: 'img', 'aria-label': words });
  });
  return make('div', { class: 'day-row' }, make('span', {}, service), make('span', { class: 'bars' }, ...bars), make('strong', {}, mean === null ? '–' : percent(mean)));
}

const percent = (share) => `${(Math.floor(share * 100000) / 1000).toFixed(share === 1 ? 0 : 2)} %`;

function incident(one) {
  return make('details', { class: `panel ${one.endedAt ? 'quiet' : TONES[one.worst]}`, 'data-key': one.id },
    make('summary', {}, make('strong', {}, one.service), ` was ${WORDS[one.worst].toLowerCase()} `,
      time(one.startedAt, clock(one.startedAt)), one.endedAt ? `, for ${lasting(one.startedAt, one.endedAt)}` : ', and still is'),
    make('p', { class: 'message' }, one.message),
    make('ol', { class: 'timeline' }, ...one.timeline.map((event) =>
      make('li', {}, time(event.at, clock(event.at)), ` ${event.kind.replaceAll('_', ' ')} `, make('span', { class: 'soft' }, event.text)))));
}

const source = new EventSource('/ops/events');
const data = (handler) => (event) => handler(JSON.parse(event.data));
source.addEventListener('now', data(showNow));
source.addEventListener('metrics', data(showMetrics));
source.addEventListener('past', data(showPast));
source.addEventListener('past-away', () => {
  show(byId('incidents'), [make('p', { class: 'panel warn' }, 'The history cannot be read: the database is away.')]);
});
source.addEventListener('error', () => {
  byId('headline').className = 'headline quiet';
  byId('status').textContent = 'Not connected';
  byId('explanation').textContent = 'What is shown may be old. The page connects again by itself.';
});
