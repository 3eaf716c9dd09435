/** The consoles on air, as the server tells them. */
import * as v from 'valibot';

const Console = v.object({
  room: v.string(),
  identity: v.string(),
  name: v.string(),
  organisation: v.string(),
  modality: v.string(),
  /** On air since, in unix seconds. */
  since: v.number(),
  viewers: v.number(),
  width: v.number(),
  height: v.number(),
  /** Nobody at the hospital has released what is on its screen. */
  withheld: v.boolean(),
});

const ConsolesMessage = v.pipe(v.string(), v.parseJson(), v.object({ consoles: v.array(Console) }));

export type Console = v.InferOutput<typeof Console>;

/**
 * Reads the data of one `consoles` event.
 *
 * @throws v.ValiError when it is not what the server promises
 */
export function parseConsoles(data: unknown): readonly Console[] {
  return v.parse(ConsolesMessage, data).consoles;
}
