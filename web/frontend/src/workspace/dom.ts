// Elements, without markup in strings and without inline styles: the pages' policy allows neither to matter.

/** An element with attributes; null leaves one out. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | null> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** A button that does nothing by itself. */
export function button(className: string, label: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", { type: "button", class: className }, label);
  made.addEventListener("click", pressed);
  return made;
}

/** Random, and good enough to tell pages and requests apart; also where `crypto.randomUUID` is withheld. */
export function randomName(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What this browser keeps, if it lets us look. */
export function storage(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null;
  }
}
