/** The microphones, cameras and speakers of this computer. */
import { useEffect, useState } from 'react';
import { devicesAvailable } from '../../live/localMedia';

/**
 * Follows plugging in and out while `active`. Names are empty until the browser was allowed to use a device.
 *
 * @param allowed a change of it means that the browser may tell more now
 */
export function useDevices(active: boolean, allowed = false): readonly MediaDeviceInfo[] {
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  useEffect(() => {
    if (!active || !devicesAvailable()) {
      return;
    }
    const media = navigator.mediaDevices;
    const read = () => void media.enumerateDevices().then(setDevices);
    read();
    media.addEventListener('devicechange', read);
    return () => media.removeEventListener('devicechange', read);
  }, [active, allowed]);
  return devices;
}
