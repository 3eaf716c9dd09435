import { ConnectionQuality, type Room, Track } from 'livekit-client';
import { describe, expect, test } from 'vitest';
import { readRoster } from '../../src/live/roster';

interface Fake {
  readonly identity: string;
  readonly kind?: string;
  readonly joinedAt?: number;
  readonly picture?: { readonly isMuted: boolean; readonly trackName?: string };
  readonly camera?: { readonly isMuted: boolean };
  readonly screen?: { readonly isMuted: boolean };
}

/** As much of a livekit-client participant as the roster reads. */
function participant({ identity, kind, joinedAt = 0, picture, camera, screen }: Fake, isLocal = false) {
  return {
    identity,
    name: `name of ${identity}`,
    isLocal,
    joinedAt: new Date(joinedAt),
    isSpeaking: false,
    isMicrophoneEnabled: true,
    connectionQuality: ConnectionQuality.Excellent,
    attributes: {
      ...(kind && { 'consilium.kind': kind }),
      'consilium.organisation': 'County Hospital',
      'consilium.user': `u-${identity}`,
    },
    videoTrackPublications: new Map(picture ? [['TR_1', { trackName: 'picture', ...picture }]] : []),
    getTrackPublication: (source: Track.Source) => {
      const shown = source === Track.Source.Camera ? camera : screen;
      return shown && { ...shown, videoTrack: { sid: `${source} of ${identity}` } };
    },
  };
}

function room(local: Fake, ...remote: Fake[]): Room {
  const remoteParticipants = new Map(remote.map((fake) => [fake.identity, participant(fake)]));
  return { localParticipant: participant(local, true), remoteParticipants } as unknown as Room;
}

const ME: Fake = { identity: 'user-1', kind: 'person' };

describe('roster', () => {
  test('oneself comes first, then the others in the order in which they came', () => {
    const late = { identity: 'user-2', kind: 'person', joinedAt: 2000 };
    const early = { identity: 'user-3', kind: 'person', joinedAt: 1000 };
    const { people } = readRoster(room(ME, late, early));
    expect(people.map((person) => person.identity)).toEqual(['user-1', 'user-3', 'user-2']);
    expect(people[0]).toMatchObject({ isLocal: true, organisation: 'County Hospital', userId: 'u-user-1' });
  });

  test('a console is no person, and a person is no console', () => {
    const roster = readRoster(room(ME, { identity: 'console-1', kind: 'console', picture: { isMuted: false } }));
    expect(roster.people).toHaveLength(1);
    expect(roster.console).toMatchObject({ identity: 'console-1', paused: false, picture: null });
  });

  test('an agent with a bare token is known as a console by its picture', () => {
    const roster = readRoster(room(ME, { identity: 'agent', picture: { isMuted: true } }));
    expect(roster.console).toMatchObject({ identity: 'agent', paused: true });
    expect(roster.people).toHaveLength(1);
  });

  test('a console whose picture the hospital has not released is known by its pattern', () => {
    const roster = readRoster(room(ME, { identity: 'agent', picture: { isMuted: false, trackName: 'picture-withheld' } }));
    expect(roster.console).toMatchObject({ identity: 'agent', withheld: true, picture: null, paused: false });
    expect(roster.people).toHaveLength(1);
  });

  test('workers of other kinds are not shown as people', () => {
    expect(readRoster(room(ME, { identity: 'screening', kind: 'worker' })).people).toHaveLength(1);
  });

  test('before joining nobody is here', () => {
    expect(readRoster(room({ identity: '' })).people).toEqual([]);
  });

  test('cameras that are off have no tile', () => {
    const { cameras } = readRoster(
      room(
        { ...ME, camera: { isMuted: false } },
        { identity: 'user-2', kind: 'person', camera: { isMuted: true } },
        { identity: 'user-3', kind: 'person' },
      ),
    );
    expect(cameras.map((camera) => camera.person.identity)).toEqual(['user-1']);
  });

  test('a shared screen is told apart from a face', () => {
    const { cameras, screens } = readRoster(room(ME, { identity: 'user-2', kind: 'person', screen: { isMuted: false } }));
    expect(cameras).toEqual([]);
    expect(screens.map((screen) => screen.person.identity)).toEqual(['user-2']);
  });
});
