/** Where in the stack one is, as a thin rail at the edge that can be dragged. */
import { type PointerEvent, useRef } from 'react';
import type { StackView } from '../../viewer/stackView';
import classes from './SliceRail.module.css';
import { useStore } from './useStore';

export function SliceRail({ view }: { readonly view: StackView }) {
  const { index, count } = useStore(view);
  const rail = useRef<HTMLDivElement>(null);
  const follow = ({ clientY, buttons }: PointerEvent) => {
    if (buttons !== 0 && rail.current !== null) {
      const { top, height } = rail.current.getBoundingClientRect();
      view.goTo(Math.round(((clientY - top) / height) * (count - 1)));
    }
  };
  return (
    <div
      ref={rail}
      className={classes.rail}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        follow(event);
      }}
      onPointerMove={follow}
      aria-hidden="true"
    >
      <span className={classes.thumb} style={{ top: `${(100 * index) / Math.max(1, count - 1)}%` }} />
    </div>
  );
}
