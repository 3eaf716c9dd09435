/** One study alone: its series, the stage, tools and measurements. */
import { useParams } from 'react-router';

export function ViewerPage() {
  const { study = '' } = useParams();
  return <main data-testid="viewer" data-study={study} />;
}
