/** The probe, reading the slice that is shown: Cornerstone's own looks for slice n of a stack in a picture that has only one, and finds nothing. */
import type { Types } from '@cornerstonejs/core';
import { ProbeTool } from '@cornerstonejs/tools';

type Slice = Types.IImageData;

export class SliceProbeTool extends ProbeTool {
  static override toolName = ProbeTool.toolName;

  protected override getTargetImageData(targetId: string): Types.IImageData | Types.CPUIImageData {
    const image = super.getTargetImageData(targetId) as Slice | undefined;
    const voxels = image?.voxelManager;
    if (image === undefined || voxels === undefined || !targetId.startsWith('imageId:')) {
      return image as Slice;
    }
    const onSlice = { getAtIJKPoint: ([column, row]: Types.Point3) => voxels.getAtIJKPoint([column, row, 0]) };
    return Object.create(image, { voxelManager: { value: onSlice } }) as Slice;
  }
}
