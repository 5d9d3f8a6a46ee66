// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.dataset.IdxFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The four IDX files of Fashion-MNIST, gzipped, as Debian's package {@code dataset-fashion-mnist} installs them in
 * {@code /usr/share/datasets/fashion-mnist}. Images become PNG files.
 *
 * @param directory where the files are
 */
public record FashionMnistSource(String directory) implements ImageSource {

    private static final long serialVersionUID = 1L;

    /** Its classes, in label order. */
    public static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    /** Its licence. */
    public static final String LICENCE = "MIT, Copyright (c) 2017 Zalando SE, https://tech.zalando.com";

    /** As large as they are on average. */
    private static final int PNG_BYTES = 522;

    @Override
    public String description() {
        return "fashion-mnist of " + directory;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public String licence() {
        return LICENCE;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) {
        return SourceLayout.certain(
                CLASSES,
                List.of(
                        new SourcePart(Split.TRAINING, -1, directory + "/train", 0, 0),
                        new SourcePart(Split.VALIDATION, -1, directory + "/t10k", 0, 0)));
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        IdxFile labels = read(part.file() + "-labels-idx1-ubyte.gz", hadoop);
        String images = part.file() + "-images-idx3-ubyte.gz";
        if (labels.dimensions().size() != 1 || read(images, hadoop).items() != labels.items()) {
            throw new IOException("%s and its labels do not belong together; copy both again".formatted(images));
        }
        String prefix = part.file().substring(part.file().lastIndexOf('/') + 1);
        List<SourceImage> list = new ArrayList<>();
        for (int i = 0; i < labels.items(); i++) {
            list.add(
                    new SourceImage("%s-%05d.png".formatted(prefix, i), labels.data()[i] & 0xff, images, i, PNG_BYTES));
        }
        return SourceListing.of(list);
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        Map<String, IdxFile> open = new HashMap<>();
        return image -> {
            IdxFile images = open.get(image.file());
            if (images == null) {
                images = read(image.file(), hadoop);
                if (images.dimensions().size() != 3) {
                    throw new IOException("%s holds no images; copy it again".formatted(image.file()));
                }
                open.put(image.file(), images);
            }
            List<Integer> size = images.dimensions();
            return png(images.item((int) image.offset()), size.get(1), size.get(2));
        };
    }

    /** A PNG file of grey pixels, row-major. */
    public static byte[] png(byte[] pixels, int height, int width) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        byte[] samples = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
        System.arraycopy(pixels, 0, samples, 0, pixels.length);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", out);
        }
        return bytes.toByteArray();
    }

    private static IdxFile read(String file, Configuration hadoop) throws IOException {
        Path path = new Path(file);
        return IdxFile.read(path.getFileSystem(hadoop), path);
    }
}
