/** A small button that asks something of the server, and says beside itself when that went wrong. */
import { Button, Tooltip } from '@mantine/core';
import { useAction } from './useAction';

interface ActionButtonProps {
  readonly label: string;
  readonly act: () => Promise<void>;
  readonly onDone: () => void;
}

export function ActionButton({ label, act, onDone }: ActionButtonProps) {
  const { busy, problem, run } = useAction(async () => {
    await act();
    onDone();
  });
  return (
    <Tooltip label={problem ?? ''} opened={problem !== null} multiline maw={280}>
      <Button size="compact-xs" variant="default" loading={busy} onClick={run}>
        {label}
      </Button>
    </Tooltip>
  );
}
