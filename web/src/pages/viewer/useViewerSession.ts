/** The session of an opened study, for as long as the page shows it. */
import { useEffect, useState } from 'react';
import type { StudyDetails } from '../../api/archive';
import { useServices } from '../../app/services';
import { pageEngine } from '../../viewer/pageEngine';
import { ViewerSession } from '../../viewer/viewerSession';
import { seriesWithImages } from './seriesWithImages';

/** Null until the first effect has run. */
export function useViewerSession(study: StudyDetails, firstSeries: string | null): ViewerSession | null {
  const { session: signedIn } = useServices();
  const [session, setSession] = useState<ViewerSession | null>(null);
  useEffect(() => {
    const engine = pageEngine();
    engine.loader.onExpired = () => signedIn.expire();
    const opened = new ViewerSession(engine, study.study_uid);
    const series = seriesWithImages(study);
    const first = series.find(({ series_uid }) => series_uid === firstSeries) ?? series[0];
    if (first !== undefined) {
      opened.open({ seriesUid: first.series_uid, part: 0 }, 0);
    }
    setSession(opened);
    return () => opened.dispose();
    // A change of the address within the study does not open it anew.
  }, [study, signedIn]);
  return session;
}
