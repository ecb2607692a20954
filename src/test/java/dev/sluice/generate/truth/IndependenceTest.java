package dev.sluice.generate.truth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class IndependenceTest {
    @Test
    void theGroundTruthKnowsNothingOfTheRestOfSluice() {
        classes()
                .that()
                .resideInAPackage("dev.sluice.generate.truth")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.generate.truth", "java..", "com.fasterxml.jackson..")
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.sluice.generate.truth"));
    }

    @Test
    void theOracleKnowsNothingOfTheRestOfSluice() {
        classes()
                .that()
                .haveNameMatching(".*\\.Oracle.*")
                .and()
                .haveNameNotMatching(".*Test")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.sluice.generate.truth", "java..", "com.fasterxml.jackson..")
                .check(new ClassFileImporter().importPackages("dev.sluice.generate.truth"));
    }
}
