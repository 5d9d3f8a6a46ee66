// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.aiperf.dataset.Draws;
import org.apache.hadoop.conf.Configuration;

/**
 * Made-up photographs that can be learnt: a class is a hue, a direction and a frequency of stripes, and the shape that
 * holds them; place, phase, brightness and background differ from image to image. With difficulty grow the noise and the
 * stripes of another class behind the shape. Every image is a function of the seed, its split and its number.
 *
 * @param classes number of classes, 2 to {@link #MOST_CLASSES}
 * @param height rows of an image
 * @param width columns of an image
 * @param training training images
 * @param validation validation images
 * @param difficulty 0 easy to 1 hard
 * @param seed of all draws
 */
public record SynthNet(int classes, int height, int width, int training, int validation, double difficulty, long seed)
        implements ImageSource {

    private static final long serialVersionUID = 1L;

    /** As many hues, directions, shapes and frequencies as there are. */
    public static final int MOST_CLASSES = 12 * 8 * 4 * 5;

    private static final int HUES = 12;
    private static final int DIRECTIONS = 8;
    private static final int SHAPES = 4;
    private static final int PART = 10_000;
    private static final float QUALITY = 0.92f;
    private static final int SIDE_LIMIT = 4096;

    public SynthNet {
        require(classes >= 2 && classes <= MOST_CLASSES, "classes must be 2 to " + MOST_CLASSES);
        require(
                height >= 8 && height <= SIDE_LIMIT && width >= 8 && width <= SIDE_LIMIT,
                "size must be 8x8 to 4096x4096 (height x width)");
        require(training >= classes && validation >= classes, "train and validation must have an image of each class");
        require(difficulty >= 0 && difficulty <= 1, "difficulty must be 0 to 1");
    }

    @Override
    public String description() {
        return "synthnet of %d classes, %d x %d pixels, difficulty %s".formatted(classes, height, width, difficulty);
    }

    @Override
    public String content() {
        return description();
    }

    @Override
    public String licence() {
        return "CC0 1.0";
    }

    @Override
    public SourceLayout layout(Configuration hadoop) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            names.add("class-%04d".formatted(i));
        }
        List<SourcePart> parts = new ArrayList<>();
        for (Split split : Split.values()) {
            int images = split == Split.TRAINING ? training : validation;
            for (int from = 0; from < images; from += PART) {
                parts.add(new SourcePart(split, -1, split.prefix(), from, Math.min(PART, images - from)));
            }
        }
        return SourceLayout.certain(names, parts);
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) {
        List<SourceImage> images = new ArrayList<>();
        for (long i = part.offset(); i < part.offset() + part.length(); i++) {
            String name = "%s-%08d.JPEG".formatted(part.file(), i);
            images.add(new SourceImage(name, (int) (i % classes), part.file(), i, height * width / 2));
        }
        return SourceListing.of(images);
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return image -> jpeg(paint(
                image.label(), Draws.of(seed, image.file().equals(Split.TRAINING.prefix()) ? 0 : 1, image.offset())));
    }

    private BufferedImage paint(int label, RandomGenerator draws) {
        Stripes own = stripes(label, draws);
        Stripes other = stripes(draws.nextInt(classes), draws);
        int shape = label / (HUES * DIRECTIONS) % SHAPES;
        double centreX = draws.nextDouble(0.35, 0.65) * width;
        double centreY = draws.nextDouble(0.35, 0.65) * height;
        double radius = draws.nextDouble(0.3, 0.45) * Math.min(height, width);
        double brightness = draws.nextDouble(0.75, 1.1);
        double shade = draws.nextDouble(0.2, 0.7);
        double distraction = 0.6 * difficulty;
        double noise = 16 + 90 * difficulty;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
        long bits = draws.nextLong() | 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                boolean inside = inside(shape, (x - centreX) / radius, (y - centreY) / radius);
                Stripes here = inside ? own : other;
                double wave = 0.5 + 0.5 * here.wave(x, y);
                double strength = inside ? brightness : shade;
                double colour = inside ? 1 : distraction;
                // A cheap generator for the noise: three of its bytes, one a channel.
                bits ^= bits << 13;
                bits ^= bits >>> 7;
                bits ^= bits << 17;
                int rgb = 0;
                for (int channel = 0; channel < 3; channel++) {
                    double tint = colour * here.tint(channel) * wave + (1 - colour) * 0.5;
                    double grain = ((bits >>> (8 * channel) & 0xff) - 127.5) / 255 * noise;
                    int value = (int) (255 * strength * tint + grain);
                    rgb = rgb << 8 | Math.max(0, Math.min(255, value));
                }
                pixels[y * width + x] = rgb;
            }
        }
        return image;
    }

    /** Whether a point, in radii from the centre, is in the disc, square, diamond or ring. */
    private static boolean inside(int shape, double x, double y) {
        double square = x * x + y * y;
        return switch (shape) {
            case 0 -> square < 1;
            case 1 -> Math.max(Math.abs(x), Math.abs(y)) < 0.9;
            case 2 -> Math.abs(x) + Math.abs(y) < 1.25;
            default -> square < 1.2 && square > 0.3;
        };
    }

    /** Coloured stripes: their colour, and phase and slope of the wave across the image. */
    private record Stripes(double red, double green, double blue, double phase, double perX, double perY) {

        /** A parabola for each half wave: as good as a sine to look at. */
        double wave(int x, int y) {
            double turn = phase + x * perX + y * perY;
            double part = turn - Math.floor(turn);
            double half = 4 * part - 2;
            return half * (2 - Math.abs(half));
        }

        double tint(int channel) {
            return channel == 0 ? red : channel == 1 ? green : blue;
        }
    }

    private Stripes stripes(int label, RandomGenerator draws) {
        double hue = (label % HUES + draws.nextDouble(-0.25, 0.25)) / HUES;
        double angle = Math.PI * ((double) (label / HUES % DIRECTIONS) + draws.nextDouble(-0.25, 0.25)) / DIRECTIONS;
        int frequency = label / (HUES * DIRECTIONS * SHAPES);
        double waves = (3 + 2 * frequency) * draws.nextDouble(0.9, 1.1) / Math.min(height, width);
        return new Stripes(
                ramp(hue),
                ramp(hue - 1 / 3.0),
                ramp(hue - 2 / 3.0),
                draws.nextDouble(),
                waves * Math.cos(angle),
                waves * Math.sin(angle));
    }

    /** A colour's share of a hue, 0.15 to 1: full at 0, least at a half turn. */
    private static double ramp(double turn) {
        double distance = Math.abs(turn - Math.rint(turn));
        return Math.max(0.15, Math.min(1, 2 - 6 * distance));
    }

    private static byte[] jpeg(BufferedImage image) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (var out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam quality = writer.getDefaultWriteParam();
            quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            quality.setCompressionQuality(QUALITY);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), quality);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new IllegalArgumentException("synthnet: " + problem);
        }
    }
}
