/// Microbenchmarks of the kernels through their public interface, batch 1, 8 heads of width 64, 128
/// features.
///
/// - to build: `mvn -q -pl benchmarks -am package -DskipTests`
/// - to run: `java -jar benchmarks/target/benchmarks.jar Attention`
///
/// `-l` lists them, `-p length=4096 -p causal=true` picks sizes, `-prof gc` shows what is allocated.
/// Arguments of the JVM replace those that add the vectors:
///
/// - without vectors: `-jvmArgsAppend -Xms256m`
/// - with narrower ones: `-jvmArgsAppend "--add-modules=jdk.incubator.vector -XX:MaxVectorSize=32"`
///
/// Compare numbers of one machine and one run only; `flt bench attention` compares with other ways to
/// compute attention.
@NullMarked
package org.fourierlearner.benchmarks;

import org.jspecify.annotations.NullMarked;
