/** Whether anything is filled in. */
export function isAnswered(parts) {
  return parts.some((part) => part.choices?.length > 0 || (part.text ?? '').trim() !== '');
}

/** Whether two answers say the same, however their JSON is written. */
export function sameParts(one, other) {
  const plain = (parts) =>
    JSON.stringify(parts.map((part) => [[...(part.choices ?? [])].sort(), part.text ?? '']));
  return plain(one) === plain(other);
}
