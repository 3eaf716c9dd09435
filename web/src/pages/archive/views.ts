/** The parts of the archive, and who has which. */

export type View = 'studies' | 'remote' | 'set-aside';

export function viewsFor(role: string): readonly View[] {
  return role === 'administrator' ? ['studies', 'remote', 'set-aside'] : ['studies', 'remote'];
}
