/** A mark as plain data: what has to be kept of it so that it can be put back as it was. */
import { annotation, type Types as ToolTypes } from '@cornerstonejs/tools';

type Annotation = ToolTypes.Annotation;
type Metadata = NonNullable<Annotation['metadata']>;

export interface AnnotationCopy {
  readonly annotationUID: string;
  readonly metadata: Metadata;
  /** Without the cached statistics, which are computed again. */
  readonly data: Annotation['data'];
  /** Geometry and label, as text: two copies with the same are the same mark. */
  readonly signature: string;
}

export function copyOf(mark: Annotation): AnnotationCopy {
  const { cachedStats: _statistics, ...data } = mark.data;
  const metadata: Partial<Metadata> = { ...mark.metadata };
  delete metadata.enabledElement;
  return {
    annotationUID: mark.annotationUID ?? '',
    metadata: structuredClone(metadata) as Metadata,
    data: structuredClone(data),
    signature: signatureOf(mark),
  };
}

export function sameAnnotation(a: AnnotationCopy, b: AnnotationCopy): boolean {
  return a.signature === b.signature;
}

/** Puts a copy back: into the mark that is there, or as a new one. Fires Cornerstone's events. */
export function restore(copy: AnnotationCopy, present: Annotation | undefined): void {
  const data = { ...structuredClone(copy.data), cachedStats: {} } as Annotation['data'];
  if (present === undefined) {
    const mark: Annotation = { annotationUID: copy.annotationUID, highlighted: false, invalidated: true, isLocked: false, isVisible: true, metadata: { ...copy.metadata }, data };
    annotation.state.addAnnotation(mark, copy.metadata.FrameOfReferenceUID ?? '');
    return;
  }
  Object.assign(present.data, data);
  present.invalidated = true;
}

function signatureOf({ data }: Annotation): string {
  const { handles, label, contour } = data;
  return JSON.stringify([handles?.points, handles?.textBox?.hasMoved ? handles.textBox.worldPosition : null, label ?? '', contour?.polyline ?? null]);
}
