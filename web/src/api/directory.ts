/** The people and organisations that can be invited. */
import * as v from 'valibot';
import { requestJson } from './http';

const Organisation = v.object({ id: v.string(), name: v.string() });

const Colleague = v.object({ id: v.string(), name: v.string(), organisation: Organisation, role: v.string() });

export type Colleague = v.InferOutput<typeof Colleague>;

const Directory = v.object({ people: v.array(Colleague), organisations: v.array(Organisation) });

export type Directory = v.InferOutput<typeof Directory>;

export function fetchDirectory(signal: AbortSignal): Promise<Directory> {
  return requestJson('/api/people', Directory, { signal });
}
