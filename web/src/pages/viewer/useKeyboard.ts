/** The keys of a reading room, on the study that is open. */
import { useMemo } from 'react';
import type { Reading } from '../../viewer/readingKeys';
import type { ViewerSession } from '../../viewer/viewerSession';
import { windowPresets } from '../../viewer/windowPresets';
import { MARKING_TOOLS, VIEWING_TOOLS } from './toolButtons';
import { useReadingKeys } from './useReadingKeys';

export function useKeyboard(session: ViewerSession): void {
  useReadingKeys(useMemo(() => readingOf(session), [session]));
}

function readingOf(session: ViewerSession): Reading {
  return {
    history: session.engine.measurements,
    step: (by) => {
      session.step(by);
      return true;
    },
    togglePlay: () => session.togglePlay(),
    run: (command) => {
      session.run(command);
      return true;
    },
    choosePreset: (number) => {
      const preset = windowPresets(session.modality)[number - 1];
      if (preset !== undefined) {
        session.setWindow(preset);
      }
      return preset !== undefined;
    },
    toggleKeyImage: () => {
      session.toggleKeyImage();
      return true;
    },
    chooseTool: (letter) => {
      const button = [...VIEWING_TOOLS, ...MARKING_TOOLS].find(({ key }) => key === letter);
      if (button !== undefined) {
        session.setTool(button.tool);
      }
      return button !== undefined;
    },
  };
}
