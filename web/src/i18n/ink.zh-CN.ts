/** The Chinese texts of the page's part: ink. */
export const inkZhCN = {
  layer: '图像上的标注',
  text: '标注文字',
  textHelp: '按回车保存，按 Esc 取消',
  mark: { length: '长度', angle: '角度', ellipse: '椭圆', freehand: '手绘', arrow: '箭头', text: '文字' },
  value: { mean: '平均 {{value}}', deviation: '标准差 {{value}}' },
} as const;
