// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j;

import java.util.Arrays;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.jspecify.annotations.Nullable;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/** The first step of a graph: unsigned bytes {@code [batch, height, width, channels]} to normalised floats. */
public final class PixelScaling implements InputPreProcessor {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private final float[] scales;

    @JsonProperty
    private final float[] offsets;

    public PixelScaling(@JsonProperty("scales") float[] scales, @JsonProperty("offsets") float[] offsets) {
        this.scales = scales.clone();
        this.offsets = offsets.clone();
    }

    @Override
    public INDArray preProcess(INDArray pixels, int batch, LayerWorkspaceMgr workspaces) {
        INDArray out = workspaces.createUninitialized(ArrayType.ACTIVATIONS, DataType.FLOAT, pixels.shape());
        out.assign(pixels);
        if (uniform(scales) && uniform(offsets)) {
            out.muli(scales[0]);
            return offsets[0] == 0 ? out : out.addi(offsets[0]);
        }
        try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces();
                INDArray scale = Nd4j.createFromArray(scales);
                INDArray offset = Nd4j.createFromArray(offsets)) {
            long[] channels = {1, 1, 1, scales.length};
            return out.muli(scale.reshape(channels)).addi(offset.reshape(channels));
        }
    }

    private static boolean uniform(float[] values) {
        for (float value : values) {
            if (value != values[0]) {
                return false;
            }
        }
        return true;
    }

    /** None: nothing upstream learns. */
    @Override
    public @Nullable INDArray backprop(INDArray gradient, int batch, LayerWorkspaceMgr workspaces) {
        return null;
    }

    @Override
    public InputType getOutputType(InputType input) {
        return input;
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArray(INDArray mask, MaskState state, int batch) {
        return Pair.of(mask, state);
    }

    @Override
    @SuppressWarnings("MissingSuperCall") // A copy by the constructor; the class is final.
    public PixelScaling clone() {
        return new PixelScaling(scales, offsets);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof PixelScaling other
                && Arrays.equals(scales, other.scales)
                && Arrays.equals(offsets, other.offsets);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(scales) * 31 + Arrays.hashCode(offsets);
    }
}
