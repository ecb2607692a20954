package dev.sluice.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class OrganisationGeneratorTest {
    private final Organisation organisation = OrganisationGenerator.generate(GeneratorSettings.ofSeed(1));

    @Test
    void drawsTheSamePeopleFromTheSameSeed() {
        assertThat(OrganisationGenerator.generate(GeneratorSettings.ofSeed(1))).isEqualTo(organisation);
        assertThat(OrganisationGenerator.generate(GeneratorSettings.ofSeed(2))).isNotEqualTo(organisation);
    }

    @Test
    void identityIdsAreOpaqueAndAccountNamesAreUniqueInEachSystem() {
        assertThat(organisation.people())
                .hasSize(GeneratorSettings.DEFAULT_PEOPLE)
                .extracting(Person::identityId)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("E\\d{5,}"));
        for (TargetSystem system : organisation.systems()) {
            assertThat(organisation.people()).extracting(system::accountOf).doesNotHaveDuplicates();
        }
    }

    @Test
    void departmentsFollowZipfsLawRoughly() {
        Map<String, Long> sizes = organisation.people().stream()
                .map(person -> person.department().name())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        assertThat(sizes).hasSameSizeAs(organisation.departments());
        assertThat(sizes.get("Engineering")).isGreaterThan(2 * sizes.get("Finance"));
    }

    @Test
    void everyoneButTheHeadOfAllHasAManagerWhoIsSomeoneElse() {
        assertThat(organisation.people().get(0).managerId()).isNull();
        assertThat(organisation.people().subList(1, organisation.people().size()))
                .allSatisfy(person -> assertThat(person.managerId()).isNotNull().isNotEqualTo(person.identityId()));
    }

    @Test
    void somePeopleAreContractors() {
        assertThat(organisation.people()).filteredOn(Person::contractor).hasSizeBetween(20, 80);
    }

    @Test
    void refusesSizesThatMakeNoSense() {
        assertThatThrownBy(() ->
                        new GeneratorSettings(1, 0, 9, organisation.settings().start()))
                .hasMessageContaining("people must be 1 to 1000000");
        assertThatThrownBy(() ->
                        new GeneratorSettings(1, 5, 61, organisation.settings().start()))
                .hasMessageContaining("months must be 1 to 60");
    }
}
