// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.aiperf.training.dl4j.onednn.ParameterLayout.Group;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Cuts Deeplearning4j's flat vector into groups of tensors: whatever it does to a parameter, it does to a whole group at
 * once. It draws no numbers: weights are always given.
 */
final class NetworkParameters implements ParamInitializer {

    private final ParameterLayout layout;

    NetworkParameters(ParameterLayout layout) {
        this.layout = layout;
    }

    @Override
    public long numParams(NeuralNetConfiguration conf) {
        return layout.length();
    }

    @Override
    public long numParams(Layer layer) {
        return layout.length();
    }

    /** A group's name for Deeplearning4j. */
    static String key(Group group) {
        return group.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public List<String> paramKeys(Layer layer) {
        return layout.ranges().keySet().stream().map(NetworkParameters::key).toList();
    }

    @Override
    public List<String> weightKeys(Layer layer) {
        return paramKeys(layer).stream()
                .filter(key -> isWeightParam(layer, key))
                .toList();
    }

    @Override
    public List<String> biasKeys(Layer layer) {
        return paramKeys(layer).stream().filter(key -> isBiasParam(layer, key)).toList();
    }

    @Override
    public boolean isWeightParam(Layer layer, String key) {
        return key.equals(key(Group.KERNELS));
    }

    @Override
    public boolean isBiasParam(Layer layer, String key) {
        return key.equals(key(Group.LEARNED));
    }

    @Override
    public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray vector, boolean initialize) {
        paramKeys(conf.getLayer()).forEach(conf::addVariable);
        return views(vector);
    }

    @Override
    public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray vector) {
        return views(vector);
    }

    private Map<String, INDArray> views(INDArray vector) {
        INDArray flat = vector.reshape(vector.length());
        Map<String, INDArray> views = new LinkedHashMap<>();
        layout.ranges()
                .forEach((group, range) -> views.put(
                        key(group), flat.get(NDArrayIndex.interval(range.from(), range.from() + range.length()))));
        return views;
    }
}
