/** Which microphone, camera and speaker a person chose on this computer, and whether they were on. */

const KEY_PREFIX = 'consilium.device.';
/** The id that means "whatever the system uses". */
export const DEFAULT_DEVICE = 'default';

/** The chosen device's id; the system's default when none was chosen. */
export function rememberedDevice(kind: MediaDeviceKind): string {
  return localStorage.getItem(KEY_PREFIX + kind) ?? DEFAULT_DEVICE;
}

export function rememberDevice(kind: MediaDeviceKind, deviceId: string): void {
  localStorage.setItem(KEY_PREFIX + kind, deviceId);
}

/** Whether the device was on when the person last chose; off for somebody new. */
export function rememberedOn(kind: MediaDeviceKind): boolean {
  return localStorage.getItem(`${KEY_PREFIX}${kind}.on`) === 'yes';
}

export function rememberOn(kind: MediaDeviceKind, on: boolean): void {
  localStorage.setItem(`${KEY_PREFIX}${kind}.on`, on ? 'yes' : 'no');
}
