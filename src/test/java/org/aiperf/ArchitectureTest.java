// SPDX-License-Identifier: Apache-2.0
package org.aiperf;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aiperf.unit.Operations;
import org.junit.jupiter.api.Test;

/** The house's plan: which package may know which, and where the outside world comes in. */
class ArchitectureTest {

    /** From the ground up; a package depends on those of lower floors only. */
    private static final List<Set<String>> FLOORS = List.of(
            Set.of("unit", "foreign"),
            Set.of("config"),
            Set.of("network", "device", "image"),
            Set.of("score", "operations"),
            Set.of("search", "training", "dataset"),
            Set.of("history"),
            Set.of("report"),
            Set.of("trial"),
            Set.of("submission", "model", "live"),
            Set.of("benchmark", "ranking"),
            Set.of("simulation"),
            Set.of("spark"),
            Set.of("cli"));

    private static final Set<String> READERS = Set.of("Cause", "Guard", "HoconProblem", "SettingsLoader", "Failures");

    private static final Map<String, Integer> FLOOR_BY_PACKAGE = floorByPackage();

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.aiperf");

    @Test
    void everyPackageDependsOnLowerFloorsOnly() {
        classes().should(dependDownwards()).check(HOUSE);
    }

    @Test
    void packagesFormNoCycles() {
        slices().matching("org.aiperf.(**)").should().beFreeOfCycles().check(HOUSE);
    }

    @Test
    void sparkStaysInItsPackage() {
        confine(resideInAPackage("org.aiperf.spark.."), "org.apache.spark..", "scala..");
    }

    @Test
    void theTrainingLibraryStaysInItsPackage() {
        confine(
                resideInAnyPackage("org.aiperf.training.dl4j..", "org.aiperf.spark.dl4j.."),
                "org.deeplearning4j..",
                "org.nd4j..",
                "org.datavec..",
                "onnx..");
        confine(
                resideInAnyPackage(
                        "org.aiperf.training.dl4j..",
                        "org.aiperf.training.libtorch..",
                        "org.aiperf.search.bayes.cuda.."),
                "org.bytedeco..");
    }

    @Test
    void hadoopStaysWhereFilesAreReadAndWritten() {
        confine(
                resideInAnyPackage("org.aiperf.history..", "org.aiperf.dataset..", "org.aiperf.spark.."),
                "org.apache.hadoop..");
    }

    @Test
    void onlyTheTerminalIsPrintedTo() {
        noClasses()
                .that(DescribedPredicate.not(resideInAPackage("org.aiperf.cli..")))
                .should(ACCESS_STANDARD_STREAMS)
                .check(HOUSE);
    }

    /**
     * What a failure says passes through one place, which tells the words of libraries from ours. Others may look at it to
     * know what happened, or are the command line's own parser.
     */
    @Test
    void whatFailuresSayIsReadInOnePlace() {
        noClasses()
                .that(DescribedPredicate.not(DescribedPredicate.describe(
                        "read it to know what happened", house -> READERS.contains(house.getSimpleName()))))
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "a failure is asked for its words",
                        call -> Set.of("getMessage", "getLocalizedMessage", "getOriginalMessage")
                                        .contains(call.getName())
                                && call.getTargetOwner().isAssignableTo(Throwable.class)))
                .check(HOUSE);
    }

    /** A rule about classes that were not found would hold for ever. */
    @Test
    void sawEveryPackageThatWasBuilt() throws IOException, URISyntaxException {
        Path root = Path.of(Operations.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Set<String> built;
        try (Stream<Path> files = Files.walk(root.resolve("org/aiperf"))) {
            built = files.filter(file -> file.toString().endsWith(".class"))
                    .map(file -> root.relativize(file).toString())
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        assertThat(HOUSE).extracting(JavaClass::getName).containsExactlyInAnyOrderElementsOf(built);
        assertThat(built).hasSizeGreaterThan(100);
        assertThat(HOUSE)
                .extracting(ArchitectureTest::room)
                .contains("cli", "score", "operations", "network", "config", "unit");
    }

    private static void confine(DescribedPredicate<JavaClass> allowed, String... packages) {
        noClasses()
                .that(DescribedPredicate.not(allowed))
                .should(dependOnClassesThat(resideInAnyPackage(packages)))
                .check(HOUSE);
    }

    private static ArchCondition<JavaClass> dependDownwards() {
        return new ArchCondition<>("depend on packages of lower floors only") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                String from = room(origin);
                if (!from.isEmpty() && !FLOOR_BY_PACKAGE.containsKey(from)) {
                    events.add(SimpleConditionEvent.violated(origin, from + " is on no floor: " + origin.getName()));
                    return;
                }
                for (Dependency dependency : origin.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().startsWith("org.aiperf") && !mayKnow(from, room(target))) {
                        events.add(SimpleConditionEvent.violated(origin, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static boolean mayKnow(String from, String to) {
        return from.equals(to) || FLOOR_BY_PACKAGE.getOrDefault(to, -1) < FLOOR_BY_PACKAGE.getOrDefault(from, -1);
    }

    /** The package below the house's, without what is below that; empty for the house itself. */
    private static String room(JavaClass type) {
        String name = type.getPackageName().substring("org.aiperf".length());
        return name.isEmpty() ? "" : name.substring(1).split("\\.", 2)[0];
    }

    private static Map<String, Integer> floorByPackage() {
        Map<String, Integer> floors = new HashMap<>();
        for (int floor = 0; floor < FLOORS.size(); floor++) {
            for (String name : FLOORS.get(floor)) {
                floors.put(name, floor);
            }
        }
        return Map.copyOf(floors);
    }
}
