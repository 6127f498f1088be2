package org.fourierlearner;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// The order of the packages and the rules of the house. A failure names the class and the line.
@AnalyzeClasses(packages = "org.fourierlearner", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    /// Each package may use those before it; `docs/architecture.md` says what they hold.
    private static final List<String> BOTTOM_UP = List.of(
            "kernels",
            "storage",
            "config",
            "tensor",
            "rpe",
            "attention",
            "nn",
            "model",
            "onnx",
            "data",
            "optimizer",
            "problem",
            "task",
            "train",
            "distributed");

    @ArchTest
    static void packagesDependOnlyOnThoseBelowThem(JavaClasses classes) {
        for (int layer = 0; layer < BOTTOM_UP.size() - 1; layer++) {
            noClasses()
                    .that()
                    .resideInAnyPackage(inside(BOTTOM_UP.subList(layer, layer + 1)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(inside(BOTTOM_UP.subList(layer + 1, BOTTOM_UP.size())))
                    .allowEmptyShould(true)
                    .check(classes);
        }
    }

    @ArchTest
    static final ArchRule everyPackageHasItsPlaceInTheOrder = classes().should().resideInAnyPackage(inside(BOTTOM_UP));

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("org.fourierlearner.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule kernelsNeedNothingButTheJdk = classes()
            .that()
            .resideInAPackage("org.fourierlearner.kernels..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("org.fourierlearner.kernels..", "java..", "jdk.incubator.vector..", "org.jspecify..");

    @ArchTest
    static final ArchRule onlyTensorTouchesTheEngine = noClasses()
            .that()
            .resideOutsideOfPackage("org.fourierlearner.tensor..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule classesAreAbstractOrFinal = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should()
            .haveModifier(ABSTRACT)
            .orShould()
            .haveModifier(FINAL)
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule nothingIsNamedForBeingMiscellaneous =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");

    @ArchTest
    static final ArchRule libraryNeverPrints = NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule exceptionsAreSpecific = NO_CLASSES_SHOULD_THROW_GENERIC_EXCEPTIONS;

    private static String[] inside(List<String> packages) {
        return packages.stream().map("org.fourierlearner.%s.."::formatted).toArray(String[]::new);
    }
}
