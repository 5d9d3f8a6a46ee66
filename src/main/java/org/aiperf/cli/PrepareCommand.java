// SPDX-License-Identifier: Apache-2.0
package org.aiperf.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.aiperf.dataset.Content;
import org.aiperf.dataset.prepare.CorruptImagesException;
import org.aiperf.dataset.prepare.DatasetAdoption;
import org.aiperf.dataset.prepare.FashionMnistSource;
import org.aiperf.dataset.prepare.FolderSource;
import org.aiperf.dataset.prepare.ImageNetSource;
import org.aiperf.dataset.prepare.ImageSource;
import org.aiperf.dataset.prepare.ParquetSource;
import org.aiperf.dataset.prepare.PrepareReport;
import org.aiperf.dataset.prepare.PrepareRequest;
import org.aiperf.dataset.prepare.PrepareRequest.Completeness;
import org.aiperf.dataset.prepare.ShardCounts;
import org.aiperf.dataset.prepare.SplitRule;
import org.aiperf.dataset.prepare.SynthNet;
import org.aiperf.dataset.prepare.WebDatasetSource;
import org.aiperf.foreign.Cause;
import org.aiperf.spark.SparkPrepare;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a data set of TFRecord shards, by a Spark job. */
@Command(
        name = "prepare",
        description = {
            "Makes a data set of TFRecord shards out of images in another form, with a Spark job.",
            "Started again after an interruption, it goes on with the shards that are missing.",
            "Options of spark-submit may stand before or after the command.",
            "",
            "Kinds of sources, all on any Hadoop file system:",
            "  imagenet-tars=DIR   ILSVRC2012_img_train.tar, ILSVRC2012_img_val.tar and the list of",
            "                      validation synsets, " + ImageNetSource.LABELS,
            "  folders=DIR         DIR/train/CLASS/* and DIR/val/CLASS/*, or DIR/CLASS/*; JPEG or PNG",
            "  hf-parquet=DIR      Parquet files of Hugging Face, with columns image and label",
            "  webdataset=DIR      tar archives with KEY.jpg and KEY.cls, also compressed by gzip",
            "  tfrecord=DIR        shards that are there: indexed and verified in place;",
            "                      where dataset.json is there too, compared with it",
            "  fashion-mnist=DIR   the four IDX files, in /usr/share/datasets/fashion-mnist on Debian",
            "  synthnet=classes=N,size=HEIGHTxWIDTH,train=N,validation=N,difficulty=0..1",
            "                      made-up images that can be learnt",
            "",
            "Words in the names of files and directories tell the splits: train, training; val, valid,",
            "validation. What says test, dev, extra and the like is left out. --train and --validation",
            "decide where names do not.",
            ""
        },
        mixinStandardHelpOptions = true)
final class PrepareCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--source",
            paramLabel = "KIND=PLACE",
            required = true,
            description = "What to make it of; see above.")
    private String source;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Directory of the data set; not with tfrecord, which stays where it is.")
    private @Nullable String out;

    @Option(
            names = "--shards",
            paramLabel = "N/M",
            description =
                    "Shards of training and of validation images; default: of about 128 MiB. Reference: 1024/128.")
    private @Nullable String shards;

    @Option(
            names = "--seed",
            defaultValue = "" + PrepareRequest.REFERENCE_SEED,
            description = "Decides the order of the images, and draws made-up ones; default ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--dataset-name",
            paramLabel = "NAME",
            description = "Name in reports; default: the last part of the directory.")
    private @Nullable String name;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description = "imagenet-tars: the list of validation synsets, if it is not beside the archives."
                    + " folders: the file with the classes of validation images that lie together.")
    private @Nullable String labels;

    @Option(
            names = "--classes",
            paramLabel = "FILE",
            description = "hf-parquet, webdataset, tfrecord: class names, one a line, in label order.")
    private @Nullable String classes;

    @Option(
            names = "--label-base",
            paramLabel = "N",
            description = "tfrecord: label of the first class, 0 or 1, where the labels do not tell.")
    private @Nullable Integer labelBase;

    @Option(names = "--channels", paramLabel = "N", description = "1 grey, 3 colour; default: 3, fashion-mnist 1.")
    private @Nullable Integer channels;

    @Option(
            names = "--validation-share",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "Share of the training images to validate with, where the source has no others.")
    private double validationShare;

    @Option(
            names = "--train",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "Files or directories of training images, such as 'train-*.tar' or 'train/*'.")
    private String train;

    @Option(
            names = "--validation",
            paramLabel = "PATTERN",
            defaultValue = "",
            description = "The same of validation images; what neither pattern matches is left out.")
    private String validation;

    @Option(
            names = "--allow-left-out",
            paramLabel = "SHARE",
            defaultValue = "" + PrepareRequest.USUALLY_LEFT_OUT,
            description = "Share of the files that may be left out although they might be images: of other endings,"
                    + " deeper directories, hidden, empty; default ${DEFAULT-VALUE}.")
    private double allowLeftOut;

    @Option(
            names = "--skip-corrupt",
            paramLabel = "N",
            defaultValue = "0",
            description = "Leave up to N truncated or corrupt images out; default ${DEFAULT-VALUE}.")
    private int skipCorrupt;

    @Option(
            names = "--allow-shared",
            paramLabel = "N",
            defaultValue = "0",
            description = "Take a source of which up to N validation images are training images, too, byte for byte;"
                    + " default ${DEFAULT-VALUE}.")
    private int allowShared;

    @Option(
            names = "--allow-partial",
            description = "Take a source that lacks images: ImageNet with other totals, classes without images.")
    private boolean allowPartial;

    @Mixin
    private OutputOptions output;

    @Override
    public Integer call() throws InterruptedException {
        try (PrepareDisplay display = PrepareDisplay.on(output.words(), output.isWords() && Terminal.isInteractive())) {
            SourceOption option = SourceOption.parse(source);
            if (option.kind() != SourceOption.Kind.SYNTHNET) {
                SparkPrepare.lookAt(option.place());
            }
            SparkPrepare job = new SparkPrepare(display::update);
            PrepareReport report = option.kind() == SourceOption.Kind.TFRECORD
                    ? job.adopt(adoption(option))
                    : job.build(request(option));
            display.finished(report);
            output.result(json(report));
            return ExitCode.OK;
        } catch (CorruptImagesException e) {
            PrintWriter err = spec.commandLine().getErr();
            e.images().forEach(image -> err.printf("corrupt: %s: %s%n", image.image(), image.text()));
            throw new UsageException(e);
        } catch (IOException | IllegalArgumentException e) {
            if (Cause.isFullDisk(e)) {
                throw new UsageException("Cannot write to '%s': %s".formatted(out, Cause.of(e)), e);
            }
            throw new UsageException(e);
        }
    }

    private static Map<String, Object> json(PrepareReport report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("location", report.location());
        json.put("name", report.manifest().name());
        json.put("trainImages", report.manifest().trainImages());
        json.put("validationImages", report.manifest().validationImages());
        json.put("classes", report.manifest().classes());
        json.put("digest", report.manifest().content().map(Content::sha256).orElse(null));
        json.put("shards", report.shards().size());
        json.put("written", report.written());
        json.put("bytes", report.bytes());
        json.put("encodedAnew", report.fixed().size());
        json.put("corrupt", report.rejected().size());
        json.put("leftOut", report.manifest().leftOut());
        json.put("problems", report.problems());
        return json;
    }

    private DatasetAdoption adoption(SourceOption option) throws IOException {
        if (out != null && !out.equals(option.place())) {
            throw new UsageException("tfrecord shards stay where they are; leave --out away");
        }
        return new DatasetAdoption(
                option.place(),
                name(option.place()),
                SparkPrepare.classNames(classes),
                rule(),
                labelBase == null ? OptionalInt.empty() : OptionalInt.of(labelBase),
                channels == null ? 3 : channels,
                allowShared,
                completeness());
    }

    private PrepareRequest request(SourceOption option) throws IOException {
        if (out == null) {
            throw new UsageException("--out DIR is missing: where shall the data set be made?");
        }
        if (labelBase != null) {
            throw new UsageException(
                    "--label-base is for --source tfrecord=DIR; all others give the first class the label 1");
        }
        ImageSource images = images(option);
        return new PrepareRequest(
                images,
                out,
                name(out),
                shards == null ? ShardCounts.BY_SIZE : ShardCounts.parse(shards),
                seed,
                channels == null ? images.channels() : channels,
                validationShare,
                skipCorrupt,
                allowShared,
                allowLeftOut,
                completeness());
    }

    private SplitRule rule() {
        return new SplitRule(train, validation);
    }

    private Completeness completeness() {
        return allowPartial ? Completeness.PARTIAL_ALLOWED : Completeness.REQUIRED;
    }

    private String name(String directory) {
        return name != null ? name : directory.replaceAll("/+$", "").replaceAll(".*[/:]", "");
    }

    private ImageSource images(SourceOption option) throws IOException {
        String place = option.place();
        return switch (option.kind()) {
            case IMAGENET_TARS ->
                new ImageNetSource(place, labels == null ? place + "/" + ImageNetSource.LABELS : labels);
            case FOLDERS -> new FolderSource(place, rule(), labels == null ? "" : labels);
            case HF_PARQUET -> new ParquetSource(place, SparkPrepare.classNames(classes), rule());
            case WEBDATASET -> new WebDatasetSource(place, SparkPrepare.classNames(classes), rule());
            case FASHION_MNIST -> new FashionMnistSource(place);
            case SYNTHNET -> synthnet(option.settings());
            case TFRECORD -> throw new IllegalStateException("Shards are adopted, not read image by image");
        };
    }

    private SynthNet synthnet(Map<String, String> settings) {
        String[] size = settings.getOrDefault("size", "64x64").split("x", 2);
        if (size.length < 2 || !size[0].matches("[0-9]{1,5}") || !size[1].matches("[0-9]{1,5}")) {
            throw new UsageException(
                    "--source synthnet: size=%s must be HEIGHTxWIDTH, such as 375x500".formatted(settings.get("size")));
        }
        String difficulty = settings.getOrDefault("difficulty", "0.3");
        if (!difficulty.matches("0|1|[01]?\\.[0-9]+")) {
            throw new UsageException("--source synthnet: difficulty=%s must be 0 to 1".formatted(difficulty));
        }
        return new SynthNet(
                SourceOption.number(settings, "classes", 10),
                Integer.parseInt(size[0]),
                Integer.parseInt(size[1]),
                SourceOption.number(settings, "train", 2000),
                SourceOption.number(settings, "validation", 500),
                Double.parseDouble(difficulty),
                seed);
    }
}
