/** A stack in a cell as keys and buttons drive it. */
import type { NewKeyImage } from '../../../board/keyImages';
import type { MarkTarget, Place } from '../../../board/schema';
import type { Frame } from '../../../viewer/frames';
import type { StackView } from '../../../viewer/stackView';
import { windowPresets } from '../../../viewer/windowPresets';
import type { CellControls } from '../roomSession';
import type { SeriesContent } from './useStack';

/** @param title what the series is called */
export function seriesControls(view: StackView, { study, series, part }: SeriesContent, title: string): CellControls {
  const shown = (): { readonly frame: Frame; readonly index: number; readonly label: string } | null => {
    const { index, count, drawn } = view.getSnapshot();
    const frame = drawn ? view.stack?.frames[index] : undefined;
    return frame === undefined ? null : { frame, index, label: count > 1 ? `${title} ${index + 1}/${count}` : title };
  };
  return {
    view,
    step: (by) => view.step(by),
    run: (command) => view.run(command),
    choosePreset: (number) => {
      const preset = windowPresets(view.stack?.modality ?? '')[number - 1];
      if (preset !== undefined) {
        view.setWindow(preset);
      }
    },
    togglePlay: () => {
      view.togglePlay();
      return view.stack?.moving ?? false;
    },
    keyImage: (): NewKeyImage | null => {
      const here = shown();
      return here && { study, series, instance: here.frame.sopInstanceUid, frame: here.frame.frameNumber, label: here.label };
    },
    place: (): Place | null => {
      const here = shown();
      return here && { kind: 'slice', study, series, part, instance: here.frame.sopInstanceUid, slice: here.index, label: here.label };
    },
    target: (): MarkTarget | null => {
      const here = shown();
      return here && { kind: 'image', study, series, instance: here.frame.sopInstanceUid, frame: here.frame.frameNumber };
    },
  };
}
