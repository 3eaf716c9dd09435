/** The shape of a language's texts: the Chinese keys, and a singular beside each counted text where the language has one. */
import type { zhCN } from './zh-CN';

type WithSingular<T> = { [K in keyof T as K extends `${infer Name}_other` ? `${Name}_one` : never]?: string };

/** For the file of one part of the page, held against its Chinese. */
export type TextsOf<T> = { readonly [K in keyof T]: T[K] extends string ? string : TextsOf<T[K]> } & WithSingular<T>;

export type Texts = TextsOf<typeof zhCN>;
