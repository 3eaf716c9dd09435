/** Names for what is put on the board. */

// Not crypto.randomUUID, which browsers keep from plain-HTTP pages: a site on a hospital's network may be one.
export { uuidv4 as newId } from 'lib0/random';
