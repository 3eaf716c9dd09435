/** The Chinese texts of the page's part: consultations. */
export const consultationsZhCN = {} as const;
