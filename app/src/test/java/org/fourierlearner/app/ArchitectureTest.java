package org.fourierlearner.app;

import static com.tngtech.archunit.core.domain.JavaModifier.ABSTRACT;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The rules that concern the command and the library together.
@AnalyzeClasses(packages = "org.fourierlearner", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

    @ArchTest
    static final ArchRule onlyTheCommandTouchesPicocli = noClasses()
            .that()
            .resideOutsideOfPackage("org.fourierlearner.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..");

    @ArchTest
    static final ArchRule theLibraryDoesNotKnowTheCommand = noClasses()
            .that()
            .resideOutsideOfPackage("org.fourierlearner.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.fourierlearner.app..");

    @ArchTest
    static final ArchRule theCommandReachesTheEngineThroughTheLibrary = noClasses()
            .that()
            .resideInAPackage("org.fourierlearner.app..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    @ArchTest
    static final ArchRule classesAreAbstractOrFinal = classes()
            .that()
            .resideInAPackage("org.fourierlearner.app..")
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areNotAnonymousClasses()
            .should()
            .haveModifier(ABSTRACT)
            .orShould()
            .haveModifier(FINAL);

    @ArchTest
    static final ArchRule nothingIsNamedForBeingMiscellaneous =
            noClasses().should().haveNameMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl)");
}
