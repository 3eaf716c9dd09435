/** What lives as long as the page and is shared by its parts. */
import { createContext, useContext } from 'react';
import { type Console, parseConsoles } from '../api/consoles';
import { type Brief, parseBriefs } from '../api/consultations';
import { RoomTokens } from '../api/roomTokens';
import { ServerClock } from '../api/serverClock';
import { type LatestStore, ServerEvents } from '../api/serverEvents';
import { currentUser } from '../api/session';
import { SessionStore } from '../api/sessionStore';
import { Upload } from '../api/stowUpload';
import { browserWorld } from '../api/stowWorld';

export interface Services {
  readonly session: SessionStore;
  /** The consoles on air. */
  readonly consoles: LatestStore<readonly Console[]>;
  /** The consultations this person is part of. */
  readonly consultations: LatestStore<readonly Brief[]>;
  readonly tokens: RoomTokens;
  readonly clock: ServerClock;
  readonly upload: Upload;
}

export function createServices(): Services {
  const session = new SessionStore();
  const events = new ServerEvents(async () => (await currentUser()) !== null, () => session.expire());
  return {
    session,
    consoles: events.latest('consoles', parseConsoles),
    consultations: events.latest('consultations', parseBriefs),
    tokens: new RoomTokens(),
    clock: new ServerClock(),
    upload: new Upload(browserWorld, () => session.expire()),
  };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = useContext(ServicesContext);
  if (services === null) {
    throw new Error('useServices needs a ServicesContext above it');
  }
  return services;
}
