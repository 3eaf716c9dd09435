/** Saves the entries of the filter that is shown as a file; says how far it is, and can be stopped. */
import { Button } from '@mantine/core';
import { IconDownload, IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServerProblem } from '../../ui/useServerProblem';
import { collectCsv } from './auditCsv';
import type { FetchPage } from './auditLogStore';
import classes from './ExportButton.module.css';

type Export =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' | 'done'; readonly entries: number }
  | { readonly phase: 'failed'; readonly reason: string };

export function ExportButton({ fetchPage }: { readonly fetchPage: FetchPage }) {
  const { t } = useTranslation();
  const describe = useServerProblem();
  const [state, setState] = useState<Export>({ phase: 'idle' });
  const stopping = useRef(new AbortController());

  const run = async () => {
    stopping.current = new AbortController();
    const { signal } = stopping.current;
    setState({ phase: 'running', entries: 0 });
    try {
      const lines = await collectCsv(fetchPage, (entries) => setState({ phase: 'running', entries }), signal);
      save(new Blob([...lines], { type: 'text/csv' }), `audit-${new Date().toISOString().slice(0, 10)}.csv`);
      setState({ phase: 'done', entries: lines.length - 1 });
    } catch (error) {
      setState(signal.aborted ? { phase: 'idle' } : { phase: 'failed', reason: describe(error) });
    }
  };

  if (state.phase === 'running') {
    return (
      <Button
        variant="default"
        size="xs"
        leftSection={<IconX size={15} />}
        onClick={() => stopping.current.abort()}
        aria-label={t('administration.export.cancel')}
        data-testid="audit-export-cancel"
      >
        {t('administration.export.progress', { count: state.entries })}
      </Button>
    );
  }
  return (
    <>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={15} />}
        onClick={() => void run()}
        data-testid="audit-export"
      >
        {t('administration.export.start')}
      </Button>
      {state.phase === 'done' && (
        <span role="status" className={classes.done}>
          {t('administration.export.done', { count: state.entries })}
        </span>
      )}
      {state.phase === 'failed' && (
        <span role="alert" className={classes.failed}>
          {state.reason}
        </span>
      )}
    </>
  );
}

function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
