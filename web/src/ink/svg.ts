/** Elements of SVG, made without a framework: they change with every frame. */

const NAMESPACE = 'http://www.w3.org/2000/svg';

export function svgElement<K extends keyof SVGElementTagNameMap>(name: K, className: string | undefined, parent?: SVGElement): SVGElementTagNameMap[K] {
  const element = document.createElementNS(NAMESPACE, name);
  if (className !== undefined) {
    element.setAttribute('class', className);
  }
  parent?.append(element);
  return element;
}

/** Touches the document only where something changes. */
export function setAttribute(element: SVGElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}
