/** What lives as long as the page and is shared by its parts. */
import { createContext, useContext } from 'react';
import { ConsoleFeed } from '../api/consoleFeed';
import { RoomTokens } from '../api/roomTokens';
import { ServerClock } from '../api/serverClock';
import { SessionStore } from '../api/sessionStore';
import { Upload } from '../api/stowUpload';
import { browserWorld } from '../api/stowWorld';

export interface Services {
  readonly session: SessionStore;
  readonly consoles: ConsoleFeed;
  readonly tokens: RoomTokens;
  readonly clock: ServerClock;
  readonly upload: Upload;
}

export function createServices(): Services {
  const session = new SessionStore();
  return {
    session,
    consoles: new ConsoleFeed(() => session.expire()),
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
