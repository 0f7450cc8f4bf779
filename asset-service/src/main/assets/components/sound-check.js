const NOTES_HZ = [523.25, 659.25, 783.99];
const NOTE_SECONDS = 0.35;

/** A short tune, made on the device: hearing it says that sound works, and it gives nothing away. */
export async function playTestSound() {
  const context = new AudioContext();
  await context.resume();
  const begin = context.currentTime + 0.05;
  NOTES_HZ.forEach((hertz, index) => {
    const tone = context.createOscillator();
    const volume = context.createGain();
    const from = begin + index * NOTE_SECONDS;
    tone.frequency.value = hertz;
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(0.25, from + 0.03);
    volume.gain.linearRampToValueAtTime(0, from + NOTE_SECONDS);
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(from + NOTE_SECONDS);
  });
  setTimeout(() => void context.close(), (NOTES_HZ.length * NOTE_SECONDS + 0.3) * 1000);
}
