/** Many events come in one burst; whoever listens is told once. */

/** Runs `act` at the end of the present task, however often it is asked for. */
export function oncePerBurst(act: () => void): () => void {
  let pending = false;
  return () => {
    if (pending) {
      return;
    }
    pending = true;
    queueMicrotask(() => {
      pending = false;
      act();
    });
  };
}
