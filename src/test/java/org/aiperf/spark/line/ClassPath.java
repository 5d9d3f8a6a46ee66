// SPDX-License-Identifier: Apache-2.0
package org.aiperf.spark.line;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.xbean.asm9.ClassReader;
import org.apache.xbean.asm9.ClassVisitor;
import org.apache.xbean.asm9.FieldVisitor;
import org.apache.xbean.asm9.MethodVisitor;
import org.apache.xbean.asm9.Opcodes;
import org.jspecify.annotations.Nullable;

/** The classes of one version of Spark, and whether they have what other classes refer to. */
final class ClassPath implements Closeable {

    /** What comes with Spark and changes with it; the rest is looked up where this test itself runs. */
    private static final List<String> OF_SPARK = List.of(
            "org/apache/spark/",
            "scala/",
            "org/json4s/",
            "javax/servlet/",
            "jakarta/servlet/",
            "io/fabric8/kubernetes/");

    private static final int CLASS = 7;
    private static final Set<Integer> MEMBERS = Set.of(9, 10, 11);

    private final List<JarFile> jars = new ArrayList<>();
    private final Map<String, Shape> shapes = new HashMap<>();

    /** What a class has itself, as names with their descriptors. */
    private record Shape(Set<String> members, List<String> parents) {

        private static final Shape NONE = new Shape(Set.of(), List.of());
    }

    /** @param directory of jars; null for the class path of this test */
    ClassPath(@Nullable Path directory) throws IOException {
        if (directory != null) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path jar : files.sorted().toList()) {
                    jars.add(new JarFile(jar.toFile()));
                }
            }
        }
    }

    /** What a class refers to in Spark and is not here, in an order. */
    Set<String> missing(byte[] bytes) throws IOException {
        ClassReader code = new ClassReader(bytes);
        char[] buffer = new char[code.getMaxStringLength()];
        Set<String> missing = new TreeSet<>();
        for (int item = 1; item < code.getItemCount(); item++) {
            int place = code.getItem(item);
            int kind = place == 0 ? 0 : code.readByte(place - 1);
            if (kind == CLASS) {
                String name = code.readUTF8(place, buffer).replaceAll("^\\[+L?|;$", "");
                if (isSparks(name) && shape(name).equals(Shape.NONE)) {
                    missing.add(name);
                }
            } else if (MEMBERS.contains(kind)) {
                String owner = code.readClass(place, buffer);
                int description = code.getItem(code.readUnsignedShort(place + 2));
                String member = code.readUTF8(description, buffer) + code.readUTF8(description + 2, buffer);
                if (isSparks(owner) && !has(owner, member)) {
                    missing.add(owner + "." + member);
                }
            }
        }
        return missing;
    }

    private static boolean isSparks(String name) {
        return OF_SPARK.stream().anyMatch(name::startsWith);
    }

    private boolean has(String owner, String member) throws IOException {
        Shape shape = shape(owner);
        if (shape.members().contains(member)) {
            return true;
        }
        for (String parent : shape.parents()) {
            if (has(parent, member)) {
                return true;
            }
        }
        return false;
    }

    private Shape shape(String name) throws IOException {
        Shape known = shapes.get(name);
        if (known == null) {
            try (InputStream bytes = open(name + ".class")) {
                known = bytes == null ? Shape.NONE : read(bytes);
            }
            shapes.put(name, known);
        }
        return known;
    }

    private @Nullable InputStream open(String file) throws IOException {
        for (JarFile jar : jars) {
            ZipEntry entry = jar.getEntry(file);
            if (entry != null) {
                return jar.getInputStream(entry);
            }
        }
        return jars.isEmpty() || !isSparks(file) ? ClassLoader.getSystemResourceAsStream(file) : null;
    }

    private static Shape read(InputStream bytes) throws IOException {
        Set<String> members = new HashSet<>();
        List<String> parents = new ArrayList<>();
        new ClassReader(bytes)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public void visit(
                                    int version,
                                    int access,
                                    String name,
                                    @Nullable String signature,
                                    @Nullable String parent,
                                    String[] interfaces) {
                                if (parent != null) {
                                    parents.add(parent);
                                }
                                parents.addAll(List.of(interfaces));
                            }

                            @Override
                            public @Nullable MethodVisitor visitMethod(
                                    int access,
                                    String name,
                                    String descriptor,
                                    @Nullable String signature,
                                    String @Nullable [] exceptions) {
                                members.add(name + descriptor);
                                return null;
                            }

                            @Override
                            public @Nullable FieldVisitor visitField(
                                    int access,
                                    String name,
                                    String descriptor,
                                    @Nullable String signature,
                                    @Nullable Object value) {
                                members.add(name + descriptor);
                                return null;
                            }
                        },
                        ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new Shape(members, parents);
    }

    @Override
    public void close() throws IOException {
        for (JarFile jar : jars) {
            jar.close();
        }
    }
}
