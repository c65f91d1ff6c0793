// Where on a line a note stands.

/** The stretch of a line, in UTF-16 units: the word or string at a column, or the whole line without its indent if there is none. */
export function columnOf(line: string, column: number): { from: number; to: number } {
  const trimmed = line.trimEnd().length;
  const indent = line.length - line.trimStart().length;
  const whole = { from: Math.min(indent, trimmed), to: trimmed };
  if (column < 1) return whole;
  const from = unitsOf(line, column - 1);
  if (from >= trimmed) return whole;
  const word = /^(?:[\p{L}\p{N}_]+|"(?:[^"\\]|\\.)*"?|\s*\S)/u.exec(line.slice(from));
  return { from, to: from + (word?.[0].length ?? 1) };
}

/** Go counts columns in bytes of UTF-8, editors in units of UTF-16. */
function unitsOf(line: string, bytes: number): number {
  const encoder = new TextEncoder();
  let [units, left] = [0, bytes];
  for (const character of line) {
    if (left <= 0) break;
    left -= encoder.encode(character).length;
    units += character.length;
  }
  return units;
}
