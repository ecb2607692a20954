package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.domain.policy.Campaign;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CampaignParserTest {
    private static final String HEAD = "kind: Campaign\nid: %s\nentitlements: [\"sap:*\"]\n";

    private static Campaign parse(String more) {
        PolicyDocument document = PolicyDocument.parse("q1.yaml", HEAD.formatted("q1") + more);
        return PolicyParser.parse(List.of(document), 1).campaigns().get(0);
    }

    @Test
    void whatIsNotSaidIsThreeWeeksWithTheManager() {
        Campaign campaign = parse("startsAt: \"2027-01-11T06:00:00Z\"\n");

        assertThat(campaign.due()).isEqualTo(Duration.ofDays(14));
        assertThat(campaign.overdue()).isEqualTo(Duration.ofDays(7));
        assertThat(campaign.remind()).isEqualTo(Duration.ofDays(3));
        assertThat(campaign.reviewer()).isNull();
        assertThat(campaign.fallback()).isNull();
        assertThat(campaign.onSilence()).isEqualTo(Campaign.OnSilence.KEEP);
        assertThat(campaign.lasts()).isEqualTo(Duration.ofDays(21));
    }

    @Test
    void whoHasLittleTimeIsNotReminded() {
        assertThat(parse("onChangeOf: [department]\ndue: P3D\n").remind()).isZero();
        assertThat(parse("onChangeOf: [department]\ndue: P4D\n").remind()).isEqualTo(Duration.ofDays(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "due: PT0S | nobody could answer in time",
                "due: -P1D | due",
                "due: P2D, remind: P3D | reminded before they are asked",
                "due: P30D, overdue: P11D | what was held is not known for longer",
                "reviewer: 'a:b' | `reviewer` is `a:b`; write an identityId",
                "fallback: 'x#y' | `fallback` is `x#y`; write an identityId",
                "startsAt: '2027-01-11T06:00:00Z' | either at an instant",
                "onChangeOf: [departement] | did you mean department?",
            })
    void whatCannotBeMeantIsRefusedWithTheReason(String more, String reason) {
        String lines = more.replace(", ", "\n") + "\n";
        String start = more.startsWith("onChangeOf") ? "" : "onChangeOf: [department]\n";

        assertThatThrownBy(() -> parse(start + lines))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining(reason)
                .hasMessageStartingWith("Campaign/q1: ");
    }

    @Test
    void moreThanAnIdentityHasRoomForAreRefused() {
        List<PolicyDocument> documents = IntStream.rangeClosed(0, Campaign.MAX)
                .mapToObj(i -> PolicyDocument.parse(
                        "c" + i + ".yaml", HEAD.formatted("c" + i) + "startsAt: \"2027-01-11T06:00:00Z\"\n"))
                .toList();

        assertThat(PolicyParser.parse(documents.subList(1, documents.size()), 1).campaigns())
                .hasSize(Campaign.MAX);
        assertThatThrownBy(() -> PolicyParser.parse(documents, 1))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("take out those that are over");
    }
}
