/** Where in the chosen folder a file lies: many files of a study have the same name. */

/** Dropped files carry `relativePath` (file-selector), chosen folders `webkitRelativePath`. */
export function pathOf(file: File & { readonly relativePath?: string }): string {
  return (file.webkitRelativePath || file.relativePath || file.name).replace(/^\.?\//, '');
}
