/** The archive's texts in Chinese. */
export const archiveZhCN = {
  navigation: { label: '主导航', home: '首页', archive: '影像档案' },
  pageTitle: '影像档案 · Consilium',
} as const;
