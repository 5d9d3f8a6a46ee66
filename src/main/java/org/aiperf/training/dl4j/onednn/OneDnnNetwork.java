// SPDX-License-Identifier: Apache-2.0
package org.aiperf.training.dl4j.onednn;

import java.util.Collection;
import java.util.List;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.unit.Precision;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Deeplearning4j's configuration of a layer that is a whole classifier: raw pixels
 * {@code [batch, height, width, channels]} in, class probabilities out, softmax and cross entropy included. One layer
 * instead of hundreds, because Deeplearning4j spends more time between small layers than oneDNN does inside of them.
 */
public final class OneDnnNetwork extends BaseOutputLayer {

    private static final long serialVersionUID = 1;

    @JsonProperty
    private final String network;

    @JsonProperty
    private final float[] scales;

    @JsonProperty
    private final float[] offsets;

    @JsonProperty
    private final Precision precision;

    private transient @Nullable Network parsed;
    private transient @Nullable ParameterLayout layout;

    /**
     * A network and the normalisation of its images.
     *
     * @param network the network as {@link NetworkJson} writes it
     * @param scales what a pixel is multiplied by in each channel
     * @param offsets what is added then
     * @param precision {@link Precision#BF16} for convolutions, feature maps and their gradients in 16 bits; weights,
     *     their gradients and statistics have 32 bits nevertheless
     */
    public OneDnnNetwork(
            @JsonProperty("network") String network,
            @JsonProperty("scales") float[] scales,
            @JsonProperty("offsets") float[] offsets,
            @JsonProperty("precision") Precision precision) {
        this.network = network;
        this.scales = scales.clone();
        this.offsets = offsets.clone();
        this.precision = precision;
        setNIn(network().inputShape().size());
        setNOut(network().outputShape().channels());
        setLossFn(new LossMCXENT());
        setActivationFn(new ActivationSoftmax());
    }

    /** Parsed once: Deeplearning4j asks for it in many places. */
    Network network() {
        Network present = parsed;
        if (present == null) {
            present = NetworkJson.parse(network);
            parsed = present;
        }
        return present;
    }

    ParameterLayout layout() {
        ParameterLayout present = layout;
        if (present == null) {
            present = new ParameterLayout(network());
            layout = present;
        }
        return present;
    }

    float[] scales() {
        return scales;
    }

    float[] offsets() {
        return offsets;
    }

    Precision precision() {
        return precision;
    }

    @Override
    public OneDnnLayer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialize,
            DataType type) {
        OneDnnLayer layer = new OneDnnLayer(conf, type);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialize));
        layer.setConf(conf);
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new NetworkParameters(layout());
    }

    @Override
    public InputType getOutputType(int index, InputType input) {
        return InputType.feedForward(getNOut());
    }

    /** Nothing to set: the network knows its input. */
    @Override
    public void setNIn(@Nullable InputType input, boolean override) {}

    /** None: the layer takes images. */
    @Override
    public @Nullable InputPreProcessor getPreProcessorForInputType(InputType input) {
        if (!(network().inputShape() instanceof FeatureMap)) {
            throw new IllegalStateException("A network of images cannot take " + input);
        }
        return null;
    }

    /** Running means and variances are no matter of learning. */
    @Override
    public IUpdater getUpdaterByParam(String key) {
        return isRunning(key) ? new NoOp() : getIUpdater();
    }

    @Override
    public @Nullable List<Regularization> getRegularizationByParam(String key) {
        return isRunning(key) ? null : super.getRegularizationByParam(key);
    }

    private static boolean isRunning(String key) {
        return key.equals(NetworkParameters.key(ParameterLayout.Group.RUNNING));
    }

    @Override
    public boolean isPretrainParam(String key) {
        return false;
    }
}
