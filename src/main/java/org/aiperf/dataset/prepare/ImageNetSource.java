// SPDX-License-Identifier: Apache-2.0
package org.aiperf.dataset.prepare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.aiperf.dataset.prepare.Leftovers.Reason;
import org.apache.hadoop.conf.Configuration;

/**
 * The archives of ILSVRC2012 as they are distributed: {@code ILSVRC2012_img_train.tar}, an archive of one archive for
 * each class that is named by its synset, and {@code ILSVRC2012_img_val.tar}. Classes are the synsets, sorted. The
 * labels of the validation images come from a list with one synset a line, in the order of the images' numbers
 * ({@code imagenet_2012_validation_synset_labels.txt} of the TensorFlow models): the development kit's own list uses
 * another numbering of the classes.
 *
 * @param directory where the archives are
 * @param validationLabels the list's path
 */
public record ImageNetSource(String directory, String validationLabels) implements ImageSource {

    private static final long serialVersionUID = 1L;

    /** The usual name of the list of validation labels. */
    public static final String LABELS = "imagenet_2012_validation_synset_labels.txt";

    private static final String TRAINING = "ILSVRC2012_img_train.tar";
    private static final String VALIDATION = "ILSVRC2012_img_val.tar";
    private static final Pattern SYNSET = Pattern.compile("n[0-9]{8}");
    private static final Pattern NUMBERED = Pattern.compile(".*_val_([0-9]{8})\\.JPEG");

    @Override
    public String description() {
        return "imagenet-tars of " + directory;
    }

    @Override
    public String licence() {
        return "ImageNet terms of access, https://www.image-net.org/download";
    }

    @Override
    public WholeSource.Claim claim() {
        return WholeSource.Claim.IMAGENET;
    }

    @Override
    public SourceLayout layout(Configuration hadoop) throws IOException {
        String training = directory + "/" + TRAINING;
        List<String> classes = new ArrayList<>();
        List<TarMembers.Member> archives =
                TarMembers.of(training, 0, TarMembers.length(training, hadoop), hadoop).members().stream()
                        .filter(member -> member.name().endsWith(".tar"))
                        .toList();
        archives.forEach(member -> classes.add(synset(member.name())));
        List<String> sorted = classes.stream().distinct().sorted().toList();
        if (sorted.size() < 2 || sorted.size() != classes.size()) {
            throw new IOException("%s holds %d archives of %d classes, expected is one for each synset"
                    .formatted(training, classes.size(), sorted.size()));
        }
        List<SourcePart> parts = new ArrayList<>();
        for (int i = 0; i < classes.size(); i++) {
            TarMembers.Member archive = archives.get(i);
            int label = sorted.indexOf(classes.get(i));
            parts.add(new SourcePart(Split.TRAINING, label, training, archive.offset(), archive.length()));
        }
        String validation = directory + "/" + VALIDATION;
        parts.add(new SourcePart(Split.VALIDATION, -1, validation, 0, TarMembers.length(validation, hadoop)));
        labels(sorted, hadoop);
        return SourceLayout.certain(sorted, parts);
    }

    @Override
    public SourceListing list(SourcePart part, Configuration hadoop) throws IOException {
        List<SourceImage> images = new ArrayList<>();
        List<Integer> labels = part.label() < 0 ? labels(classes(hadoop), hadoop) : List.of();
        TarMembers archive = TarMembers.of(part.file(), part.offset(), part.length(), hadoop);
        Leftovers leftovers = archive.leftovers();
        for (TarMembers.Member member : archive.members()) {
            String name = member.name().substring(member.name().lastIndexOf('/') + 1);
            String place = member.name() + " in " + part.file();
            if (SourceFiles.leftOut(name, place, leftovers)) {
                continue;
            }
            if (!SourceFiles.isImage(name)) {
                leftovers.add(SourceFiles.isText(name) ? Reason.NOTES : Reason.ENDING, place);
            } else if (member.length() == 0) {
                leftovers.add(Reason.EMPTY, place);
            } else {
                int label = part.label() < 0 ? label(name, labels) : part.label();
                images.add(
                        new SourceImage(name, label, part.file(), member.offset(), Math.toIntExact(member.length())));
            }
        }
        return new SourceListing(images, leftovers);
    }

    @Override
    public ImageFetcher open(Configuration hadoop) {
        return new OpenFiles(hadoop);
    }

    private List<String> classes(Configuration hadoop) throws IOException {
        return layout(hadoop).classNames();
    }

    private List<Integer> labels(List<String> classes, Configuration hadoop) throws IOException {
        List<Integer> labels = new ArrayList<>();
        for (String line : SourceFiles.lines(validationLabels, hadoop)) {
            int label = classes.indexOf(line);
            if (label < 0) {
                throw new IOException(
                        "Line %d of %s is '%s', which is no class of the training archive; give the list of synsets, such as %s, by --labels"
                                .formatted(labels.size() + 1, validationLabels, line, LABELS));
            }
            labels.add(label);
        }
        return labels;
    }

    private int label(String image, List<Integer> labels) throws IOException {
        Matcher matcher = NUMBERED.matcher(image);
        if (!matcher.matches()) {
            throw new IOException("%s/%s holds %s, expected are names like ILSVRC2012_val_00000001.JPEG"
                    .formatted(directory, VALIDATION, image));
        }
        int number = Integer.parseInt(matcher.group(1));
        if (number < 1 || number > labels.size()) {
            throw new IOException("%s has %d lines, none for the validation image %s"
                    .formatted(validationLabels, labels.size(), image));
        }
        return labels.get(number - 1);
    }

    private static String synset(String archive) {
        String name = archive.substring(archive.lastIndexOf('/') + 1, archive.length() - ".tar".length());
        return SYNSET.matcher(name).matches() ? name : archive;
    }
}
