// SPDX-License-Identifier: Apache-2.0
package org.aiperf.fuzz;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.aiperf.history.ModelStore;
import org.aiperf.history.RunDirectory;
import org.aiperf.model.BestModel;
import org.aiperf.model.ModelCard;
import org.aiperf.network.Layer;
import org.aiperf.network.Network;
import org.aiperf.network.NetworkBuilder;
import org.aiperf.network.NetworkJson;
import org.aiperf.network.RandomWeights;
import org.aiperf.network.Shape.FeatureMap;
import org.aiperf.search.Model;
import org.aiperf.search.morph.WeightedNetwork;
import org.aiperf.training.Normalization;

/** A small network that nobody trained. */
final class RandomModel {

    private static final int SIDE = 8;
    private static final int CLASSES = 3;

    private RandomModel() {}

    private static Network network() {
        NetworkBuilder builder = new NetworkBuilder(new FeatureMap(SIDE, SIDE, 1));
        int node = builder.append(Layer.Conv.same(1, 4, 3, 1), 0);
        node = builder.append(new Layer.BatchNorm(4), node);
        node = builder.append(new Layer.Relu(), node);
        node = builder.append(new Layer.MaxPool(2, 2, 0), node);
        node = builder.append(new Layer.GlobalAveragePool(), node);
        builder.append(new Layer.Dense(4, CLASSES), node);
        return builder.build();
    }

    private static WeightedNetwork weighted() {
        return new WeightedNetwork(network(), RandomWeights.of(network(), 3));
    }

    static String json() {
        return NetworkJson.write(network()).toString();
    }

    static void save(RunDirectory run, String trial) throws IOException {
        new ModelStore(run).save(trial, new Model(weighted(), 5));
    }

    static void zip(Path zip) throws IOException {
        ModelCard card = new ModelCard(
                ModelCard.FORMAT,
                "run",
                "000000",
                1,
                0.5,
                "data",
                SIDE,
                SIDE,
                1,
                CLASSES,
                List.of("a", "b", "c"),
                "as-is",
                Normalization.UNIT);
        new BestModel(card, weighted()).writeDl4j(zip);
    }

    static byte[] image() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
        return bytes.toByteArray();
    }

    /** A zip with one entry replaced. */
    static byte[] replaced(Map<String, byte[]> entries, String name, byte[] content) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>(entries);
        all.put(name, content);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> entry : all.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
