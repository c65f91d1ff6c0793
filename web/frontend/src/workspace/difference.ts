// Where two texts differ, by whole lines: one stretch that holds every difference. Enough to find one's place in both.

export interface Difference {
  before: string;
  /** What only the first has. */
  a: string;
  /** What only the second has. */
  b: string;
  after: string;
}

export function difference(a: string, b: string): Difference {
  const [x, y] = [lines(a), lines(b)];
  const most = Math.min(x.length, y.length);
  let head = 0;
  while (head < most && x[head] === y[head]) head += 1;
  let tail = 0;
  while (tail < most - head && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail += 1;
  return {
    before: x.slice(0, head).join(""),
    a: x.slice(head, x.length - tail).join(""),
    b: y.slice(head, y.length - tail).join(""),
    after: x.slice(x.length - tail).join(""),
  };
}

/** Lines with their ends. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
