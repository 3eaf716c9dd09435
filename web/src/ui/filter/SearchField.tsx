/** One search over everything that is listed; taken once the person pauses. */
import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTyping } from '../useTyping';
import classes from './SearchField.module.css';

interface SearchFieldProps {
  readonly label: string;
  readonly text: string;
  readonly onSearch: (text: string) => void;
  readonly testId: string;
}

export function SearchField({ label, text, onSearch, testId }: SearchFieldProps) {
  const typing = useTyping(text, onSearch);
  return (
    <TextInput
      {...typing}
      type="search"
      size="xs"
      className={classes.search as string}
      leftSection={<IconSearch size={15} />}
      placeholder={label}
      aria-label={label}
      data-testid={testId}
    />
  );
}
