// Makes an element with attributes and children; strings become text.
export function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A text of the description as paragraphs, with what stands between backticks as code. */
export const prose = text => (text ?? '').split('\n\n').map(paragraph => element('p', {}, ...words(paragraph)));

/** The same within a line. */
export const words = text => (text ?? '').split('`').map((part, i) => (i % 2 ? element('code', {}, part) : part));
