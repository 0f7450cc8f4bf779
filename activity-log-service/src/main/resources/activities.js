// Follows the log: what comes in and fits the search appears on top of the table.
const button = document.getElementById("follow");
const status = document.getElementById("live");
const body = document.getElementById("rows");
const words = button?.dataset;
const ROWS = 500;
let source = null;
let count = 0;

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function link(href, text) {
  const made = element("a", "", text);
  made.href = href;
  return made;
}

function cell(className, ...children) {
  const made = element("td", className);
  made.append(...children);
  return made;
}

function details(activity) {
  const made = element("details");
  const list = element("dl");
  const rows = Object.entries(activity.details).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]);
  if (activity.actor) rows.push(["actor", `${activity.actor.type} ${activity.actor.id}`]);
  if (activity.examId) rows.push(["exam", activity.examId]);
  rows.push(["time", activity.at], ["id", activity.id]);
  if (activity.traceId) rows.push([words.trace, activity.traceId]);
  for (const [name, value] of rows) {
    const row = element("div");
    row.append(element("dt", "", name), element("dd", "", value));
    list.append(row);
  }
  made.append(element("summary", "", words.details), list);
  return made;
}

function tone(severity) {
  return { WARNING: "warning", ERROR: "danger", CRITICAL: "danger" }[severity] ?? "calm";
}

function row(activity) {
  const made = element("tr", `${tone(activity.severity)} fresh`);
  const time = element("time");
  time.dateTime = activity.at;
  time.append(element("span", "day", activity.at.slice(0, 10)), " ", element("span", "clock", activity.at.slice(11, 19)));
  const who = activity.actor
    ? link(`/activities?actor=${encodeURIComponent(activity.actor.id)}`, activity.actor.name ?? activity.actor.type)
    : element("span", "soft", activity.erased ? words.erased : words.system);
  const what = cell("what", element("strong", "", activity.verb.replaceAll("-", " ")));
  if (activity.object) what.append(" ", element("span", "object", `${activity.object.type} ${activity.object.id}`));
  if (activity.message) what.append(element("p", "message", activity.message));
  what.append(details(activity));
  const where = cell("where", activity.service);
  if (activity.sessionId) where.append(element("br"), link(`/activities/sessions/${activity.sessionId}`, words.timeline));
  made.append(cell("when", time), cell("who", who), what, cell("severity", element("span", "badge", activity.severity.toLowerCase())), where);
  return made;
}

function show(activity) {
  body.prepend(row(activity));
  document.getElementById("table").hidden = false;
  while (body.rows.length > ROWS) body.lastElementChild.remove();
  status.textContent = words.count.replace("{0}", String(++count));
}

function stop(text) {
  source.close();
  source = null;
  button.setAttribute("aria-pressed", "false");
  button.textContent = words.follow;
  status.textContent = text;
}

function start() {
  count = 0;
  button.setAttribute("aria-pressed", "true");
  button.textContent = words.stop;
  status.textContent = words.waiting;
  source = new EventSource(button.dataset.stream);
  source.onmessage = (event) => show(JSON.parse(event.data));
  source.onopen = () => {
    if (status.textContent === words.again) status.textContent = words.waiting;
  };
  source.onerror = () => {
    if (source?.readyState === EventSource.CLOSED) stop(words.ended);
    else status.textContent = words.again;
  };
}

button?.addEventListener("click", () => (source ? stop("") : start()));
