// Building pieces of the page.

/** The element of this id; it is there, or the page is broken. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  return there(document.getElementById(id) as E | null, id);
}

/** The first element inside another. */
export function within<E extends Element = HTMLElement>(root: Element, selector: string): E {
  return there(root.querySelector<E>(selector), selector);
}

/** What a canvas is painted with. */
export function pen(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return there(canvas.getContext("2d"), "2d");
}

/** What must be there; an error that names it when it is not. */
export function there<T>(found: T | null | undefined, name: string): T {
  if (found === null || found === undefined) throw new Error(`missing: ${name}`);
  return found;
}

type Child = Node | string | null;
type Attributes = Record<string, string | number | boolean | ((event: Event) => void) | null>;

export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K, attributes: Attributes = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child !== null) element.append(child);
  return element;
}

const ICONS: Record<string, string> = {
  play: "M6 4l14 8-14 8z",
  pause: "M6 4h4v16H6zM14 4h4v16h-4z",
  back: "M18 5v14l-9-7zM6 5h2.5v14H6z",
  next: "M6 5v14l9-7zM15.5 5H18v14h-2.5z",
  start: "M19 5v14l-8-7zM11 5v14l-8-7z",
};

/** An icon as inline SVG: font glyphs show as boxes on some machines. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function fill(element: Element, ...children: Child[]): void {
  element.replaceChildren(...children.filter((child): child is Node | string => child !== null));
}

/** Give the browser a file to keep. */
export function download(name: string, content: Blob | string, kind = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type: kind }) : content;
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
