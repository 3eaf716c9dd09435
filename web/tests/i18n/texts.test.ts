import { expect, test } from 'vitest';
import { en } from '../../src/i18n/en';
import { zhCN } from '../../src/i18n/zh-CN';

type Texts = { readonly [key: string]: string | Texts };

/** Every text by its path, without the singular forms that Chinese does not have. */
function flatten(texts: Texts, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') {
      flat.set(prefix + key, value);
    } else {
      flatten(value, `${prefix}${key}.`).forEach((text, path) => flat.set(path, text));
    }
  }
  return flat;
}

function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] as string).sort();
}

const chinese = flatten(zhCN);
const english = flatten(en as Texts);

test('no text is empty', () => {
  for (const [path, text] of [...chinese, ...english]) {
    expect(text.trim(), path).not.toBe('');
  }
});

test('both languages fill in the same values', () => {
  for (const [path, text] of chinese) {
    expect(placeholders(english.get(path) ?? ''), path).toEqual(placeholders(text));
  }
});

test('English counts one and many', () => {
  for (const path of chinese.keys()) {
    if (path.endsWith('_other')) {
      expect(english.has(path.replace(/_other$/, '_one')), path).toBe(true);
    }
  }
});
