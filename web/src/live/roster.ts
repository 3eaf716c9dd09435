/** Reads out of a LiveKit room who is there and what they send, in this application's terms. */
import {
  ConnectionQuality,
  type LocalVideoTrack,
  type Participant,
  type RemoteParticipant,
  RemoteVideoTrack,
  type Room,
  Track,
} from 'livekit-client';

/** What participants carry as attributes in their access token. */
const KIND = 'consilium.kind';
const ORGANISATION = 'consilium.organisation';
const ROLE = 'consilium.role';
const USER = 'consilium.user';
const MODALITY = 'consilium.modality';

/** The name under which a console publishes its picture. */
export const PICTURE_TRACK = 'picture';
/** Under this name it sends a plain pattern while the hospital has not released its picture. */
export const WITHHELD_TRACK = 'picture-withheld';

export interface Person {
  readonly identity: string;
  readonly userId: string;
  readonly name: string;
  readonly organisation: string;
  readonly role: string;
  readonly isLocal: boolean;
  readonly speaking: boolean;
  readonly microphoneOn: boolean;
  /** Their line is so bad that they may not hear or see. */
  readonly weakLine: boolean;
}

export interface Camera {
  readonly person: Person;
  readonly track: LocalVideoTrack | RemoteVideoTrack;
}

/** A window or screen that somebody shows. */
export interface SharedScreen {
  readonly person: Person;
  readonly track: LocalVideoTrack | RemoteVideoTrack;
}

/** The console whose picture the room is about. */
export interface ConsoleInRoom {
  readonly identity: string;
  readonly name: string;
  readonly organisation: string;
  readonly modality: string;
  /** Null while it sends no picture. */
  readonly picture: RemoteVideoTrack | null;
  /** The hospital has paused its picture. */
  readonly paused: boolean;
  /** Nobody at the hospital has released what is on its screen. */
  readonly withheld?: boolean;
}

export interface Roster {
  readonly people: readonly Person[];
  readonly cameras: readonly Camera[];
  readonly screens: readonly SharedScreen[];
  readonly console: ConsoleInRoom | null;
}

export const EMPTY_ROSTER: Roster = { people: [], cameras: [], screens: [], console: null };

export function readRoster(room: Room): Roster {
  const remote = [...room.remoteParticipants.values()].sort(byJoining);
  const everybody: Participant[] = [room.localParticipant, ...remote].filter(isPerson);
  const people = everybody.map((participant) => personOf(participant));
  const shown = (source: Track.Source) => everybody.flatMap((participant, index) => videoOf(participant, source, people[index] as Person));
  const console = remote.find(isConsole);
  return { people, cameras: shown(Track.Source.Camera), screens: shown(Track.Source.ScreenShare), console: console ? consoleOf(console) : null };
}

export function isConsole(participant: Participant): boolean {
  return participant.attributes[KIND] === 'console' || [PICTURE_TRACK, WITHHELD_TRACK].some((name) => publicationOf(participant, name) !== undefined);
}

function isPerson(participant: Participant): boolean {
  // Agents and recorders are no people; who joined with a bare token carries no kind and is one.
  return participant.identity !== '' && !isConsole(participant) && (participant.attributes[KIND] ?? 'person') === 'person';
}

function byJoining(a: Participant, b: Participant): number {
  return (a.joinedAt?.getTime() ?? 0) - (b.joinedAt?.getTime() ?? 0) || a.identity.localeCompare(b.identity);
}

function personOf(participant: Participant): Person {
  const { attributes, identity } = participant;
  return {
    identity,
    userId: attributes[USER] ?? identity,
    name: participant.name || identity,
    organisation: attributes[ORGANISATION] ?? '',
    role: attributes[ROLE] ?? '',
    isLocal: participant.isLocal,
    speaking: participant.isSpeaking,
    microphoneOn: participant.isMicrophoneEnabled,
    weakLine:
      participant.connectionQuality === ConnectionQuality.Poor ||
      participant.connectionQuality === ConnectionQuality.Lost,
  };
}

function videoOf(participant: Participant, source: Track.Source, person: Person): Camera[] {
  const publication = participant.getTrackPublication(source);
  const track = publication?.videoTrack;
  return track === undefined || publication?.isMuted ? [] : [{ person, track: track as Camera['track'] }];
}

export function consoleOf(participant: RemoteParticipant): ConsoleInRoom {
  const publication = pictureOf(participant);
  const track = publication?.track;
  return {
    identity: participant.identity,
    name: participant.name || participant.identity,
    organisation: participant.attributes[ORGANISATION] ?? '',
    modality: participant.attributes[MODALITY] ?? '',
    picture: track instanceof RemoteVideoTrack ? track : null,
    paused: publication?.isMuted ?? false,
    withheld: publicationOf(participant, WITHHELD_TRACK) !== undefined,
  };
}

function pictureOf(participant: Participant) {
  return publicationOf(participant, PICTURE_TRACK);
}

function publicationOf(participant: Participant, name: string) {
  return [...participant.videoTrackPublications.values()].find((publication) => publication.trackName === name);
}
