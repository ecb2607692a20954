package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The program keeps the rules of its layers; small counter-examples show that each rule can be broken. */
class ArchitectureTest {
    private static final JavaClasses PROGRAM = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice");

    private static final String EXAMPLES = "dev.sluice.architecture";
    private static final JavaClasses EXAMPLE_CLASSES = new ClassFileImporter().importPackages(EXAMPLES);
    private static final ArchitectureRules ON_EXAMPLES = new ArchitectureRules(EXAMPLES);

    static Stream<ArchRule> rules() {
        ArchitectureRules rules = new ArchitectureRules("dev.sluice");
        return Stream.of(
                rules.domainKnowsOnlyJavaAndEvents(),
                rules.domainHasNoClock(),
                rules.domainDoesNotKnowItsShell(),
                rules.onlyTheDemoUsesTheEmbeddedBroker(),
                rules.answersKnowNobodyWhoAsks(),
                rules.onlyTheApiKnowsItsServer(),
                rules.nobodyUsesTheCommandLine(),
                rules.packagesHaveNoCycles(),
                rules.staticFieldsAreFinal(),
                rules.onlyCommandsPrint(),
                rules.operationsKnowNobody());
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                Arguments.of(ON_EXAMPLES.domainKnowsOnlyJavaAndEvents(), "DomainThatKnowsKafka", 3),
                Arguments.of(ON_EXAMPLES.domainHasNoClock(), "DomainThatReadsTheClock", 4),
                Arguments.of(ON_EXAMPLES.domainDoesNotKnowItsShell(), "DomainThatKnowsKafka", 2),
                Arguments.of(ON_EXAMPLES.onlyTheDemoUsesTheEmbeddedBroker(), "ServerThatUsesTheBroker", 2),
                Arguments.of(ON_EXAMPLES.answersKnowNobodyWhoAsks(), "AnswerThatKnowsHttp", 3),
                Arguments.of(ON_EXAMPLES.onlyTheApiKnowsItsServer(), "AnswerThatKnowsHttp", 1),
                Arguments.of(ON_EXAMPLES.nobodyUsesTheCommandLine(), "ServerThatUsesTheBroker", 2),
                Arguments.of(ON_EXAMPLES.packagesHaveNoCycles(), "DomainThatKnowsKafka", 1),
                Arguments.of(ON_EXAMPLES.staticFieldsAreFinal(), "ServerThatUsesTheBroker", 1),
                Arguments.of(ON_EXAMPLES.onlyCommandsPrint(), "ServerThatUsesTheBroker", 1),
                Arguments.of(ON_EXAMPLES.operationsKnowNobody(), "ProbeThatKnowsPeople", 1));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void programKeeps(ArchRule rule) {
        rule.check(PROGRAM);
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void sees(ArchRule rule, String culprit, int atLeast) {
        var report = rule.evaluate(EXAMPLE_CLASSES).getFailureReport();

        assertThat(report.getDetails()).hasSizeGreaterThanOrEqualTo(atLeast).anyMatch(line -> line.contains(culprit));
        assertThat(report.getDetails()).as("nobody else is accused").allMatch(line -> line.contains(culprit));
    }

    @Test
    void looksAtTheProgramAndNotAtItsTests() {
        assertThat(PROGRAM.contain("dev.sluice.cli.Main")).isTrue();
        assertThat(PROGRAM.contain(ArchitectureTest.class)).isFalse();
    }
}
