/** The audit log as comma-separated values (RFC 4180), read page by page. */
import type { AuditEntry } from '../../api/audit';
import type { FetchPage } from './auditLogStore';

/** Excel takes a file for UTF-8 by this first character only. */
const BYTE_ORDER_MARK = '\uFEFF';

const COLUMNS = ['id', 'at', 'actor', 'action', 'target', 'outcome', 'address', 'detail'] as const;

/** Spreadsheets take a cell that begins so for a formula, and would run what somebody typed as their name. */
const FORMULA = /^[=+\-@\t\r]/;

/**
 * Reads every page and returns the lines of the file, its header first.
 *
 * @param onProgress told the number of entries so far
 * @throws ApiError where a page cannot be had; the reason of `signal` once that is aborted
 */
export async function collectCsv(
  fetchPage: FetchPage,
  onProgress: (entries: number) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const lines = [BYTE_ORDER_MARK + csvLine(COLUMNS)];
  let before: number | null = null;
  for (let more = true; more; ) {
    const page: Awaited<ReturnType<FetchPage>> = await fetchPage(before, signal);
    lines.push(...page.entries.map(entryLine));
    onProgress(lines.length - 1);
    before = page.entries.at(-1)?.id ?? null;
    more = page.more && before !== null;
  }
  return lines;
}

function entryLine(entry: AuditEntry): string {
  return csvLine(
    COLUMNS.map((column) => (column === 'detail' ? JSON.stringify(entry.detail) : String(entry[column]))),
  );
}

function csvLine(fields: readonly string[]): string {
  return `${fields.map(csvField).join(',')}\r\n`;
}

export function csvField(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
