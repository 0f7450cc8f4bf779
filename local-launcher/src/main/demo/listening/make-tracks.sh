#!/usr/bin/env bash
# Reads track-N.txt aloud into track-N.mp3 (mono, 48 kbit/s). Needs espeak-ng, sox and lame.
# Only needed after a script was changed: the MP3 files are committed.
set -euo pipefail
cd "$(dirname "$0")"
for tool in espeak-ng sox lame; do
  command -v "$tool" >/dev/null || { echo "make-tracks: $tool is missing" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# voice, words a minute, pitch: slow enough for learners, far enough apart to tell the speakers by ear
declare -A voice=([narrator]="en-gb" [woman]="en-us+f3" [man]="en-us+m3" [teacher]="en-gb-x-rp+m1")
declare -A speed=([narrator]=140 [woman]=142 [man]=148 [teacher]=142)
declare -A pitch=([narrator]=42 [woman]=58 [man]=52 [teacher]=38)
rate=22050

silence() { sox -q -n -r $rate -c 1 -b 16 "$2" trim 0 "$1"; }

for script in track-*.txt; do
  name=${script%.txt}
  parts=()
  while IFS= read -r line; do
    case $line in '' | '#'*) continue ;; esac
    part=$(printf '%s/%s-%03d' "$work" "$name" ${#parts[@]})
    if [[ $line == pause\ * ]]; then
      silence "${line#pause }" "$part.wav"
    else
      speaker=${line%%:*}
      espeak-ng -v "${voice[$speaker]}" -s "${speed[$speaker]}" -p "${pitch[$speaker]}" -g 3 \
        -w "$part-raw.wav" -- "${line#*: }"
      # espeak-ng leaves a long tail; every line ends with the same short breath instead
      sox -q "$part-raw.wav" -r $rate -c 1 -b 16 "$part.wav" reverse silence 1 0.05 0.2% reverse pad 0 0.35
    fi
    parts+=("$part.wav")
  done < "$script"
  sox -q "${parts[@]}" "$work/$name.wav" lowpass 7500 norm -3 pad 0.3 0.3
  lame --quiet -m m -b 48 --cbr --tt "Track ${name#track-}" --tl "English placement test B" \
    --ty 2026 "$work/$name.wav" "$name.mp3"
  printf '%s.mp3  %.0f s\n' "$name" "$(sox --i -D "$work/$name.wav")"
done
