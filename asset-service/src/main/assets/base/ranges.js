/** Rising numbers as people write them: `3, 7–12, 40`. */
export function rangesText(numbers) {
  const ranges = [];
  for (let i = 0; i < numbers.length; ) {
    let last = i;
    while (numbers[last + 1] === numbers[last] + 1) {
      last += 1;
    }
    ranges.push(last === i ? `${numbers[i]}` : last === i + 1 ? `${numbers[i]}, ${numbers[last]}` : `${numbers[i]}–${numbers[last]}`);
    i = last + 1;
  }
  return ranges.join(', ');
}
