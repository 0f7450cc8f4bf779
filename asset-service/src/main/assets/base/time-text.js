/** Seconds as `m:ss`, or `h:mm:ss` from one hour on. */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const two = (value) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** The time of day of a date, with seconds, such as `10:42:07`. */
export function timeOfDay(date, language) {
  return new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(date);
}

/** Day and time of day of a date, with seconds, as pages write them: `23 Nov 2026, 10:42:07`. */
export function dayAndTime(date, language) {
  // English without a country would write the month first
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(date);
}

/** A length of time in words, such as `5 minutes`; `say` has `time.*`. */
export function durationText(seconds, say) {
  if (seconds < 60) {
    return say('time.seconds', seconds);
  }
  const minutes = Math.round(seconds / 60);
  return minutes === 1 ? say('time.one-minute') : say('time.minutes', minutes);
}
