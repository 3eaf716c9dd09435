import { expect, test } from 'vitest';
import type { RoomState } from '../../src/live/roomConnection';
import { pictureStatus } from '../../src/pages/room/pictureStatus';

const picture = {} as NonNullable<NonNullable<RoomState['console']>['picture']>;
const console_ = { identity: 'console-1', name: 'Ultrasound', organisation: '', modality: 'US', picture, paused: false };
const connected = { phase: 'connected', problem: null, console: console_, consolePresent: true } as const;
const moving = { quality: 'good' } as const;
const still = { quality: 'lost' } as const;

test('frames arrive', () => {
  expect(pictureStatus(connected, moving)).toBe('live');
});

test('nothing has come yet', () => {
  expect(pictureStatus({ ...connected, phase: 'joining', console: null, consolePresent: false }, null)).toBe('waiting');
  expect(pictureStatus(connected, null)).toBe('waiting');
});

test('frames stop although the console is there', () => {
  expect(pictureStatus(connected, still)).toBe('lost');
  expect(pictureStatus({ ...connected, console: { ...console_, picture: null } }, moving)).toBe('lost');
});

test('the console has left, or was never there', () => {
  const gone = { ...connected, console: { ...console_, picture: null }, consolePresent: false };
  expect(pictureStatus(gone, moving)).toBe('away');
  expect(pictureStatus({ ...gone, console: null }, null)).toBe('away');
});

test('a lost connection is a lost signal, not an absent console', () => {
  const rejoining = { ...connected, phase: 'rejoining', console: { ...console_, picture: null }, consolePresent: false } as const;
  expect(pictureStatus(rejoining, still)).toBe('lost');
});

test('the hospital pauses its picture', () => {
  expect(pictureStatus({ ...connected, console: { ...console_, paused: true } }, moving)).toBe('paused');
});

test('a picture that the hospital has not released is told apart from one it paused', () => {
  expect(pictureStatus({ ...connected, console: { ...console_, picture: null, withheld: true } }, moving)).toBe('withheld');
  expect(pictureStatus({ ...connected, console: { ...console_, picture: null, withheld: true } }, null)).toBe('withheld');
});

test('there is no such room', () => {
  expect(pictureStatus({ ...connected, phase: 'joining', problem: 'no-such-room', console: null }, null)).toBe('no-room');
});
