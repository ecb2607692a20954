package dev.sluice.torture.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.sluice.generate.truth.GroundTruth;
import org.junit.jupiter.api.Test;

/** Who judges shares no code with what is judged. */
class IndependenceTest {
    @Test
    void theChecksKnowNothingButJava() {
        String checks = Check.class.getPackageName();

        classes()
                .that()
                .haveSimpleNameNotEndingWith("Test")
                .and()
                .doNotHaveSimpleName(Logs.class.getSimpleName())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", checks)
                .check(new ClassFileImporter().importPackages(checks));
    }

    @Test
    void theTruthSharesNothingWithTheRulesOrTheStream() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.sluice.stream..", "dev.sluice.domain..")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(GroundTruth.class.getPackageName()));
    }
}
